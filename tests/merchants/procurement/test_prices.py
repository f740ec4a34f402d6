"""A supplier's dearer price: accepted as far as a role may go alone, else by somebody who may go further."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ecosystem.audit.public import Act
from ecosystem.kernel.errors import DomainError
from ecosystem.notices.public import Notice
from merchants.procurement import actions, errors
from merchants.procurement.actions import ArticleTerms
from merchants.procurement.models import Order, Revision
from tests import buying
from tests.buying import Market
from tests.cast import MORNING, actor

pytestmark = pytest.mark.django_db
PRICE = 7_200


@pytest.fixture
def town(market: Market) -> Market:
    buying.dearer(market, buyer=500, manager=2_000)
    return market


def refused(act: Callable[[], object]) -> DomainError:
    def kept() -> list[object]:
        rows = list(Order.objects.order_by("pk").values_list("status", "version", "revision"))
        return [rows, Revision.objects.count(), Notice.objects.count(), Act.objects.count()]

    before = kept()
    with pytest.raises(errors.DearerThanAllowed) as raised:
        act()
    assert kept() == before
    return raised.value


def priced(town: Market, price_minor: int) -> None:
    """The supplier's price list says so from now on."""
    town.case.refresh_from_db()
    terms = ArticleTerms(code=town.case.code, name_zh="Case", name_en="Case", price_minor=price_minor)
    actions.change_article(article_id=town.case.pk, terms=terms, seen_version=town.case.version, by=actor(town.wholesaler), at=MORNING)


def send(town: Market, order: Order, who: str = "buyer") -> Order:
    return actions.send_order(order_id=order.pk, by=actor(getattr(town, who)), at=MORNING)


def proposed(town: Market, price_minor: int) -> Order:
    order = buying.sent(town)
    said = buying.worded(order, unit_minor=price_minor)
    return actions.propose_change(order_id=order.pk, revision=1, wording=said, reason="harvest", by=actor(town.packer), at=MORNING)


def agree(town: Market, order: Order, who: str = "buyer") -> Order:
    order.refresh_from_db()
    return actions.agree_to_change(order_id=order.pk, revision=order.revision, by=actor(getattr(town, who)), at=MORNING)


def test_a_first_price_is_dearer_than_nothing(town: Market) -> None:
    assert send(town, buying.draft(town, by=town.buyer)).status == "sent"


def test_a_draft_is_held_against_the_price_agreed_last_to_the_fen(town: Market) -> None:
    buying.confirmed(town)
    priced(town, PRICE * 105 // 100)
    assert send(town, buying.draft(town, by=town.buyer)).status == "sent"
    priced(town, PRICE * 105 // 100 + 1)
    order = buying.draft(town, by=town.buyer)
    said = refused(lambda: send(town, order))
    assert (said.values["price"], said.values["before"], said.values["most"]) == ("75.61", "72.00", "75.60")


def test_what_is_too_dear_for_her_is_handed_in_and_sent_by_who_may_go_further(town: Market) -> None:
    buying.confirmed(town)
    priced(town, PRICE * 115 // 100)
    order = actions.hand_in(order_id=buying.draft(town, by=town.buyer).pk, by=actor(town.buyer), at=MORNING)
    sent = actions.approve_order(order_id=order.pk, seen_version=order.version, by=actor(town.manager), at=MORNING)
    assert sent.status == "sent"
    told = Act.objects.get(act="staff.approve", target=f"procurement.order/{order.pk}").after
    assert told["purchase"]["dearer_lines"] == 1
    priced(town, PRICE * 2)
    dear = actions.hand_in(order_id=buying.draft(town, by=town.buyer).pk, by=actor(town.buyer), at=MORNING)
    refused(lambda: actions.approve_order(order_id=dear.pk, seen_version=dear.version, by=actor(town.manager), at=MORNING))
    assert actions.approve_order(order_id=dear.pk, seen_version=dear.version, by=actor(town.owner), at=MORNING).status == "sent"


def test_a_suppliers_dearer_answer_is_held_against_what_was_asked_for(town: Market) -> None:
    order = proposed(town, PRICE * 110 // 100)
    refused(lambda: agree(town, order))
    assert agree(town, order, "manager").status == "acknowledged"
    assert agree(town, proposed(town, PRICE * 104 // 100)).status == "acknowledged"
    assert agree(town, proposed(town, PRICE - 1)).status == "acknowledged"


def test_small_steps_go_no_further_than_one(town: Market) -> None:
    order = proposed(town, PRICE * 104 // 100)
    agree(town, order)
    said = buying.worded(order, unit_minor=PRICE * 108 // 100)
    order.refresh_from_db()
    refused(lambda: actions.amend_order(order_id=order.pk, seen_revision=2, wording=said, reason="", by=actor(town.buyer), at=MORNING))


def test_a_price_that_was_let_through_is_not_asked_about_again(town: Market) -> None:
    order = proposed(town, PRICE * 115 // 100)
    agree(town, order, "manager")
    said = buying.worded(order, quantity=buying.D(90))
    amended = actions.amend_order(order_id=order.pk, seen_revision=2, wording=said, reason="less", by=actor(town.buyer), at=MORNING)
    assert amended.status == "sent"


def test_a_line_that_is_struck_out_has_no_price(town: Market) -> None:
    order = buying.sent(town, apples="10")
    said = buying.worded(order, quantity=buying.D(0), unit_minor=PRICE * 2)
    actions.propose_change(order_id=order.pk, revision=1, wording=said, reason="none", by=actor(town.packer), at=MORNING)
    assert agree(town, order).status == "acknowledged"

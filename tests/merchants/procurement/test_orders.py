"""One order, two books: drafted, approved, sent, answered, changed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from ecosystem.audit.public import Act
from ecosystem.feed.public import FactRow
from ecosystem.kernel.errors import DomainError, NotFound
from ecosystem.once.public import KeyUsedOtherwise
from merchants.procurement import actions, errors
from merchants.procurement.models import Order, Revision
from merchants.procurement.rules import Want
from tests import buying
from tests.buying import D, Market
from tests.cast import MORNING, actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(market: Market) -> Market:
    return market


def _kept() -> list[object]:
    return [list(Order.objects.order_by("pk").values_list("pk", "status", "version", "revision", "total_minor")), Revision.objects.count()]


def refused(refusal: type[DomainError], act: object) -> DomainError:
    before = _kept()
    with pytest.raises(refusal) as raised:
        act()  # type: ignore[operator]
    assert _kept() == before
    return raised.value


def test_a_draft_takes_the_price_list_and_says_what_a_unit_holds(town: Market) -> None:
    order = buying.draft(town, cases="3", apples="2.5")
    case, apples = order.lines.order_by("position")
    assert (order.status, order.total_minor) == ("draft", 3 * 7_200 + 2_498)
    assert (case.per_unit, case.unit_minor, apples.gross_minor) == (24, 7_200, 2_498)


def test_the_same_key_drafts_once_and_another_body_is_refused(town: Market) -> None:
    first = buying.draft(town, key="k")
    assert buying.draft(town, key="k").pk == first.pk
    with pytest.raises(KeyUsedOtherwise):
        buying.draft(town, cases="99", key="k")
    assert Order.objects.count() == 1


@pytest.mark.parametrize(
    ("quantity", "refusal"), [("0", errors.BadTerms), ("-1", errors.BadTerms), ("1.5", errors.NotOrderable), ("NaN", errors.BadTerms)]
)
def test_half_a_case_or_less_than_nothing_is_no_order(town: Market, quantity: str, refusal: type[DomainError]) -> None:
    refused(refusal, lambda: buying.draft(town, cases=quantity))


def test_steps_and_least_quantities_are_the_suppliers(town: Market) -> None:
    boxes = buying.article(town.supplier, town.wholesaler, "Box", moq=D(6), multiple=D(4))
    buying.link(town.owner, town.corner.bread, boxes, preferred=False)

    def order(quantity: str) -> Order:
        return actions.draft_order(
            shop_id=town.shop.pk, supplier_id=town.supplier.pk, wants=[Want(boxes.pk, D(quantity))], key=uuid4().hex, by=actor(town.owner), at=MORNING
        )

    said = refused(errors.NotOrderable, lambda: order("6"))
    assert said.values["suggested"] == "8"
    assert order("8").lines.get().quantity == 8


def test_an_article_that_is_nothing_in_the_shop_is_not_ordered(town: Market) -> None:
    unknown = buying.article(town.supplier, town.wholesaler, "Unknown")
    refused(
        errors.ArticleNotFound,
        lambda: actions.draft_order(
            shop_id=town.shop.pk, supplier_id=town.supplier.pk, wants=[Want(unknown.pk, D(1))], key="k", by=actor(town.owner), at=MORNING
        ),
    )


def test_an_order_above_the_buyers_limit_is_sent_by_somebody_else(town: Market) -> None:
    buying.limits(town, buyer=50_000, manager=800_000)
    order = buying.draft(town, by=town.buyer)
    refused(errors.ApprovalNeeded, lambda: actions.send_order(order_id=order.pk, by=actor(town.buyer), at=MORNING))
    actions.hand_in(order_id=order.pk, by=actor(town.buyer), at=MORNING)
    order.refresh_from_db()
    refused(errors.OwnOrder, lambda: actions.approve_order(order_id=order.pk, seen_version=order.version, by=actor(town.buyer), at=MORNING))
    refused(errors.PurchaseMoved, lambda: actions.approve_order(order_id=order.pk, seen_version=1, by=actor(town.manager), at=MORNING))
    passed = actions.approve_order(order_id=order.pk, seen_version=order.version, by=actor(town.manager), at=MORNING)
    assert (passed.status, passed.approved_by_id, passed.revision) == ("sent", town.manager.pk, 1)
    act = Act.objects.get(act="staff.approve")
    assert (act.actor, act.about) == (f"person/{town.manager.pk}", town.shop.pk)
    assert act.after == {"purchase": {"amount_minor": order.total_minor}, "asked_by": f"person/{town.buyer.pk}"}


def test_a_managers_limit_holds_for_approving_too(town: Market) -> None:
    buying.limits(town, buyer=0, manager=100_000)
    order = actions.hand_in(order_id=buying.draft(town, by=town.buyer).pk, by=actor(town.buyer), at=MORNING)
    refused(errors.ApprovalNeeded, lambda: actions.approve_order(order_id=order.pk, seen_version=order.version, by=actor(town.manager), at=MORNING))
    assert actions.approve_order(order_id=order.pk, seen_version=order.version, by=actor(town.owner), at=MORNING).status == "sent"


def test_what_was_handed_in_comes_back_with_a_reason(town: Market) -> None:
    order = actions.hand_in(order_id=buying.draft(town, by=town.buyer).pk, by=actor(town.buyer), at=MORNING)
    refused(errors.ReasonMissing, lambda: actions.return_to_draft(order_id=order.pk, reason="  ", by=actor(town.owner), at=MORNING))
    assert actions.return_to_draft(order_id=order.pk, reason="too much", by=actor(town.owner), at=MORNING).status == "draft"


def test_the_suppliers_minimum_is_kept(town: Market) -> None:
    town.supplier.min_order_minor = 1_000_000
    town.supplier.save()
    order = buying.draft(town)
    said = refused(errors.BelowSuppliersMinimum, lambda: actions.send_order(order_id=order.pk, by=actor(town.owner), at=MORNING))
    assert said.values["missing"] == "2800.00"


def test_both_sides_acknowledge_and_both_portraits_hear_of_it(town: Market) -> None:
    order = buying.confirmed(town)
    assert (order.status, order.agreed_revision) == ("acknowledged", 1)
    told = FactRow.objects.filter(kind="trade.purchase_ordered")
    assert {(fact.about, fact.standing, fact.body["side"]) for fact in told} == {
        (town.shop.party_id, "attested", "buyer"),
        (town.supplier.party_id, "attested", "supplier"),
    }
    assert all(fact.body["counterpart"] and fact.body["total_minor"] == 720_000 for fact in told)


def test_a_change_by_the_supplier_holds_once_the_buyer_agrees(town: Market) -> None:
    order = buying.sent(town)
    day = (MORNING + timedelta(days=3)).date()
    wording = buying.worded(order, quantity=D(80), unit_minor=7_300, promised_on=day)
    order = actions.propose_change(order_id=order.pk, revision=1, wording=wording, reason="short", by=actor(town.packer), at=MORNING)
    assert (order.status, order.revision, order.agreed_revision, buying.line_of(order).quantity) == ("changed", 2, None, 100)
    refused(errors.RevisionMoved, lambda: actions.agree_to_change(order_id=order.pk, revision=1, by=actor(town.owner), at=MORNING))
    refused(errors.PurchaseMoved, lambda: actions.confirm_order(order_id=order.pk, revision=2, by=actor(town.packer), at=MORNING))
    agreed = actions.agree_to_change(order_id=order.pk, revision=2, by=actor(town.owner), at=MORNING)
    line = buying.line_of(order)
    assert (agreed.status, agreed.agreed_revision, agreed.total_minor) == ("acknowledged", 2, 80 * 7_300)
    assert (line.quantity, line.unit_minor, line.promised_on) == (80, 7_300, day)
    assert order.revisions.get(number=2).agreed
    assert not order.revisions.get(number=1).agreed


def test_a_dearer_change_needs_the_right_to_order_it(town: Market) -> None:
    buying.limits(town, buyer=720_000)
    order = actions.send_order(order_id=buying.draft(town, by=town.buyer).pk, by=actor(town.buyer), at=MORNING)
    wording = buying.worded(order, unit_minor=7_201)
    actions.propose_change(order_id=order.pk, revision=1, wording=wording, reason="", by=actor(town.packer), at=MORNING)
    refused(errors.ApprovalNeeded, lambda: actions.agree_to_change(order_id=order.pk, revision=2, by=actor(town.buyer), at=MORNING))
    assert actions.agree_to_change(order_id=order.pk, revision=2, by=actor(town.manager), at=MORNING).status == "acknowledged"


def test_a_change_by_the_buyer_waits_for_the_supplier_and_declining_it_keeps_the_agreement(town: Market) -> None:
    order = buying.confirmed(town)
    actions.amend_order(order_id=order.pk, seen_revision=1, wording=buying.worded(order, quantity=D(50)), reason="", by=actor(town.owner), at=MORNING)
    order.refresh_from_db()
    assert (order.status, order.revision, buying.line_of(order).quantity) == ("sent", 2, 100)
    actions.decline_order(order_id=order.pk, revision=2, reason="packed already", by=actor(town.packer), at=MORNING)
    order.refresh_from_db()
    assert (order.status, order.agreed_revision, order.total_minor) == ("acknowledged", 1, 720_000)
    actions.amend_order(order_id=order.pk, seen_revision=2, wording=buying.worded(order, quantity=D(60)), reason="", by=actor(town.owner), at=MORNING)
    confirmed = actions.confirm_order(order_id=order.pk, revision=3, by=actor(town.packer), at=MORNING)
    assert (confirmed.agreed_revision, confirmed.total_minor, buying.line_of(order).quantity) == (3, 60 * 7_200, 60)


def test_a_declined_order_ends_with_the_suppliers_reason(town: Market) -> None:
    order = buying.sent(town)
    refused(errors.ReasonMissing, lambda: actions.decline_order(order_id=order.pk, revision=1, reason="", by=actor(town.packer), at=MORNING))
    declined = actions.decline_order(order_id=order.pk, revision=1, reason="no milk", by=actor(town.packer), at=MORNING)
    assert (declined.status, declined.reason, declined.ended_at) == ("declined", "no milk", MORNING)
    refused(errors.PurchaseMoved, lambda: actions.confirm_order(order_id=order.pk, revision=1, by=actor(town.packer), at=MORNING))


def test_an_order_is_called_off_until_something_is_on_its_way(town: Market) -> None:
    order = buying.confirmed(town)
    shipment = buying.shipped(town, order, "100")
    refused(errors.GoodsCame, lambda: actions.cancel_order(order_id=order.pk, reason="no", by=actor(town.owner), at=MORNING))
    actions.withdraw_shipment(order_id=order.pk, shipment_id=shipment.pk, by=actor(town.packer), at=MORNING)
    assert actions.cancel_order(order_id=order.pk, reason="no", by=actor(town.owner), at=MORNING).status == "cancelled"


def test_nothing_is_answered_while_an_order_is_on_hold(town: Market) -> None:
    order = buying.sent(town)
    actions.hold_order(order_id=order.pk, reason="flood", by=actor(town.manager), at=MORNING)
    refused(errors.OnHold, lambda: actions.confirm_order(order_id=order.pk, revision=1, by=actor(town.packer), at=MORNING))
    actions.resume_order(order_id=order.pk, by=actor(town.manager), at=MORNING)
    assert actions.confirm_order(order_id=order.pk, revision=1, by=actor(town.packer), at=MORNING).status == "acknowledged"


def test_a_second_person_on_one_draft_sees_that_it_changed(town: Market) -> None:
    order = buying.draft(town)
    wants = [Want(town.case.pk, D(5))]
    changed = actions.rewrite_draft(order_id=order.pk, wants=wants, seen_version=1, by=actor(town.owner), at=MORNING)
    assert (changed.version, changed.total_minor) == (2, 36_000)
    refused(errors.PurchaseMoved, lambda: actions.rewrite_draft(order_id=order.pk, wants=wants, seen_version=1, by=actor(town.buyer), at=MORNING))


def test_a_draft_and_a_strangers_order_are_nobody_elses(town: Market) -> None:
    order = buying.draft(town)
    for stranger in (town.wholesaler, town.rival_wholesaler, town.corner.rival, town.corner.outsider, town.keeper):
        refused(NotFound, lambda stranger=stranger: actions.send_order(order_id=order.pk, by=actor(stranger), at=MORNING))
    actions.send_order(order_id=order.pk, by=actor(town.owner), at=MORNING)
    for stranger in (town.owner, town.rival_wholesaler, town.corner.outsider):
        refused(NotFound, lambda stranger=stranger: actions.confirm_order(order_id=order.pk, revision=1, by=actor(stranger), at=MORNING))


def test_wording_leaves_no_line_out_and_splits_no_whole_goods(town: Market) -> None:
    order = buying.sent(town, apples="2")
    wording = buying.worded(order)
    for bad in (wording[:1], [*wording, wording[0]], buying.worded(order, quantity=D("1.5")), buying.worded(order, unit_minor=0)):
        refused(
            errors.BadTerms,
            lambda bad=bad: actions.propose_change(order_id=order.pk, revision=1, wording=bad, reason="", by=actor(town.packer), at=MORNING),
        )
    struck = [type(one)(one.position, Decimal(0), one.unit_minor) for one in wording]
    refused(
        errors.NothingWanted,
        lambda: actions.propose_change(order_id=order.pk, revision=1, wording=struck, reason="", by=actor(town.packer), at=MORNING),
    )

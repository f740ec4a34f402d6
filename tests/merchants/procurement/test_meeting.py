"""Two people at one document: the second is answered 409 with what the first did, and with what she typed where she typed it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from merchants.procurement import actions, errors
from merchants.procurement.models import Receipt
from merchants.procurement.rules import Want
from tests import buying
from tests.buying import D, Market
from tests.cast import MORNING, actor
from tests.journeys.forms import Window

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(market: Market) -> Iterator[Market]:
    with time_machine.travel(MORNING, tick=False):
        yield market


def met(answer: Any, code: str) -> str:
    """The page that answers whoever was not the first."""
    page = str(answer.content.decode())
    assert answer.status_code == 409
    assert f'data-conflict="{code}"' in page
    return page


def value(page: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="([^"]*)"', page)


def sent_from(order: Any, **typed: str) -> dict[str, str]:
    order.refresh_from_db()
    return {"idempotency_key": uuid4().hex, "revision": str(order.revision), "version": str(order.version), **typed}


@pytest.mark.parametrize("htmx", [True, False])
def test_the_second_of_two_revisions_reads_the_first_and_keeps_hers(town: Market, htmx: bool) -> None:
    order = buying.sent(town, cases="20", apples="12.5")
    manager, hers = Window(town.manager, "en"), sent_from(order, **{"quantity-1": "25", "unit-1": "¥72.00", "quantity-2": "12.5", "reason": "rain"})
    wording = buying.worded(order, quantity=D(18))
    actions.amend_order(order_id=order.pk, seen_revision=1, wording=wording, reason="", by=actor(town.owner), at=MORNING)
    more: dict[str, Any] = {"headers": {"HX-Request": "true"}} if htmx else {}
    page = met(manager.post(f"/purchases/{order.pk}/amend/", hers, **more), "revision_moved")
    assert ("<html" in page) is not htmx
    assert re.search(r"<s>20</s> → <strong[^>]*>18</strong>", page)
    assert "you typed 25" in page
    # Hers stands in the field; what she left as it was takes the new value, and sending it again answers the newest revision.
    assert (value(page, "quantity-1"), value(page, "quantity-2")) == (["25"], ["12.5"])
    assert 'value="rain"' in page
    assert "2" in value(page, "revision")
    answer = manager.post(f"/purchases/{order.pk}/amend/", {**hers, "revision": "2", "idempotency_key": uuid4().hex})
    assert answer.status_code == 302
    assert order.revisions.get(number=3).lines.get(position=1).quantity == 25


def test_what_can_not_be_sent_any_more_is_told_back(town: Market) -> None:
    order = buying.sent(town, cases="20")
    desk, hers = Window(town.packer, "en"), sent_from(order, **{"quantity-1": "15", "reason": "only fifteen left"})
    actions.confirm_order(order_id=order.pk, revision=1, by=actor(town.wholesaler), at=MORNING)
    page = met(desk.post(f"/purchases/{order.pk}/propose/", hers), "purchase_moved")
    assert "only fifteen left" in page
    assert "Case · Quantity: <strong>15</strong>" in page


def test_two_who_count_one_delivery_post_it_once(town: Market) -> None:
    order = buying.confirmed(town, cases="40")
    buyer = Window(town.buyer, "en")
    hers = sent_from(order, receipts="0", **{"accepted-1": "19", "rejected-1": "1", "why-1": "torn"})
    buying.received(town, order, "20")
    page = met(buyer.post(f"/purchases/{order.pk}/receive/", hers), "receipts_moved")
    assert Receipt.objects.count() == 1
    assert re.search(r"<s>0</s> → <strong[^>]*>20</strong>", page)
    assert [value(page, f"{name}-1") for name in ("accepted", "rejected")] == [["19"], ["1"]]
    assert 'value="torn"' in page
    # It was another delivery after all: now she has seen the first.
    assert buyer.post(f"/purchases/{order.pk}/receive/", {**hers, "receipts": "1", "idempotency_key": uuid4().hex}).status_code == 302
    assert Receipt.objects.count() == 2


def test_the_verb_refuses_a_count_that_was_begun_before_another_receipt(town: Market) -> None:
    order = buying.confirmed(town, cases="40")
    said: dict[str, Any] = {"order_id": order.pk, "counted": [actions.Counted(1, D(5))], "by": actor(town.keeper), "at": MORNING}
    first = actions.post_receipt(**said, seen_receipts=0, key="a")
    with pytest.raises(errors.ReceiptsMoved):
        actions.post_receipt(**said, seen_receipts=0, key="b")
    # The same key again is the same receipt, whatever came since.
    assert actions.post_receipt(**said, seen_receipts=0, key="a") == first
    assert Receipt.objects.count() == 1


def test_a_draft_two_wrote_on_keeps_both(town: Market) -> None:
    order = buying.draft(town, cases="20")
    hers = {"version": str(order.version), "quantity-1": "30"}
    actions.rewrite_draft(order_id=order.pk, wants=[Want(town.case.pk, D(24))], seen_version=order.version, by=actor(town.owner), at=MORNING)
    page = met(Window(town.buyer, "en").post(f"/shop/purchases/drafts/{order.pk}/", hers), "purchase_moved")
    assert "you typed 30" in page
    assert value(page, "quantity-1") == ["30"]


def test_an_invoice_that_was_decided_shows_as_it_is_and_the_reason_is_not_lost(town: Market) -> None:
    order = buying.confirmed(town, cases="10")
    buying.received(town, order, "10")
    invoice = buying.billed(town, order, ("10", 7_900))
    actions.release_invoice(invoice_id=invoice.pk, reason="agreed by phone", by=actor(town.owner), at=MORNING)
    answer = Window(town.manager, "en").post(f"/purchases/invoices/{invoice.pk}/release/", {"reason": "a dear year", "version": "1"})
    page = met(answer, "invoice_moved")
    assert "a dear year" in page
    assert "agreed by phone" in page


def test_the_second_price_of_an_article_stays_beside_the_first(town: Market) -> None:
    hers = {"version": str(town.case.version), "code": town.case.code, "name_zh": "Case", "price": "75.00"}
    terms = actions.ArticleTerms(code=town.case.code, name_zh="Case", name_en="Case", price_minor=7_400)
    actions.change_article(article_id=town.case.pk, terms=terms, seen_version=town.case.version, by=actor(town.wholesaler), at=MORNING)
    answer = Window(town.wholesaler, "en").post(f"/supply/prices/{town.case.pk}/", hers, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "its price is now ¥74.00" in page
    assert value(page, "price") == ["75.00"]

"""Billed ahead of the goods: agreed like the lines, matched by what is ordered, given back where nothing comes."""

from __future__ import annotations

from typing import Any

import pytest

from ecosystem.ledger.public import balance_of, deposit_of
from ecosystem.payments.public import Refund
from merchants.procurement import actions, errors
from merchants.procurement.models import DebitNote, Invoice, Line, Order, Revision
from tests import buying
from tests.buying import D, Market
from tests.cast import MORNING, actor
from tests.trading import Api, differences

pytestmark = pytest.mark.django_db
PRICE = 7_200


@pytest.fixture
def town(market: Market) -> Market:
    return market


def kept() -> list[Any]:
    return [
        list(Order.objects.order_by("pk").values_list("status", "version", "billing")),
        list(Line.objects.order_by("pk").values_list("billed", "given_up", "ahead")),
        list(Invoice.objects.order_by("pk").values_list("status", "version", "debited_minor")),
        DebitNote.objects.count(),
    ]


def test_what_is_ordered_is_billed_and_paid_before_it_comes(town: Market) -> None:
    order = buying.ahead(town)
    assert (order.billing, buying.line_of(order).billable, Revision.objects.get().billing) == ("order", 100, "order")
    invoice = buying.billed(town, order, ("60", PRICE))
    assert (invoice.status, invoice.exceptions, buying.line_of(order).billable) == ("matched", [], 40)
    assert "ahead of the goods" in Api(town.accountant).client.get("/shop/purchases/payables/", headers={"accept-language": "en"}).content.decode()
    over = buying.billed(town, order, ("41", PRICE))
    assert (over.status, over.exceptions) == ("held", ["quantity"])
    actions.withdraw_invoice(invoice_id=over.pk, by=actor(town.wholesaler), at=MORNING)
    buying.paid(town, buying.approved(town, invoice))
    # What was agreed stands under the invoice; the rest may still be worded otherwise.
    for change in ({"quantity": D(59)}, {"unit_minor": 7_100}):
        wording = buying.worded(order, **change)
        amend = {"order_id": order.pk, "seen_revision": 1, "wording": wording, "reason": "", "by": actor(town.owner), "at": MORNING}
        buying.refused(errors.BilledAhead, lambda amend=amend: actions.amend_order(**amend), kept=kept)  # type: ignore[misc]
    basis = {"order_id": order.pk, "seen_revision": 1, "wording": buying.worded(order), "reason": "", "billing": "receipt"}
    buying.refused(errors.BilledAhead, lambda: actions.amend_order(**basis, by=actor(town.owner), at=MORNING), kept=kept)
    buying.received(town, order, "100")
    buying.paid(town, buying.approved(town, buying.billed(town, order, ("40", PRICE))))
    order.refresh_from_db()
    assert (order.status, buying.line_of(order).billable, differences()) == ("closed", 0, [])
    returned = actions.return_goods(order_id=order.pk, quantities={1: D(10)}, reason="sour", key="r", by=actor(town.keeper), at=MORNING)
    assert (DebitNote.objects.get().returned_id, buying.line_of(order).billable, differences()) == (returned.pk, 0, [])


def test_what_never_comes_is_taken_off_or_owed_back(town: Market) -> None:
    order = buying.ahead(town)
    paid = buying.paid(town, buying.approved(town, buying.billed(town, order, ("70", PRICE))))
    matched = buying.billed(town, order, ("20", PRICE))
    buying.received(town, order, "60")
    actions.short_close(order_id=order.pk, reason="out of stock", by=actor(town.buyer), at=MORNING)
    line, notes = buying.line_of(order), list(DebitNote.objects.order_by("pk").values_list("invoice", "why", "status", "quantity", "amount_minor"))
    assert (line.given_up, line.billed, line.billable) == (40, 60, 0)
    # The newest bill asks nothing any more; of the paid one a part is owed back.
    assert set(notes) == {(matched.pk, "never_came", "deducted", 20, 20 * PRICE), (paid.pk, "never_came", "owed", 10, 10 * PRICE)}
    assert differences() == []
    before = balance_of(deposit_of(town.shop.party_id))
    owed = DebitNote.objects.get(status="owed")
    actions.pay_back_debit(debit_id=owed.pk, key="b", by=actor(town.wholesaler), at=MORNING)
    assert (balance_of(deposit_of(town.shop.party_id)) - before, Refund.objects.get().reason) == (10 * PRICE, "goods_never_came")
    buying.approved(town, Invoice.objects.get(pk=matched.pk))
    assert (Invoice.objects.get(pk=matched.pk).status, differences()) == ("cleared", [])
    Line.objects.filter(pk=line.pk).update(given_up=0, billed=61)
    assert "what was billed ahead of goods that no longer come is taken off or owed back" in {name for name, _found in differences()}


def test_an_order_called_off_gives_all_of_it_back_and_its_freight_was_never_billed(town: Market) -> None:
    order = buying.ahead(town)
    Order.objects.filter(pk=order.pk).update(freight_minor=500)
    bill = {"order_id": order.pk, "number": "F1", "bills": [actions.Bill(1, D(100), PRICE)], "extra_minor": 500, "key": "f"}
    buying.refused(errors.FreightNotAgreed, lambda: actions.issue_invoice(**bill, by=actor(town.wholesaler), at=MORNING), kept=kept)
    paid = buying.paid(town, buying.approved(town, buying.billed(town, order, ("100", PRICE))))
    actions.cancel_order(order_id=order.pk, reason="the supplier closes", by=actor(town.buyer), at=MORNING)
    assert DebitNote.objects.values_list("invoice", "status", "amount_minor").get() == (paid.pk, "owed", 100 * PRICE)
    assert (buying.line_of(order).billed, differences()) == (0, [])


def test_goods_billed_ahead_are_taken_back_from_the_shelf_only_where_none_went_back(town: Market) -> None:
    order = buying.ahead(town)
    receipt = buying.received(town, order, "100")
    buying.billed(town, order, ("100", PRICE))
    undo = {"order_id": order.pk, "receipt_id": receipt.pk, "reason": "wrong shop", "by": actor(town.manager), "at": MORNING}
    actions.reverse_receipt(**undo, key="u")
    assert (buying.line_of(order).accepted, buying.line_of(order).billed, differences()) == (0, 100, [])
    again = buying.received(town, order, "100")
    actions.return_goods(order_id=order.pk, quantities={1: D(1)}, reason="sour", key="r", by=actor(town.keeper), at=MORNING)
    buying.refused(errors.StillBilled, lambda: actions.reverse_receipt(**{**undo, "receipt_id": again.pk}, key="v"), kept=kept)


def test_how_it_is_billed_is_agreed_by_both_on_the_page_and_by_program(town: Market) -> None:
    order = buying.confirmed(town)
    buyer, desk = Api(town.owner), Api(town.packer)
    lines = [{"position": 1, "quantity": "100", "unit_price": {"amount": "72.00", "currency": "CNY"}}]
    said = {"revision": 1, "lines": lines, "billing": "order", "reason": "stock is scarce"}
    assert buyer.post(f"purchase-orders/{order.pk}/amend", said).json()["billing"] == "receipt"  # until the supplier agrees
    with pytest.raises(errors.PurchaseMoved):
        buying.billed(town, order, ("1", PRICE))
    assert desk.get(f"purchase-orders/{order.pk}").json()["revisions"][-1]["billing"] == "order"
    shown = desk.client.get(f"/purchases/{order.pk}/").content.decode()
    assert "先票后货（预付）" in shown
    assert desk.post(f"purchase-orders/{order.pk}/confirm", {"revision": 2}).json()["billing"] == "order"
    assert buying.line_of(order).ahead is True
    form = {"revision": "2", "quantity-1": "100", "unit-1": "72.00", "billing": "receipt", "idempotency_key": "p"}
    assert buyer.client.post(f"/purchases/{order.pk}/amend/", form).status_code == 302
    assert Revision.objects.latest("pk").billing == "receipt"
    assert buyer.post(f"purchase-orders/{order.pk}/amend", {**said, "revision": 3, "billing": "never"}).status_code == 422
    assert differences() == []

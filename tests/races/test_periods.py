"""A month closed while somebody writes into it. Real threads, real commits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from merchants.periods.public import closed_until
from merchants.procurement import actions
from merchants.procurement.actions import Bill
from merchants.procurement.models import Order
from merchants.reports.actions import close_month, fold, reopen_month
from tests import buying
from tests.buying import D, Market
from tests.cast import MORNING, actor
from tests.rivals import Race, race

pytestmark = pytest.mark.race
OCTOBER = date(2026, 10, 1)


@pytest.fixture(scope="module")
def town(committed_throughout: str) -> Iterator[Market]:
    yield buying.market(money_minor=10**8)


def ready(town: Market) -> Order:
    """An order of which ten cases came; every invoice of October is decided, and October is open."""
    if closed_until(town.shop.pk):
        reopen_month(shop_id=town.shop.pk, first=OCTOBER, reason="again", by=actor(town.owner), at=MORNING)
    for invoice in buying_held(town):
        actions.debit_differences(invoice_id=invoice.pk, by=actor(town.accountant), at=MORNING)
    order = buying.confirmed(town)
    buying.received(town, order, "10")
    while fold():
        pass
    return order


def buying_held(town: Market) -> list[Any]:
    return [invoice for order in Order.objects.filter(shop=town.shop) for invoice in order.invoices.filter(status="held")]


def closes(town: Market, _order: Order) -> object:
    return close_month(shop_id=town.shop.pk, first=OCTOBER, key=uuid4().hex, by=actor(town.accountant), at=MORNING)


def bills_too_much(town: Market, order: Order) -> object:
    said: dict[str, Any] = {"number": uuid4().hex[:8], "bills": [Bill(1, D(20), 7_200)], "issued_on": date(2026, 10, 31), "key": uuid4().hex}
    return actions.issue_invoice(order_id=order.pk, **said, by=actor(town.wholesaler), at=MORNING)


def shows(town: Market, _order: Order) -> str:
    return "closed" if closed_until(town.shop.pk) else "open"


def reopens(town: Market, _order: Order) -> object:
    return reopen_month(shop_id=town.shop.pk, first=OCTOBER, reason="late", by=actor(town.owner), at=MORNING)


def closed(town: Market) -> Order:
    order = ready(town)
    closes(town, order)
    return order


RACES = [
    race("an invoice with differences comes as its month is closed", ready, closes, bills_too_much, shows=shows,
         ends={"closed: ClosedMonth PeriodClosed", "open: Invoice MonthNotReady"}),
    race("a month is closed by two", ready, closes, closes, shows=shows, ends={"closed: ClosedMonth MonthClosed"}),
    race("a month is opened again by two", closed, reopens, reopens, shows=shows, ends={"open: ClosedMonth MonthNotClosed"}),
]  # fmt: skip


@pytest.mark.parametrize("each", RACES)
def test_neck_and_neck(town: Market, each: Race) -> None:
    each.run(town)

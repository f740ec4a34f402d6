"""Pages of purchases take the same statements however much they show."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from merchants.procurement import actions
from tests import buying
from tests.buying import D, Market
from tests.cast import MORNING, actor
from tests.merchants.test_budgets import reading, statements

pytestmark = pytest.mark.django_db
DOCUMENT_AT_MOST = 32
RECEIPT_AT_MOST = 60

SCREENS = [
    ("owner", "/shop/purchases/"),
    ("owner", "/shop/purchases/aside/"),
    ("owner", "/shop/purchases/suppliers/"),
    ("owner", "/shop/purchases/suppliers/{supplier}/"),
    ("owner", "/shop/purchases/payables/"),
    ("owner", "/shop/purchases/reorder/"),
    ("owner", "/purchases/{order}/"),
    ("owner", "/api/v1/shops/{shop}/purchase-orders"),
    ("owner", "/api/v1/purchase-orders/{order}"),
    ("wholesaler", "/supply/orders/"),
    ("wholesaler", "/supply/prices/"),
    ("wholesaler", "/supply/claims/"),
    ("wholesaler", "/purchases/{order}/"),
    ("wholesaler", "/api/v1/suppliers/{supplier}/orders"),
]


@pytest.fixture
def town() -> Iterator[Market]:
    with time_machine.travel(MORNING, tick=False):
        yield buying.market(money_minor=100_000_000)


def test_each_screen_takes_the_same_statements_however_much_it_shows(town: Market) -> None:
    order = buying.confirmed(town, cases="500", apples="500")
    names = {"shop": town.shop.pk, "order": order.pk, "supplier": town.supplier.pk}

    def counted(more: int) -> dict[tuple[str, str], int]:
        for number in range(more):
            buying.received(town, order, "20", "10", rejected=["1"], shipment=buying.shipped(town, order, "20", "10"))
            buying.approved(town, buying.billed(town, order, ("15", 7_200), ("5", 999)))
            actions.return_goods(order_id=order.pk, quantities={1: D(1)}, reason="sour", key=f"{more}{number}", by=actor(town.keeper), at=MORNING)
            buying.counted(town, buying.confirmed(town), "3")
            buying.draft(town)
            buying.link(town.owner, town.corner.bread, buying.article(town.supplier, town.wholesaler, f"More {more} {number}"), preferred=False)
            buying.supplier(f"Another {more} {number}")
        return {(who, address): reading(getattr(town, who), address.format(**names)) for who, address in SCREENS}

    few, many = counted(1), counted(3)
    assert {screen: (few[screen], many[screen]) for screen in SCREENS if few[screen] != many[screen]} == {}
    assert max(few.values()) <= DOCUMENT_AT_MOST


def test_a_second_line_costs_a_receipt_nothing(town: Market) -> None:
    counts = []
    for wanted, accepted in (({}, ["10"]), ({"apples": "100"}, ["10", "10"])):
        order = buying.confirmed(town, **wanted)
        buying.received(town, order, *["1"] * len(accepted))
        counts.append(len(statements(lambda order=order, accepted=accepted: buying.received(town, order, *accepted))))  # type: ignore[misc]
    assert counts[0] == counts[1]
    assert counts[0] <= RECEIPT_AT_MOST

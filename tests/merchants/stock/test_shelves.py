"""Receiving, promising, handing over, selling at the counter, adjusting: shelf, value and movements together."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction

from ecosystem.audit.models import Act
from ecosystem.kernel.errors import DomainError, NotFound
from ecosystem.kernel.money import NotAnAmount
from ecosystem.once.public import KeyUsedOtherwise
from merchants.catalog.models import Variant
from merchants.catalog.public import SkuNotFound
from merchants.stock import actions
from merchants.stock.actions.adjusting import REASONS
from merchants.stock.errors import BadQuantity, NoParts, NotOnTheShelf, PromisedAlready, ReasonNeeded, ReceivingGap, SoldOut
from merchants.stock.models import Movement
from merchants.stock.public import Demand, Level, Revaluing, commit, cost_of_sales, revalue
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.merchants.stock.cast import last, let_go, level, promise, receive, sell, standing_of, weighed
from tests.trading import differences, order_in, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Corner:
    made = cast.corner(stock="0")
    weighed()
    return made


def refused(error: type[DomainError], act: Callable[[], object]) -> DomainError:
    """A refusal leaves everything as it was."""
    before = standing()
    with pytest.raises(error) as found, transaction.atomic():
        act()
    assert standing() == before
    return found.value


def test_the_average_is_kept_by_value(town: Corner) -> None:
    receive(town, town.milk, "3", 100)
    receive(town, town.milk, "1", 201, landed_minor=10)
    assert standing_of(town.milk) == (4, 0, 511)
    costs = [-sell(town, town.milk, "1")[0].value_minor for _ in range(4)]
    assert costs == [128, 128, 128, 127]  # the last takes the rest
    assert standing_of(town.milk) == (0, 0, 0)
    assert last(town.milk).by_id == town.owner.pk
    assert (last(town.milk).on_hand_before, last(town.milk).unit_value) == (1, Decimal(127))
    assert differences() == []


def test_an_order_handed_over_carries_its_cost(town: Corner) -> None:
    receive(town, town.milk, "7", 333)
    receive(town, town.milk, "3", 100)
    order = order_in("completed", town)
    moved = last(town.milk)
    assert (moved.kind, moved.quantity, moved.value_minor, moved.cause, moved.by_id) == ("sold", -2, -526, order.pk, town.owner.pk)
    assert cost_of_sales([order.pk]) == {order.pk: 526}
    assert standing_of(town.milk) == (8, 0, 2105)
    assert differences() == []


def test_safety_stock_is_kept_back_and_backorders_go_beyond(town: Corner) -> None:
    receive(town, town.milk, "10", 100)
    owner = actor(town.owner)
    limits = {"shop_id": town.shop.pk, "sku_id": town.milk.pk, "by": owner, "at": MORNING}
    actions.set_shelf_limits(safety=Decimal(3), backorder_limit=Decimal(0), **limits)
    told = refused(SoldOut, lambda: promise(town.milk, "8"))
    assert told.details["items"][0]["left"] == "7.000"
    promise(town.milk, "7")
    actions.set_shelf_limits(safety=Decimal(0), backorder_limit=Decimal(5), **limits)
    backordered = promise(town.milk, "8")
    assert level(town.milk).available == 0
    refused(PromisedAlready, lambda: actions.adjusting.set_shelf_limits.__wrapped__(safety=Decimal(0), backorder_limit=Decimal(4), **limits))
    with transaction.atomic():
        commit(order_id=backordered, at=MORNING)
    waiting = promise(town.milk, "0.001") if level(town.milk).available > 0 else None
    assert waiting is None
    assert standing_of(town.milk) == (2, 7, 200)
    assert differences() == []


def test_a_backorder_is_not_handed_over_before_its_goods_come(town: Corner) -> None:
    actions.set_shelf_limits(
        shop_id=town.shop.pk, sku_id=town.milk.pk, safety=Decimal(0), backorder_limit=Decimal(2), by=actor(town.owner), at=MORNING
    )
    order_id = promise(town.milk, "2")
    refused(NotOnTheShelf, lambda: commit(order_id=order_id, at=MORNING))
    receive(town, town.milk, "2", 150)
    with transaction.atomic():
        commit(order_id=order_id, at=MORNING)
        commit(order_id=order_id, at=MORNING)
    assert standing_of(town.milk) == (0, 0, 0)
    assert Movement.objects.filter(cause=order_id).count() == 1


def test_the_counter_keeps_to_what_is_free_unless_the_shop_lets_it(town: Corner) -> None:
    receive(town, town.milk, "5", 100)
    held = promise(town.milk, "3")
    refused(SoldOut, lambda: sell(town, town.milk, "3"))
    owner = actor(town.owner)
    actions.let_counter_go_below(shop_id=town.shop.pk, allowed=True, by=owner, at=MORNING)
    sell(town, town.milk, "7")
    assert standing_of(town.milk) == (-2, 3, -200)
    refused(SoldOut, lambda: promise(town.milk, "1"))
    refused(NotOnTheShelf, lambda: commit(order_id=held, at=MORNING))
    refused(ReceivingGap, lambda: actions.selling.let_counter_go_below.__wrapped__(shop_id=town.shop.pk, allowed=False, by=owner, at=MORNING))
    receive(town, town.milk, "10", 130)  # the two were sold at a guess of 100 each
    moved = list(Movement.objects.filter(level__sku=town.milk).order_by("pk").values_list("kind", "quantity", "value_minor"))
    assert moved[1:] == [("sold", -7, -700), ("received", 10, 1300), ("revalued", 0, -60)]
    assert standing_of(town.milk) == (8, 3, 1040)
    let_go(held)
    actions.let_counter_go_below(shop_id=town.shop.pk, allowed=False, by=owner, at=MORNING)
    assert not Level.objects.filter(shop=town.shop, allow_negative=True).exists()
    assert differences() == []


def test_a_counter_sale_is_written_once_whoever_says_it_again(town: Corner) -> None:
    receive(town, town.milk, "5", 100)
    sale_id = uuid4()
    first = sell(town, town.milk, "2", sale_id=sale_id)
    again = actions.sell_at_counter
    with transaction.atomic():
        demands = [Demand(1, town.milk.pk, Decimal("2.000"))]
        told = again(shop_id=town.shop.pk, sale_id=sale_id, demands=demands, by=actor(cast.clerk(town.shop)), at=MORNING)
    assert [row.pk for row in told] == [row.pk for row in first]
    refused(KeyUsedOtherwise, lambda: sell(town, town.milk, "3", sale_id=sale_id))
    refused(BadQuantity, lambda: sell(town, town.milk, "-1"))
    assert standing_of(town.milk) == (3, 0, 300)


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_an_adjustment_says_why_and_is_audited(town: Corner, reason: str) -> None:
    receive(town, town.milk, "5", 100)
    values = {"shop_id": town.shop.pk, "sku_id": town.milk.pk, "quantity": Decimal(2), "key": "k", "by": actor(town.owner), "at": MORNING}
    first = actions.adjust_stock(reason=reason, **values)
    assert actions.adjust_stock(reason=reason, **values).pk == first.pk
    on_hand = 7 if reason == "found" else 3
    assert standing_of(town.milk) == (on_hand, 0, on_hand * 100)
    assert (first.kind, first.reason) == ("damaged" if reason == "damaged" else "adjusted", reason)
    act = Act.objects.get(act="stock.adjust")
    assert (act.before["on_hand"], act.after["on_hand"], act.reason) == ("5.000", f"{on_hand}.000", reason)


def test_what_no_adjustment_may_do(town: Corner) -> None:
    receive(town, town.milk, "5", 100)
    promise(town.milk, "4")
    adjust = actions.adjusting.adjust_stock.__wrapped__
    values = {"shop_id": town.shop.pk, "sku_id": town.milk.pk, "quantity": Decimal(2), "reason": "lost", "by": actor(town.owner), "at": MORNING}
    refused(SoldOut, lambda: adjust(key="a", **values))
    refused(ReasonNeeded, lambda: adjust(key="b", **{**values, "reason": "because"}))
    refused(BadQuantity, lambda: adjust(key="c", **{**values, "quantity": Decimal(-1)}))
    refused(SkuNotFound, lambda: adjust(key="d", **{**values, "sku_id": uuid4()}))
    for stranger in (town.rival, town.outsider, town.resident):
        refused(NotFound, lambda stranger=stranger: adjust(key="e", **{**values, "by": actor(stranger)}))


def test_goods_never_cost_less_than_nothing(town: Corner) -> None:
    for cost, landed in ((-1, 0), (0, -1)):
        values = {"lines": [actions.ReceiptLine(town.milk.pk, Decimal(1), cost)], "landed_minor": landed, "by": actor(town.owner), "at": MORNING}
        refused(NotAnAmount, lambda values=values: actions.add_receipt(shop=town.shop, **values))


def test_a_later_invoice_revalues_what_is_left_and_the_rest_is_a_variance(town: Corner) -> None:
    receive(town, town.milk, "10", 100)
    sell(town, town.milk, "7")
    cause, owner = uuid4(), actor(town.owner)

    def later(difference: int) -> list[object]:
        lines = [Revaluing(town.milk.pk, Decimal(10), difference)]
        return list(revalue(shop_id=town.shop.pk, lines=lines, cause=cause, reason="invoice", by=owner, at=MORNING))

    with transaction.atomic():
        dearer, cheaper, gone = later(101)[0], later(-50)[0], later(-100_000)[0]
    assert [(one.stock_minor, one.variance_minor) for one in (dearer, cheaper, gone)] == [(30, 71), (-15, -35), (-315, -99_685)]  # type: ignore[attr-defined]
    assert standing_of(town.milk) == (3, 0, 0)
    refused(ReasonNeeded, lambda: revalue(shop_id=town.shop.pk, lines=[], cause=cause, reason="", by=owner, at=MORNING))
    assert differences() == []


def test_freight_that_is_billed_later_reaches_the_goods_that_are_left(town: Corner) -> None:
    receipt = receive(town, town.milk, "3", 100)
    with transaction.atomic():
        told = actions.add_landed_cost(receipt_id=receipt, landed_minor=100, cause=uuid4(), by=actor(town.owner), at=MORNING)
    assert [(one.stock_minor, one.variance_minor) for one in told] == [(100, 0)]
    assert standing_of(town.milk) == (3, 0, 400)


def test_there_are_no_parts_of_what_is_kept_whole(town: Corner) -> None:
    receive(town, town.milk, "4.5", 100)
    Variant.objects.update(whole_only=True)
    refused(NoParts, lambda: sell(town, town.milk, "1.2"))
    line = [actions.ReceiptLine(town.milk.pk, Decimal("1.25"), 100)]
    refused(NoParts, lambda: actions.add_receipt(shop=town.shop, lines=line, by=actor(town.owner), at=MORNING))
    # What was odd before it was kept whole can be put right.
    actions.set_on_hand(sku_id=town.milk.pk, shop_id=town.shop.pk, counted=Decimal(4), reason="shelf", by=actor(town.owner), at=MORNING)
    assert standing_of(town.milk) == (4, 0, 400)

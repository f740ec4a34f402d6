"""What waits: a delivery to be accepted, refused goods to leave, goods held for a count; each beside what would end the wait another way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from merchants.procurement import actions
from merchants.procurement.models import DoorCount, Order, Receipt, Refused, Shipment
from merchants.stock import actions as stock
from merchants.stock.models import Count
from merchants.stock.rules import HELD_FOR
from tests import buying, cast
from tests.buying import Market
from tests.cast import MORNING, actor
from tests.rivals import Race, race, state_of

pytestmark = pytest.mark.race


@pytest.fixture(scope="module")
def town(committed_throughout: str) -> Iterator[Market]:
    yield buying.market(money_minor=100_000_000)


def waiting(town: Market) -> DoorCount:
    return buying.counted(town, buying.confirmed(town), "40")


def refused(town: Market) -> Refused:
    order = buying.confirmed(town)
    buying.received(town, order, "97", rejected=["3"])
    return Refused.objects.get(of__receipt__order=order)


def on_its_way(town: Market) -> Shipment:
    return buying.shipped(town, buying.confirmed(town), "40")


def accept(town: Market, count: DoorCount) -> Receipt:
    return buying.accepted(town, count, "38", rejected=["2"])


def drop(town: Market, count: DoorCount) -> DoorCount:
    return actions.drop_count(order_id=count.order_id, count_id=count.pk, reason="again", by=actor(town.keeper), at=MORNING)


def count(town: Market, order: Order) -> DoorCount:
    return buying.counted(town, order, "40")


def receive(town: Market, order: Order) -> Receipt:
    return buying.received(town, order, "40")


def count_shipment(town: Market, shipment: Shipment) -> DoorCount:
    return buying.counted(town, shipment.order, "40", shipment=shipment)


def take_back_shipment(town: Market, shipment: Shipment) -> Shipment:
    return actions.withdraw_shipment(order_id=shipment.order_id, shipment_id=shipment.pk, by=actor(town.packer), at=MORNING)


def give_up(town: Market, order: Order) -> Order:
    return actions.short_close(order_id=order.pk, reason="enough", by=actor(town.owner), at=MORNING)


def half_here(town: Market) -> Order:
    order = buying.confirmed(town)
    buying.received(town, order, "50")
    return order


def decide(decision: str) -> Any:
    return lambda town, it: actions.decide_refused(
        order_id=it.of.receipt.order_id, refused_id=it.pk, decision=decision, key=uuid4().hex, by=actor(town.keeper), at=MORNING
    )


def reverse(town: Market, it: Refused) -> Receipt:
    receipt = it.of.receipt
    return actions.reverse_receipt(
        order_id=receipt.order_id, receipt_id=receipt.pk, reason="wrong", key=f"reverse/{it.pk}", by=actor(town.manager), at=MORNING
    )


def here(_town: Market, order: Order) -> str:
    """What was accepted, and how many counts wait."""
    return f"{buying.line_of(order).accepted:.0f} accepted, {order.counts.filter(status='waiting').count()} waiting"


def taken_in(_town: Market, it: DoorCount) -> tuple[str, int]:
    return state_of(it), it.order.receipts.count()


def closed_over(_town: Market, order: Order) -> tuple[str, int]:
    order.refresh_from_db()
    return order.status, order.counts.filter(status="waiting").count()


def holding(town: Market) -> Count:
    """A count that holds an article still."""
    jam, by = cast.article(town.shop, town.owner, stock="10", name="Jam"), actor(town.owner)
    plan = stock.plan_count(shop_id=town.shop.pk, name="Still", sku_ids=[jam.pk], freezes=True, key=uuid4().hex, by=by, at=MORNING)
    return stock.start_count(count_id=plan.pk, by=by, at=MORNING)


def hold(town: Market, count: Count) -> Count:
    return stock.hold_longer(count_id=count.pk, by=actor(town.owner), at=MORNING + HELD_FOR)


def let_time_pass(_town: Market, count: Count) -> bool:
    return stock.let_go_of_count(count_id=count.pk, at=MORNING + HELD_FOR)


def still_held(_town: Market, count: Count) -> tuple[bool, bool]:
    count.refresh_from_db()
    return count.held_until is not None, count.frozen.exists()


RACES = [
    race("a count is accepted by two", waiting, accept, accept, shows=taken_in, ends={"('accepted', 1): CountMoved Receipt"}),
    race("a count is accepted and dropped", waiting, accept, drop, shows=taken_in,
         ends={"('accepted', 1): CountMoved Receipt", "('dropped', 0): CountMoved DoorCount"}),
    race("a count is dropped by two", waiting, drop, drop, ends={"dropped: CountMoved DoorCount"}),
    race("two count one delivery", buying.confirmed, count, count, shows=here, ends={"0 accepted, 1 waiting: CountWaits DoorCount"}),
    race("a delivery is counted and taken in", buying.confirmed, count, receive, shows=here,
         ends={"0 accepted, 1 waiting: CountWaits DoorCount", "40 accepted, 1 waiting: DoorCount Receipt"}),
    race("a shipment is counted and taken back", on_its_way, count_shipment, take_back_shipment,
         ends={"withdrawn: NothingLeft Shipment", "on_the_way: CountWaits DoorCount"}),
    race("goods are held longer as their time is over", holding, hold, let_time_pass, shows=still_held,
         ends={"(True, True): Count False", "(False, False): HeldNoLonger True"}),
    race("goods come as the rest is given up", half_here, count, give_up, shows=closed_over,
         ends={"('short_closed', 0): Order PurchaseMoved", "('partially_received', 1): CountWaits DoorCount"}),
    race("refused goods go back and are thrown away", refused, decide("sent_back"), decide("scrapped"),
         ends={"sent_back: Refused RefusedMoved", "scrapped: Refused RefusedMoved"}),
    race("refused goods leave as their receipt is reversed", refused, decide("sent_back"), reverse,
         ends={"sent_back: Receipt Refused", "reversed: Receipt RefusedMoved"}),
]  # fmt: skip


@pytest.mark.parametrize("each", RACES)
def test_neck_and_neck(town: Market, each: Race) -> None:
    each.run(town)

"""From every status every verb either moves the order where the table says, or refuses and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest

from ecosystem import ports
from ecosystem.kernel.actor import Actor
from ecosystem.ledger.public import balance_of, deposit_of
from ecosystem.payments.public import BANK_ACCOUNT, Payment, Refund
from merchants.orders import rules
from merchants.orders.errors import HandedOver, OrderMoved
from merchants.orders.public import Order, accept_order, cancel_order, close_unpaid, mark_ready, reject_order, send_out
from merchants.stock.public import Level
from residents.baskets.actions import pay_order
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.grouping import begun
from tests.merchants.money import give_back
from tests.trading import SLOW_BANK, SlowBank, differences, hand_over, money_arrives, order_in, standing

pytestmark = pytest.mark.django_db
STATUSES = [str(status) for status in Order.Status.values]


@pytest.fixture
def town() -> Iterator[Corner]:
    ports.payment_methods.join(SLOW_BANK, SlowBank())
    yield cast.corner()
    ports.payment_methods.leave(SLOW_BANK)


def _accept(order: Order, owner: Actor, buyer: Actor) -> None:
    accept_order(order_id=order.pk, by=owner, at=MORNING)


def _ready(order: Order, owner: Actor, buyer: Actor) -> None:
    mark_ready(order_id=order.pk, by=owner, at=MORNING)


def _send(order: Order, owner: Actor, buyer: Actor) -> None:
    send_out(order_id=order.pk, by=owner, at=MORNING)


def _hand(order: Order, owner: Actor, buyer: Actor) -> None:
    hand_over(order_id=order.pk, key=uuid4().hex, by=owner, at=MORNING)


def _reject(order: Order, owner: Actor, buyer: Actor) -> None:
    reject_order(order_id=order.pk, reason="busy", key=uuid4().hex, by=owner, at=MORNING)


def _cancel(order: Order, owner: Actor, buyer: Actor) -> None:
    cancel_order(order_id=order.pk, key=uuid4().hex, by=buyer, at=MORNING)


def _pay(order: Order, owner: Actor, buyer: Actor) -> None:
    pay_order(order_id=order.pk, method=BANK_ACCOUNT, key=uuid4().hex, by=buyer, at=MORNING)


def order_at(status: str, town: Corner) -> Order:
    """To be brought to its buyer; a seat in a group that forms is fetched."""
    if status == Order.Status.GATHERING:
        return Order.objects.get(group=begun(town))
    return order_in(status, town, channel="delivery")


# The table once more, written out by hand: verb, from, to.
MOVES: dict[tuple[Callable[[Order, Actor, Actor], None], str], str] = {
    (_accept, "paid"): "accepted",
    (_ready, "accepted"): "ready",
    (_send, "ready"): "out_for_delivery",
    (_hand, "accepted"): "completed",
    (_hand, "ready"): "completed",
    (_hand, "out_for_delivery"): "completed",
    (_reject, "paid"): "cancelled",
    (_reject, "accepted"): "cancelled",
    (_reject, "ready"): "cancelled",
    (_cancel, "paid"): "cancelled",
    (_cancel, "gathering"): "cancelled",
    (_cancel, "pending_payment"): "closed",
    (_pay, "pending_payment"): "paid",
}
VERBS = [_accept, _ready, _send, _hand, _reject, _cancel, _pay]


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.__name__.strip("_"))
def test_every_verb_moves_or_refuses(town: Corner, verb: Callable[[Order, Actor, Actor], None], status: str) -> None:
    order = order_at(status, town)
    before = standing()
    wanted = MOVES.get((verb, status))
    if wanted is None:
        with pytest.raises((OrderMoved, HandedOver)):
            verb(order, actor(town.owner), actor(town.resident))
        assert standing() == before
    else:
        verb(order, actor(town.owner), actor(town.resident))
        moved = Order.objects.get(pk=order.pk)
        assert (moved.status, moved.version) == (wanted, order.version + 1)
        assert getattr(moved, rules.STAMP[wanted]) == MORNING
    assert differences() == []


@pytest.mark.parametrize("status", STATUSES)
def test_the_sweep_closes_only_what_nobody_paid_in_time(town: Corner, status: str) -> None:
    order = order_at(status, town)
    before = standing()
    assert close_unpaid(at=order.pay_until) == 0
    assert standing() == before
    closed = close_unpaid(at=order.pay_until + timedelta(seconds=1))
    order.refresh_from_db()
    assert (closed, order.status) == ((1, "closed") if status == "pending_payment" else (0, status))
    assert differences() == []


def test_every_status_is_in_the_table() -> None:
    # A seat gathers from the moment in which it is paid, and has that moment alone.
    assert set(rules.BEFORE) == set(STATUSES) - {"pending_payment", "gathering"} == set(rules.STAMP)
    assert {status for before in rules.BEFORE.values() for status in before} <= set(STATUSES)


def test_an_order_out_of_time_is_not_paid(town: Corner) -> None:
    order = order_in("pending_payment", town)
    before = standing()
    with pytest.raises(OrderMoved):
        pay_order(order_id=order.pk, method=BANK_ACCOUNT, key="k", by=actor(town.resident), at=order.pay_until)
    assert standing() == before


def test_only_a_delivery_is_sent_out(town: Corner) -> None:
    order = order_in("ready", town, channel="pickup")
    before = standing()
    with pytest.raises(OrderMoved):
        _send(order, actor(town.owner), actor(town.resident))
    assert standing() == before


@pytest.mark.parametrize("verb", [_reject, _cancel])
def test_a_cancelled_order_gives_everything_back_once(town: Corner, verb: Callable[[Order, Actor, Actor], None]) -> None:
    order = order_in("paid", town)
    verb(order, actor(town.owner), actor(town.resident))
    assert balance_of(deposit_of(town.resident.party_id)) == 100_000
    assert Level.objects.get(sku=town.milk).reserved == 0
    with pytest.raises(OrderMoved):
        verb(order, actor(town.owner), actor(town.resident))
    assert differences() == []


def test_repeating_a_key_tells_the_same_order_again(town: Corner) -> None:
    order = order_in("ready", town)
    hand = partial(hand_over, order_id=order.pk, key="k", by=actor(town.owner), at=MORNING)
    hand()
    before = standing()
    assert hand().status == "completed"
    assert standing() == before


def test_an_order_paid_twice_gives_one_payment_back_and_its_books_agree_when_some_of_it_returns(town: Corner) -> None:
    order, owner = order_in("pending_payment", town), actor(town.owner)
    slow = Payment.objects.get(shares__document_id=order.pk)
    pay_order(order_id=order.pk, method=BANK_ACCOUNT, key=uuid4().hex, by=actor(town.resident), at=MORNING)
    money_arrives(slow, MORNING)
    assert (balance_of(deposit_of(town.resident.party_id)), Refund.objects.get().payment) == (99_000, slow)
    for step in (_accept, _ready, _hand):
        step(order, owner, owner)
    give_back(order, [(1, "1")])
    assert balance_of(deposit_of(town.resident.party_id)) == 99_500
    assert differences() == []

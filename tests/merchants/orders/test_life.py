"""An order's life beside its buttons: time-outs, questions, articles that ran out, missing parts, pauses that end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from ecosystem.kernel.errors import DomainError
from ecosystem.ledger.public import available_of, balance_of, deposit_of, pending_of
from ecosystem.notices.messaging import MOST_TRIES, make_calls, send_texts
from ecosystem.notices.models import Message, Notice
from ecosystem.notices.simulated_texts import SimulatedTexts
from ecosystem.notices.simulated_words import SimulatedCalls
from merchants.aftersale import actions as aftersale
from merchants.aftersale.errors import AtTheCounter, NothingLeft, NothingToReturn
from merchants.aftersale.models import Case
from merchants.aftersale.rules import Asked
from merchants.catalog.public import Sku
from merchants.orders import actions
from merchants.orders.errors import CodeNeeded, NothingAsked, NotOfTheOrder, NotToBeAsked, OrderMoved, OrderNotFound, ShopClosed, WrongDoorCode
from merchants.orders.public import Gone, Order
from merchants.shops.errors import BadPace, ShopChanged
from merchants.shops.public import (
    Serving,
    Shop,
    be_busy,
    end_modes,
    lift_suspension,
    nearby_shops,
    pause_selling,
    resume_selling,
    set_serving,
    suspend_selling,
)
from merchants.stock.public import Level
from tests import cast
from tests.cast import BANK, MORNING, STREET, Corner, actor
from tests.trading import buy, check_out, differences, hand_over, hand_over_short, order_in, put, standing

pytestmark = pytest.mark.django_db
FIVE = timedelta(minutes=5)


@pytest.fixture
def town(corner: Corner) -> Corner:
    return corner


def minutes(number: float) -> datetime:
    return MORNING + timedelta(minutes=number)


def kinds_for(party_id: object) -> set[str]:
    return set(Notice.objects.filter(party_id=party_id).values_list("kind", flat=True))


def fresh(order: Order) -> Order:
    return Order.objects.select_related("shop").get(pk=order.pk)


def test_an_order_that_nobody_answers_gives_the_money_back_by_itself(town: Corner) -> None:
    order = order_in("paid", town)
    assert order.accept_by == MORNING + FIVE
    before = standing()
    assert actions.time_out_orders(at=minutes(4.9)) == 0
    assert standing() == before
    assert actions.time_out_orders(at=minutes(5)) == 1
    order = fresh(order)
    assert (order.status, order.reason) == ("cancelled", "not_accepted")
    assert balance_of(deposit_of(town.resident.party_id)) == 100_000
    assert Level.objects.get(sku=town.milk).reserved == 0
    assert "order_timed_out" in kinds_for(town.resident.party_id)
    assert "order_missed" in kinds_for(town.shop.party_id)
    assert actions.time_out_orders(at=minutes(6)) == 0
    assert differences() == []


@pytest.mark.parametrize("status", ["accepted", "ready", "completed", "cancelled"])
def test_only_what_waits_for_the_shop_runs_out_of_time(town: Corner, status: str) -> None:
    order_in(status, town)
    before = standing()
    assert actions.time_out_orders(at=minutes(60)) == 0
    assert standing() == before


def test_waiting_rings_then_tells_again_then_sends_a_text_each_once(town: Corner) -> None:
    order = order_in("paid", town)
    clerk = cast.clerk(town.shop)
    assert actions.escalate_waiting(at=minutes(1)) == 0
    for _ in range(2):
        assert actions.escalate_waiting(at=minutes(2)) == 1
    assert "order_waits" in kinds_for(town.shop.party_id)
    assert Message.objects.count() == 0
    for _ in range(2):
        assert actions.escalate_waiting(at=minutes(3.5)) == 1
    assert set(Message.objects.values_list("person_id", flat=True)) == {town.owner.pk, clerk.pk}
    assert order.number in Message.objects.latest("created_at").body
    actions.accept_order(order_id=order.pk, by=actor(town.owner), at=minutes(4))
    assert actions.escalate_waiting(at=minutes(4.5)) == 0


@pytest.mark.parametrize(
    ("mood", "heard", "stands"),
    [
        *(("prompt", 1, "sent"), ("late", 1, "sent"), ("twice", 1, "sent")),
        *(("wrong", 1, "given_up"), ("silent", 1, "given_up"), ("unreachable", 0, "given_up")),
    ],
)
def test_a_shop_that_wants_it_is_rung_up_besides_and_not_once_it_is_too_late(town: Corner, mood: str, heard: int, stands: str) -> None:
    """A call is made once however the line answers; what it does not confirm is not told of an order that has ended."""
    Shop.objects.filter(pk=town.shop.pk).update(rings_up=True)
    order = order_in("paid", town)
    actions.escalate_waiting(at=minutes(4))
    assert sorted(Message.objects.values_list("person_id", "channel")) == [(town.owner.pk, "call"), (town.owner.pk, "sms")]
    line, at = SimulatedCalls(mood), minutes(4)
    for _ in range(MOST_TRIES + 2):
        make_calls(gateway=line, at=at)
        at += timedelta(seconds=30)
    call = Message.objects.get(channel="call")
    assert (len(line.delivered), call.status, call.tries <= 3) == (heard, stands, True)
    assert all(order.number in words for said in line.delivered.values() for words in said)
    assert Message.objects.get(channel="sms").status == "waiting"


@pytest.mark.parametrize(
    ("mood", "taken", "delivered"),
    [("prompt", "sent", 1), ("late", "sent", 1), ("mute", "sent", 1), ("no_number", "given_up", 0), ("dead", "given_up", 0)],
)
def test_a_text_is_sent_once_or_given_up_whatever_the_gateway_does(town: Corner, mood: str, taken: str, delivered: int) -> None:
    order_in("paid", town)
    actions.escalate_waiting(at=minutes(4))
    gateway, at = SimulatedTexts(mood), minutes(4)
    for _ in range(MOST_TRIES + 2):
        send_texts(gateway=gateway, at=at)
        at += timedelta(seconds=30)
    assert list(Message.objects.values_list("status", flat=True)) == [taken]
    assert len(gateway.delivered) == delivered


def test_a_shop_that_leaves_three_orders_unanswered_rests_and_wakes_by_itself(town: Corner) -> None:
    for _ in range(3):
        order_in("paid", town)
        actions.time_out_orders(at=minutes(5))
    shop = Shop.objects.get(pk=town.shop.pk)
    assert (shop.paused_for, shop.paused_until) == ("missed", minutes(35))
    assert "selling_paused_missed" in kinds_for(town.shop.party_id)
    put(town.resident, town.milk)
    before = standing()
    with pytest.raises(ShopClosed):
        check_out(town.resident, at=minutes(34))
    assert standing() == before
    # The same misses pause it once.
    assert actions.time_out_orders(at=minutes(36)) == 0
    assert Shop.objects.get(pk=town.shop.pk).paused_until == minutes(35)
    assert check_out(town.resident, at=minutes(35))


def test_an_answer_between_misses_keeps_the_shop_open(town: Corner) -> None:
    for status in ("paid", "paid", "accepted", "paid"):
        order_in(status, town)
        actions.time_out_orders(at=minutes(5))
    assert Shop.objects.get(pk=town.shop.pk).paused_until is None


def test_a_pause_ends_by_its_moment_and_is_tidied_away(town: Corner) -> None:
    owner = actor(town.owner)
    pause_selling(shop_id=town.shop.pk, minutes=30, by=owner, at=MORNING)
    near: Callable[[datetime], set[Any]] = lambda at: {  # noqa: E731
        one.shop.id for one in nearby_shops(lat=STREET[0], lng=STREET[1], radius_m=500, open_at=at).shops
    }
    assert near(minutes(1)) == {town.rival_shop.pk}
    put(town.resident, town.milk)
    with pytest.raises(ShopClosed):
        check_out(town.resident, at=minutes(29))
    assert end_modes(at=minutes(29)) == 0
    # The tidying may be late; buyers needn't wait for it.
    assert check_out(town.resident, at=minutes(30))
    assert end_modes(at=minutes(30)) == 1
    assert near(minutes(31)) == {town.rival_shop.pk, town.shop.pk}
    pause_selling(shop_id=town.shop.pk, minutes=30, by=owner, at=minutes(40))
    resume_selling(shop_id=town.shop.pk, by=owner, at=minutes(41))
    put(town.resident, town.milk)
    assert check_out(town.resident, at=minutes(42))


def test_a_busy_hour_is_promised_and_ends(town: Corner) -> None:
    be_busy(shop_id=town.shop.pk, more_minutes=20, for_minutes=60, by=actor(town.owner), at=MORNING)
    assert order_in("accepted", town).promised_at == minutes(35)
    assert Shop.objects.get(pk=town.shop.pk).ready_about(minutes(60), 15) == minutes(75)
    assert end_modes(at=minutes(60)) == 1
    Shop.objects.filter(pk=town.shop.pk).update(auto_accept=True)
    order = buy(town.resident, town.milk)
    assert (order.status, order.accepted_at, order.accept_by, order.promised_at) == ("accepted", MORNING, None, minutes(15))


@pytest.mark.parametrize(
    ("act", "refusal"),
    [
        (lambda shop, by: pause_selling(shop_id=shop, minutes=0, by=by, at=MORNING), BadPace),
        (lambda shop, by: pause_selling(shop_id=shop, minutes=1441, by=by, at=MORNING), BadPace),
        (lambda shop, by: be_busy(shop_id=shop, more_minutes=241, by=by, at=MORNING), BadPace),
        (lambda shop, by: set_serving(shop_id=shop, terms=Serving(True, 0, 15, 3), seen_version=0, by=by, at=MORNING), BadPace),
        (lambda shop, by: set_serving(shop_id=shop, terms=Serving(True, 5, 15, 3), seen_version=7, by=by, at=MORNING), ShopChanged),
    ],
)
def test_a_pace_that_is_none_is_refused(town: Corner, act: Callable[..., object], refusal: type[DomainError]) -> None:
    before = Shop.objects.values().get(pk=town.shop.pk)
    with pytest.raises(refusal):
        act(town.shop.pk, actor(town.owner))
    assert Shop.objects.values().get(pk=town.shop.pk) == before


def test_saying_sold_out_takes_the_article_off_the_shelf_too(town: Corner) -> None:
    order, until = order_in("paid", town), minutes(600)
    reject = lambda gone, key: actions.reject_order(order_id=order.pk, reason="sold_out", gone=gone, key=key, by=actor(town.owner), at=MORNING)  # noqa: E731
    before = standing()
    with pytest.raises(NotOfTheOrder):
        reject(Gone((town.bread.pk,), until), "k")
    assert standing() == before
    for _ in range(2):
        reject(Gone((town.milk.pk,), until), "k")
    assert Sku.objects.get(pk=town.milk.pk).sold_out_until == until
    assert fresh(order).reason == "sold_out"
    put(town.resident, town.milk)
    with pytest.raises(DomainError, match="sold_out_until"):
        check_out(town.resident)
    assert differences() == []


def test_a_buyer_asks_and_the_shop_lets_her_go(town: Corner) -> None:
    order, buyer, owner = order_in("accepted", town), actor(town.resident), actor(town.owner)
    for _ in range(2):
        assert actions.ask_to_cancel(order_id=order.pk, by=buyer, at=MORNING).cancel_by == minutes(10)
    assert "order_cancel_asked" in kinds_for(town.shop.party_id)
    with pytest.raises(OrderNotFound):
        actions.agree_to_cancel(order_id=order.pk, key="x", by=buyer, at=MORNING)
    for _ in range(2):
        actions.agree_to_cancel(order_id=order.pk, key="k", by=owner, at=MORNING)
    order = fresh(order)
    assert (order.status, order.reason, order.cancel_by) == ("cancelled", "buyer_asked", None)
    assert balance_of(deposit_of(town.resident.party_id)) == 100_000
    assert differences() == []


def test_a_shop_that_says_no_is_not_asked_again(town: Corner) -> None:
    order, buyer, owner = order_in("ready", town), actor(town.resident), actor(town.owner)
    with pytest.raises(NothingAsked):
        actions.refuse_to_cancel(order_id=order.pk, by=owner, at=MORNING)
    actions.ask_to_cancel(order_id=order.pk, by=buyer, at=MORNING)
    actions.refuse_to_cancel(order_id=order.pk, by=owner, at=MORNING)
    assert "order_cancel_refused" in kinds_for(town.resident.party_id)
    before = standing()
    with pytest.raises(NotToBeAsked):
        actions.ask_to_cancel(order_id=order.pk, by=buyer, at=MORNING)
    with pytest.raises(NothingAsked):
        actions.agree_to_cancel(order_id=order.pk, key="k", by=owner, at=MORNING)
    assert actions.cancel_unanswered(at=minutes(60)) == 0
    assert standing() == before


def test_a_buyer_takes_back_that_she_asked_and_may_ask_again(town: Corner) -> None:
    order, buyer, owner = order_in("accepted", town), actor(town.resident), actor(town.owner)
    actions.ask_to_cancel(order_id=order.pk, by=buyer, at=MORNING)
    before = standing()
    for stranger in (owner, actor(town.outsider)):
        with pytest.raises(OrderNotFound):
            actions.stay(order_id=order.pk, by=stranger, at=minutes(1))
    assert standing() == before
    for _ in range(2):
        assert actions.stay(order_id=order.pk, by=buyer, at=minutes(1)).cancel_by is None
    assert Notice.objects.filter(kind="order_cancel_taken_back").count() == 1
    with pytest.raises(NothingAsked):
        actions.agree_to_cancel(order_id=order.pk, key="k", by=owner, at=minutes(2))
    assert actions.cancel_unanswered(at=minutes(60)) == 0
    actions.ask_to_cancel(order_id=order.pk, by=buyer, at=minutes(3))
    assert Notice.objects.filter(party_id=town.shop.party_id, kind="order_cancel_asked").count() == 2
    actions.refuse_to_cancel(order_id=order.pk, by=owner, at=minutes(4))
    before = standing()
    with pytest.raises(NothingAsked):
        actions.stay(order_id=order.pk, by=buyer, at=minutes(5))
    hand_over(order_id=order.pk, key="h", by=owner, at=minutes(5))
    after = standing()
    with pytest.raises(OrderMoved):
        actions.stay(order_id=order.pk, by=buyer, at=minutes(6))
    assert standing() == after != before


def test_a_shops_silence_is_a_yes_and_going_on_is_a_no(town: Corner) -> None:
    silent, goes_on = order_in("accepted", town), order_in("accepted", town)
    for order in (silent, goes_on):
        actions.ask_to_cancel(order_id=order.pk, by=actor(town.resident), at=MORNING)
    actions.mark_ready(order_id=goes_on.pk, by=actor(town.owner), at=minutes(5))
    assert actions.cancel_unanswered(at=minutes(9)) == 0
    assert actions.cancel_unanswered(at=minutes(10)) == 1
    assert (fresh(silent).status, fresh(goes_on).status) == ("cancelled", "ready")
    assert fresh(goes_on).cancel_by is None
    assert differences() == []


@pytest.mark.parametrize("status", ["paid", "completed", "cancelled"])
def test_only_an_order_in_work_is_asked_about(town: Corner, status: str) -> None:
    order = order_in(status, town)
    before = standing()
    with pytest.raises(OrderMoved):
        actions.ask_to_cancel(order_id=order.pk, by=actor(town.resident), at=MORNING)
    assert standing() == before


def test_a_delivery_nobody_speaks_of_is_completed(town: Corner) -> None:
    order = order_in("out_for_delivery", town, channel="delivery")
    assert actions.complete_arrived(at=MORNING + timedelta(hours=23)) == 0
    Shop.objects.filter(pk=town.shop.pk).update(category="pharmacy")
    assert actions.complete_arrived(at=MORNING + timedelta(days=6)) == 0
    Shop.objects.filter(pk=town.shop.pk).update(category="grocer")
    assert actions.complete_arrived(at=MORNING + timedelta(hours=24)) == 1
    assert fresh(order).status == "completed"
    assert "order_completed" in kinds_for(town.resident.party_id)
    assert differences() == []


def missing(*lines: tuple[int, str, str]) -> list[Asked]:
    return [Asked(position, Decimal(quantity), where) for position, quantity, where in lines]


def test_what_is_missing_is_paid_back_and_the_rest_handed_over(town: Corner) -> None:
    put(town.resident, town.milk, "3")
    put(town.resident, town.bread, "1")
    order = Order.objects.get(errand_id=check_out(town.resident))
    actions.accept_order(order_id=order.pk, by=actor(town.owner), at=MORNING)
    shelf = Level.objects.get(sku=town.milk).on_hand
    short = lambda asked, key: hand_over_short(order_id=order.pk, missing=asked, key=key, by=actor(town.owner), at=MORNING)  # noqa: E731
    before = standing()
    for wrong, refusal in [
        (missing((1, "4", "nothing")), NothingToReturn),
        (missing((9, "1", "nothing")), NothingToReturn),
        (missing(), NothingToReturn),
        (missing((1, "3", "nothing"), (2, "1", "nothing")), NothingLeft),
    ]:
        with pytest.raises(refusal):
            short(wrong, "wrong")
    # Whoever wants no code can't do without it by leaving out an egg.
    with pytest.raises(CodeNeeded):
        aftersale.hand_over_short(order_id=order.pk, missing=missing((1, "1", "nothing")), key="wrong", by=actor(town.owner), at=MORNING)
    assert standing() == before
    with pytest.raises(WrongDoorCode):
        aftersale.hand_over_short(order_id=order.pk, missing=missing((1, "1", "nothing")), shown="no", key="wrong", by=actor(town.owner), at=MORNING)
    assert (standing()[:5], fresh(order).wrong_codes, Case.objects.count()) == (before[:5], 1, 0)
    for _ in range(2):
        assert short(missing((1, "1", "nothing"), (2, "1", "sellable")), "k").amount_minor == 500 + 1_250
    assert Case.objects.count() == 1
    assert fresh(order).status == "completed"
    assert balance_of(deposit_of(town.resident.party_id)) == 100_000 - 1_000
    assert balance_of(pending_of(town.shop.party_id)) == 0
    assert balance_of(available_of(town.shop.party_id)) == 990
    assert Level.objects.get(sku=town.milk).on_hand == shelf - 3
    assert Level.objects.get(sku=town.bread).on_hand == 50
    with pytest.raises(OrderMoved):
        short(missing((1, "1", "nothing")), "again")
    assert differences() == []


def test_what_was_paid_at_the_counter_goes_back_there(town: Corner) -> None:
    order = order_in("accepted", town)
    Order.objects.filter(pk=order.pk).update(tender="cash")
    with pytest.raises(AtTheCounter):
        hand_over_short(order_id=order.pk, missing=missing((1, "1", "nothing")), key="k", by=actor(town.owner), at=MORNING)


def test_a_suspended_shop_finishes_its_open_orders(town: Corner) -> None:
    first, second, third = (order_in("paid", town) for _ in range(3))
    with transaction.atomic():
        suspend_selling(party_id=town.shop.party_id, why="bank", by=BANK, at=MORNING)
    owner = actor(town.owner)
    actions.accept_order(order_id=first.pk, by=owner, at=MORNING)
    actions.ask_to_cancel(order_id=first.pk, by=actor(town.resident), at=MORNING)
    actions.refuse_to_cancel(order_id=first.pk, by=owner, at=MORNING)
    hand_over(order_id=first.pk, key=uuid4().hex, by=owner, at=MORNING)
    actions.reject_order(order_id=second.pk, reason="closing", key=uuid4().hex, by=owner, at=MORNING)
    assert actions.time_out_orders(at=minutes(5)) == 1
    assert [fresh(order).status for order in (first, second, third)] == ["completed", "cancelled", "cancelled"]
    assert balance_of(deposit_of(town.resident.party_id)) == 99_000
    with transaction.atomic():
        lift_suspension(party_id=town.shop.party_id, by=BANK, at=MORNING)
    assert differences() == []

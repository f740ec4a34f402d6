"""Group-buys: a seat before the money, a group that fills or gives everything back, and who may do what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from ecosystem import ports
from ecosystem.feed.public import FactRow
from ecosystem.kernel.errors import Unauthenticated
from ecosystem.ledger.public import balance_of, deposit_of, pending_of
from ecosystem.notices.models import Notice
from ecosystem.once.public import KeyUsedOtherwise
from ecosystem.payments.public import Payment
from ecosystem.payments.simulators.acquirer import NAME as ACQUIRER
from merchants.catalog.actions import Answer, Question, ask_with, define_group
from merchants.catalog.public import SkuNotFound
from merchants.groups import rules
from merchants.groups.actions import complete_group, end_group_buy, fail_late_groups
from merchants.groups.errors import (
    AsksSomething,
    BadGroupBuy,
    GroupBuyNotFound,
    GroupBuyOver,
    GroupFull,
    GroupNotFound,
    GroupOver,
    InTheGroup,
    NobodyPaid,
    OwnGroup,
)
from merchants.groups.models import Group, Seat
from merchants.orders.public import Order, OrderMoved, accept_order, cancel_order, close_unpaid, go_on_with_groups, reject_order
from merchants.shops.models import OpeningInterval, Shop
from merchants.shops.suspending import suspend_selling
from merchants.stock.public import Level, SoldOut
from residents.baskets.public import pay_order
from residents.joining.actions import start_group
from tests import cast
from tests.acquiring import acquirer, passes, payment_of
from tests.cast import MORNING, Corner, actor
from tests.grouping import begun, joined, neighbours, offered
from tests.trading import SLOW_BANK, SlowBank, differences, hand_over, money_arrives, standing

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def town() -> Iterator[Corner]:
    ports.payment_methods.join(SLOW_BANK, SlowBank())
    with time_machine.travel(MORNING, tick=False):
        yield cast.corner()
    ports.payment_methods.leave(SLOW_BANK)


def everything() -> list[Any]:
    return [*standing(), list(Group.objects.order_by("pk").values()), list(Seat.objects.order_by("pk").values())]


def counts(group: Group) -> tuple[str, int, int]:
    group.refresh_from_db()
    return group.status, group.seats_taken, group.seats_paid


def money(town: Corner) -> tuple[int, int]:
    return balance_of(pending_of(town.shop.party_id)), balance_of(deposit_of(town.resident.party_id))


@given(st.lists(st.tuples(st.integers(2, 200), st.integers(1, 10_000)), min_size=1, max_size=4), st.integers(1, 10_000))
def test_a_ladder_rises_in_people_and_falls_in_price(steps: list[tuple[int, int]], shelf: int) -> None:
    good = sorted(dict(steps).items())
    falls = all(after[1] < before[1] for before, after in zip([(1, shelf), *good], good, strict=False))
    assert rules.is_ladder(good, shelf) == falls
    assert not rules.is_ladder(good[::-1], shelf) or len(good) == 1


@given(st.integers(1, 10_000), st.integers(1, 10_000))
def test_a_seat_costs_the_groups_price_or_the_shelfs_if_that_is_less(shelf: int, price: int) -> None:
    deal = rules.deal_of(uuid4(), shelf_minor=shelf, price_minor=price)
    assert shelf - deal.discount_minor == min(shelf, price)
    assert deal.subsidies(1) == [0]


def test_a_group_fills_and_its_orders_go_to_the_shop(town: Corner) -> None:
    first, second = neighbours(2)
    group = begun(town)
    assert counts(group) == ("forming", 1, 1)
    order = Order.objects.get(buyer=town.resident.party)
    assert (order.status, order.total_minor, order.discount_minor, order.channel) == ("gathering", 400, 100, "pickup")
    assert money(town) == (400, 100_000 - 400)
    assert not Notice.objects.filter(kind="order_arrived").exists()
    joined(group, first)
    assert go_on_with_groups(at=MORNING) == 0
    joined(group, second)
    assert counts(group) == ("succeeded", 3, 3)
    assert go_on_with_groups(at=MORNING + DAY) == 3
    order.refresh_from_db()
    assert (order.status, order.accept_by, order.paid_at) == ("paid", MORNING + DAY + timedelta(minutes=5), MORNING)
    assert Notice.objects.filter(kind="order_arrived").count() == 3
    assert Notice.objects.filter(kind="group_filled").count() == 3
    filled = FactRow.objects.get(kind="trade.group_filled")
    assert (filled.body["people"], filled.body["price_minor"], filled.body["completed_by_shop"]) == (3, 400, False)
    assert FactRow.objects.filter(kind="trade.order_paid").count() == 3
    # It does not come apart again.
    cancel_order(order_id=Order.objects.get(buyer=first.party).pk, key="c", by=actor(first), at=MORNING + DAY)
    assert counts(group) == ("succeeded", 3, 3)
    accept_order(order_id=order.pk, by=actor(town.owner), at=MORNING + DAY)
    hand_over(order_id=order.pk, key="h", by=actor(town.owner), at=MORNING + DAY)
    assert differences() == []


def test_a_group_that_does_not_fill_gives_everything_back(town: Corner) -> None:
    [friend] = neighbours(1)
    group = begun(town)
    joined(group, friend)
    assert fail_late_groups(at=MORNING + DAY - timedelta(seconds=1)) == 0
    assert fail_late_groups(at=MORNING + DAY) == 1
    assert counts(group) == ("failed", 2, 2)
    assert go_on_with_groups(at=MORNING + DAY) == 2
    assert set(Order.objects.values_list("status", "reason")) == {("cancelled", "group_not_filled")}
    assert (money(town), Level.objects.get(sku=town.milk).reserved) == ((0, 100_000), 0)
    assert Notice.objects.filter(kind="group_not_filled").count() == 2
    assert FactRow.objects.get(kind="trade.group_failed").body["reason"] == "expired"
    assert (fail_late_groups(at=MORNING + DAY), go_on_with_groups(at=MORNING + DAY)) == (0, 0)
    assert differences() == []


def test_a_seat_is_counted_before_it_is_paid_and_free_again_unpaid(town: Corner) -> None:
    one, two, three = neighbours(3)
    group = begun(town)
    joined(group, one)
    slow = joined(group, two, method=SLOW_BANK)
    assert counts(group) == ("forming", 3, 2)
    before = everything()
    with pytest.raises(GroupFull):
        joined(group, three)
    assert everything() == before
    assert close_unpaid(at=MORNING + timedelta(hours=1)) == 1
    assert counts(group) == ("forming", 2, 2)
    joined(group, three, at=MORNING + timedelta(hours=1))
    assert counts(group) == ("succeeded", 3, 3)
    # Her money comes after all: it goes back, and the group stays as it is.
    money_arrives(Payment.objects.get(shares__document_id=slow.pk), MORNING + timedelta(hours=2))
    assert (counts(group), balance_of(deposit_of(two.party_id))) == (("succeeded", 3, 3), 10_000)
    assert differences() == []


def test_a_seat_may_be_paid_again_another_way_and_by_an_acquirer(town: Corner) -> None:
    one, two = neighbours(2)
    group = begun(town)
    slow = joined(group, one, method=SLOW_BANK)
    pay_order(order_id=slow.pk, method="bank_account", key="again", by=actor(one), at=MORNING)
    assert counts(group) == ("forming", 2, 2)
    outside = joined(group, two, method=ACQUIRER)
    passes(timedelta())
    assert counts(group) == ("forming", 3, 2)
    acquirer().pay(payment_id=payment_of(outside).pk, manner="prompt", at=MORNING)
    passes(timedelta())
    assert (counts(group), go_on_with_groups(at=MORNING), differences()) == (("succeeded", 3, 3), 3, [])


def test_money_after_the_group_failed_goes_back(town: Corner) -> None:
    group = begun(town, offered(town, hours=1))
    [late] = neighbours(1)
    order = joined(group, late, method=SLOW_BANK, at=MORNING + timedelta(minutes=55))
    fail_late_groups(at=MORNING + timedelta(hours=1))
    money_arrives(Payment.objects.get(shares__document_id=order.pk), MORNING + timedelta(minutes=61))
    assert go_on_with_groups(at=MORNING + timedelta(minutes=61)) == 2
    assert balance_of(deposit_of(late.party_id)) == 10_000
    assert (counts(group), differences()) == (("failed", 2, 2), [])


def test_who_withdraws_while_a_group_forms_frees_her_seat(town: Corner) -> None:
    group = begun(town)
    order = Order.objects.get()
    with pytest.raises(OrderMoved):
        reject_order(order_id=order.pk, reason="busy", key="r", by=actor(town.owner), at=MORNING)
    cancel_order(order_id=order.pk, key="c", by=actor(town.resident), at=MORNING)
    assert (counts(group), money(town)) == (("forming", 0, 0), (0, 100_000))
    joined(group, town.resident)
    assert (counts(group), differences()) == (("forming", 1, 1), [])


def test_the_shop_may_complete_a_group_and_everybody_sees_it(town: Corner) -> None:
    group, by = begun(town, method=SLOW_BANK), actor(town.owner)
    with pytest.raises(NobodyPaid):
        complete_group(group_id=group.pk, key=uuid4().hex, by=by, at=MORNING)
    [friend] = neighbours(1)
    joined(group, friend)
    for wrong in (town.rival, town.resident):
        with pytest.raises(GroupNotFound):
            complete_group(group_id=group.pk, key=uuid4().hex, by=actor(wrong), at=MORNING)
    done = complete_group(group_id=group.pk, key="c", by=by, at=MORNING)
    for key in ("c", "again"):
        assert complete_group(group_id=group.pk, key=key, by=by, at=MORNING).decided_at == done.decided_at
    assert done.completed_by_shop
    # Who was still paying has the price as well.
    money_arrives(Payment.objects.get(payer_id=town.resident.party_id), MORNING)
    assert (go_on_with_groups(at=MORNING), counts(group)) == (2, ("succeeded", 2, 2))
    assert FactRow.objects.filter(kind="trade.group_filled").count() == 1
    assert differences() == []
    failed = begun(town)
    with pytest.raises(GroupOver):
        complete_group(group_id=failed.pk, key=uuid4().hex, by=by, at=MORNING + DAY)


def test_a_filled_group_waits_for_a_closed_shop_and_not_for_ever(town: Corner) -> None:
    Shop.objects.filter(pk=town.shop.pk).update(auto_accept=True)
    group = begun(town, offered(town, steps=((2, 400),)), size=2)
    OpeningInterval.objects.filter(shop=town.shop).delete()
    joined(group, neighbours(1)[0])
    assert go_on_with_groups(at=MORNING + DAY) == 0
    OpeningInterval.objects.create(shop=town.shop, weekday=(MORNING + DAY).weekday(), opens_minute=0, closes_minute=1440)
    assert go_on_with_groups(at=MORNING + DAY) == 2
    assert set(Order.objects.values_list("status", flat=True)) == {"accepted"}
    second = begun(town, offered(town, steps=((2, 400),)), size=2)
    OpeningInterval.objects.filter(shop=town.shop).delete()
    joined(second, neighbours(1)[0])
    assert go_on_with_groups(at=MORNING + 2 * DAY) == 2
    assert Order.objects.filter(group=second, status="cancelled", reason="not_accepted").count() == 2
    assert differences() == []


def test_a_stopped_shops_groups_give_back_at_once(town: Corner) -> None:
    group = begun(town)
    with transaction.atomic():
        suspend_selling(party_id=town.shop.party_id, why="bank", by=cast.BANK, at=MORNING)
    assert fail_late_groups(at=MORNING) == 1
    go_on_with_groups(at=MORNING)
    assert (counts(group)[0], money(town)) == ("failed", (0, 100_000))
    assert FactRow.objects.get(kind="trade.group_failed").body["reason"] == "suspended"
    with pytest.raises(GroupBuyNotFound):
        begun(town, group.group_buy)
    # The cause that a real stop has is in the merchant's file.
    assert {name for name, _found in differences()} == {"a suspended shop has a cause in its file"}


def test_every_refusal_changes_nothing(town: Corner) -> None:
    offer = offered(town, steps=((2, 400),))
    group = begun(town, offer, size=2)
    poor, [rich] = cast.person("poor"), neighbours(1)
    over = begun(town, offer, size=2)
    begin = {"group_buy_id": offer.pk, "size": 2, "method": "bank_account", "by": actor(rich)}
    scarce = begun(town, offered(town, sku_id=cast.article(town.shop, town.owner, stock="1", name="Eggs").pk))
    before = everything()
    for refusal, act in [
        (InTheGroup, lambda: joined(group, town.resident)),
        (OwnGroup, lambda: joined(group, town.owner)),
        (OwnGroup, lambda: start_group(**{**begin, "by": actor(town.owner)}, key="k", at=MORNING)),
        (GroupOver, lambda: joined(over, rich, at=MORNING + DAY)),
        (SoldOut, lambda: joined(scarce, rich)),
        (GroupBuyNotFound, lambda: start_group(**{**begin, "size": 3}, key="k", at=MORNING)),
        (GroupBuyNotFound, lambda: start_group(**{**begin, "group_buy_id": uuid4()}, key="k", at=MORNING)),
        (GroupBuyOver, lambda: start_group(**begin, key="k", at=MORNING + 8 * DAY)),
        (Unauthenticated, lambda: start_group(**{**begin, "by": cast.BANK}, key="k", at=MORNING)),
        (BadGroupBuy, lambda: offered(town, steps=((3, 500),))),
        (BadGroupBuy, lambda: offered(town, steps=((5, 400), (3, 300)))),
        (BadGroupBuy, lambda: offered(town, hours=73)),
        (SkuNotFound, lambda: offered(town, sku_id=uuid4())),
    ]:
        with pytest.raises(refusal):
            act()
        assert everything() == before, refusal
    with pytest.raises(Exception, match="account|money|balance|insufficient") as poorly:
        joined(group, poor)
    assert poorly.value.code in {"insufficient_funds", "payment_failed"}  # type: ignore[attr-defined]
    assert everything() == before


def test_an_article_that_asks_something_is_not_for_groups(town: Corner) -> None:
    by, sweetness = actor(town.owner), Question("甜度", "Sweetness", (Answer("正常", "Full"), Answer("半糖", "Half")), 1, 1)
    asked = define_group(shop_id=town.shop.pk, question=sweetness, by=by, at=MORNING)
    ask_with(sku_id=town.milk.pk, group_id=asked.pk, by=by, at=MORNING)
    with pytest.raises(AsksSomething):
        offered(town)


def test_the_same_key_sits_down_once(town: Corner) -> None:
    group, [friend, other] = begun(town), neighbours(2)
    first, again = joined(group, friend, key="k"), joined(group, friend, key="k")
    assert (first.pk, counts(group)) == (again.pk, ("forming", 2, 2))
    with pytest.raises(KeyUsedOtherwise):
        joined(begun(town, by=other), friend, key="k")
    one, two = (offered(town, key="o") for _ in range(2))
    assert one.pk == two.pk


def test_an_offer_ends_for_new_groups_alone(town: Corner) -> None:
    offer, [friend] = offered(town), neighbours(1)
    group = begun(town, offer)
    with pytest.raises(GroupBuyNotFound):
        end_group_buy(group_buy_id=offer.pk, by=actor(town.rival), at=MORNING)
    for _ in range(2):
        assert end_group_buy(group_buy_id=offer.pk, by=actor(town.owner), at=MORNING).ended_at == MORNING
    with pytest.raises(GroupBuyOver):
        begun(town, offer, by=friend)
    joined(group, friend)
    assert counts(group) == ("forming", 2, 2)

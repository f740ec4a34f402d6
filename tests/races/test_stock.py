"""The counter, the web, counts, transfers and deliveries over the same shelves at once. Real threads, real commits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from merchants.catalog.public import Sku
from merchants.stock import actions
from merchants.stock.models import Level, Movement, Tally, Transfer
from merchants.stock.public import Demand, Packed, ReceiptLine, TakenBack
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.merchants.stock.cast import level, receive, second_shop, sell, twin_of
from tests.together import at_once
from tests.trading import differences

pytestmark = pytest.mark.race
ROUNDS = 5


@pytest.fixture
def town(committed: str) -> Corner:
    return cast.corner(stock="100")


def kinds(answers: Sequence[object]) -> Counter[str]:
    return Counter(type(answer).__name__ for answer in answers)


def demands(*skus: Sku) -> list[Demand]:
    return [Demand(position, sku.pk, Decimal(1)) for position, sku in enumerate(skus, start=1)]


@transaction.atomic
def order(shop_id: UUID, *skus: Sku) -> UUID:
    order_id = uuid4()
    actions.reserve(shop_id=shop_id, order_id=order_id, demands=demands(*skus))
    return order_id


@transaction.atomic
def hand_over(order_id: UUID) -> None:
    actions.commit(order_id=order_id, at=MORNING)


def test_counter_web_count_transfer_and_delivery_lose_no_unit(town: Corner) -> None:
    """Both articles, named in opposite orders: nobody waits in a ring, and every unit is somewhere."""
    owner, shop, goods = actor(town.owner), town.shop, [town.milk, town.bread]
    other = second_shop(town)
    for sku in goods:
        twin_of(sku, other, town)
    sent: list[Transfer] = []
    for _ in range(ROUNDS):
        packed = [Packed(sku.pk, Decimal(1)) for sku in reversed(goods)]
        sent.append(actions.draft_transfer(source_id=shop.pk, destination_id=other.pk, lines=packed, key=uuid4().hex, by=owner, at=MORNING))
    counts = []
    for sku in goods:
        count = actions.plan_count(shop_id=shop.pk, name="Race", sku_ids=[sku.pk], key=uuid4().hex, by=owner, at=MORNING)
        actions.start_count(count_id=count.pk, by=owner, at=MORNING)
        actions.tally(count_id=count.pk, sku_id=sku.pk, counted=Decimal(90), by=owner, at=MORNING)
        counts.append(actions.review_count(count_id=count.pk, by=owner, at=MORNING))

    def counter() -> None:
        for _ in range(ROUNDS):
            with transaction.atomic():
                actions.sell_at_counter(shop_id=shop.pk, sale_id=uuid4(), demands=demands(*reversed(goods)), by=owner, at=MORNING)

    def web() -> None:
        for _ in range(ROUNDS):
            hand_over(order(shop.pk, *goods))

    def receives() -> None:
        for _ in range(ROUNDS):
            lines = [ReceiptLine(sku.pk, Decimal(2), 300) for sku in reversed(goods)]
            actions.receive_stock(shop_id=shop.pk, lines=lines, key=uuid4().hex, by=owner, at=MORNING)

    def sends() -> None:
        for transfer in sent:
            actions.dispatch_transfer(transfer_id=transfer.pk, key=uuid4().hex, by=owner, at=MORNING)

    def posts() -> None:
        for count in counts:
            actions.post_count(count_id=count.pk, key=uuid4().hex, by=owner, at=MORNING)

    acts: list[Callable[[], None]] = [counter, web, receives, sends, posts, counter, web, receives]
    assert at_once(*acts) == [None] * len(acts)
    # 100 were there, 10 were missing; 10 sold at the counter, 10 on the web, 5 sent, 20 came.
    assert [level(sku).on_hand for sku in goods] == [85, 85]
    assert [level(sku).reserved for sku in goods] == [0, 0]
    assert differences() == []


def test_a_counter_that_may_not_go_below_and_the_web_share_what_there_is(town: Corner) -> None:
    eggs = cast.article(town.shop, town.owner, name="Eggs", stock="10")

    def at_counter() -> list[Movement]:
        return sell(town, eggs, "1")

    answers = at_once(*[at_counter, partial(order, town.shop.pk, eggs)] * 12, at_a_time=8)
    assert kinds(answers)["SoldOut"] == 14
    assert level(eggs).free == 0
    assert differences() == []


def test_one_sale_told_many_times_at_once_leaves_the_shelf_once(town: Corner) -> None:
    sale_id = uuid4()
    answers = at_once(*[partial(sell, town, town.milk, "3", sale_id=sale_id)] * 8)
    assert set(kinds(answers)) <= {"list", "StillRunning"}
    assert kinds(answers)["list"] >= 1
    assert level(town.milk).on_hand == 97
    assert differences() == []


def test_a_transfer_arrives_or_comes_back_never_both(town: Corner) -> None:
    owner, other = actor(town.owner), second_shop(town)
    twin = twin_of(town.milk, other, town)
    packed = [Packed(town.milk.pk, Decimal(6))]
    transfer = actions.draft_transfer(source_id=town.shop.pk, destination_id=other.pk, lines=packed, key="d", by=owner, at=MORNING)
    step = {"transfer_id": transfer.pk, "by": owner, "at": MORNING}
    gone = at_once(*[partial(actions.dispatch_transfer, key=uuid4().hex, **step) for _ in range(4)])
    assert kinds(gone) == {"Transfer": 1, "DocumentMoved": 3}
    arrives = [partial(actions.receive_transfer, arrived={town.milk.pk: Decimal(2)}, key=uuid4().hex, **step) for _ in range(4)]
    answers = at_once(*arrives, partial(actions.cancel_transfer, how="back", key="b", **step))
    assert kinds(answers)["Transfer"] in {3, 4}
    transfer.refresh_from_db()
    line = transfer.lines.get()
    assert line.received + line.returned == 6
    there = Level.objects.filter(sku=twin).first()
    assert (level(town.milk).on_hand, there.on_hand if there else 0) == (94 + line.returned, line.received)
    assert differences() == []


def test_counters_at_once_keep_all_figures_and_one_posts(town: Corner) -> None:
    owner = actor(town.owner)
    count = actions.plan_count(shop_id=town.shop.pk, name="All", sku_ids=[town.milk.pk], key="p", by=owner, at=MORNING)
    step = {"count_id": count.pk, "by": owner, "at": MORNING}
    assert kinds(at_once(*[partial(actions.start_count, **step)] * 3)) == {"Count": 1, "DocumentMoved": 2}
    clerks = [actor(cast.clerk(town.shop, f"clerk{number}")) for number in range(6)]
    figures = [
        partial(actions.tally, count_id=count.pk, sku_id=town.milk.pk, counted=Decimal(10 + number), by=clerk, at=MORNING)
        for number, clerk in enumerate(clerks)
    ]
    assert kinds(at_once(*figures)) == {"Tally": 6}
    assert sorted(Tally.objects.values_list("counted", flat=True)) == [10, 11, 12, 13, 14, 15]
    actions.review_count(**step)
    posted = at_once(*[partial(actions.post_count, key=uuid4().hex, **step) for _ in range(4)])
    assert kinds(posted) == {"Count": 1, "DocumentMoved": 3}
    assert level(town.milk).on_hand == 75
    assert differences() == []


def test_two_counts_over_one_article_never_both_run(town: Corner) -> None:
    owner = actor(town.owner)
    plan = {"shop_id": town.shop.pk, "sku_ids": [town.milk.pk], "by": owner, "at": MORNING}
    counts = [actions.plan_count(name=name, key=name, **plan) for name in "abcd"]
    answers = at_once(*[partial(actions.start_count, count_id=count.pk, by=owner, at=MORNING) for count in counts])
    assert kinds(answers) == {"Count": 1, "AlreadyCounting": 3}


def test_a_receipt_is_reversed_once_and_a_sale_comes_back_once(town: Corner) -> None:
    owner = actor(town.owner)
    receipt, sale_id = receive(town, town.milk, "5", 100), uuid4()
    sell(town, town.milk, "3", sale_id=sale_id)

    def reverse() -> int:
        with transaction.atomic():
            return len(actions.reverse_receipt(receipt_id=receipt, reason="wrong", by=owner, at=MORNING))

    def back() -> int:
        with transaction.atomic():
            lines = [TakenBack(town.milk.pk, Decimal(2), "sellable")]
            return len(actions.take_back(shop_id=town.shop.pk, sale_id=sale_id, lines=lines, reason="sour", by=owner, at=MORNING))

    answers = at_once(*[reverse, back] * 4)
    assert kinds(answers) == {"int": 2, "ReceiptReversed": 3, "TakenBackTooMuch": 3}
    assert level(town.milk).on_hand == 99
    assert differences() == []


def test_quarantined_goods_are_decided_once(town: Corner) -> None:
    owner, sale_id = actor(town.owner), uuid4()
    sell(town, town.milk, "2", sale_id=sale_id)
    with transaction.atomic():
        lines = [TakenBack(town.milk.pk, Decimal(2), "quarantine")]
        actions.take_back(shop_id=town.shop.pk, sale_id=sale_id, lines=lines, reason="dented", by=owner, at=MORNING)
    aside = level(town.milk).quarantined.get()
    acts = [partial(actions.decide_quarantine, quarantine_id=aside.pk, restock=bool(number % 2), by=owner, at=MORNING) for number in range(4)]
    assert kinds(at_once(*acts)) == {"Quarantine": 1, "DocumentMoved": 3}
    assert differences() == []


def test_adjustments_and_a_batch_written_off_at_once_happen_once(town: Corner) -> None:
    owner = actor(town.owner)
    adjust = partial(actions.adjust_stock, shop_id=town.shop.pk, sku_id=town.milk.pk, quantity=Decimal(30), reason="lost", by=owner, at=MORNING)
    answers = at_once(*[partial(adjust, key=uuid4().hex) for _ in range(6)])
    assert kinds(answers) == {"Movement": 3, "SoldOut": 3}
    actions.track_batches(shop_id=town.shop.pk, sku_id=town.bread.pk, by=owner, at=MORNING)
    receive(town, town.bread, "5", 100, batch="old", expires_on=MORNING.date())
    batch = level(town.bread).batches.get(code="old")
    off = partial(actions.write_off_batch, shop_id=town.shop.pk, batch_id=batch.pk, by=owner, at=MORNING)
    assert kinds(at_once(*[partial(off, key=uuid4().hex) for _ in range(4)])) == {"Movement": 1, "BatchNotFound": 3}
    assert (level(town.milk).on_hand, level(town.bread).on_hand) == (10, 100)
    assert differences() == []

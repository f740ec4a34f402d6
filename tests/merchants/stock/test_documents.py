"""Batches, transfers, counts and returns: each document moves what it says and no more."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from ecosystem.kernel.errors import NotFound
from ecosystem.notices.models import Notice
from merchants.stock import actions, queries
from merchants.stock.errors import (
    AlreadyCounting,
    BatchNeeded,
    CountNotFound,
    DocumentMoved,
    HeldNoLonger,
    MoreThanSent,
    NotCarriedThere,
    NothingToMove,
    OnlyExpiredLeft,
    OtherParty,
    QuarantineNotFound,
    ReasonNeeded,
    ReceiptReversed,
    ShelfFrozen,
    SoldOut,
    TakenBackTooMuch,
    TransferNotFound,
)
from merchants.stock.models import Batch, Movement, Quarantine, Transfer
from merchants.stock.public import Packed, ReturnLine, TakenBack
from merchants.stock.tasks import let_go as let_go_of_counts
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.merchants.stock.cast import last, let_go, level, promise, receive, second_shop, sell, standing_of, twin_of, weighed
from tests.merchants.stock.test_shelves import refused
from tests.trading import differences

pytestmark = pytest.mark.django_db
TODAY = MORNING.date()
ONE = Decimal(1)


@pytest.fixture
def town() -> Corner:
    made = cast.corner(stock="0")
    weighed()
    return made


def test_what_expires_first_is_sold_first_and_expired_goods_are_written_off(town: Corner) -> None:
    owner, milk = actor(town.owner), town.milk
    receive(town, milk, "1", 100)
    actions.track_batches(shop_id=town.shop.pk, sku_id=milk.pk, by=owner, at=MORNING)
    refused(BatchNeeded, lambda: actions.add_receipt(shop=town.shop, lines=[actions.ReceiptLine(milk.pk, ONE, 100)], by=owner, at=MORNING))
    for days in (5, 2, -1):
        receive(town, milk, "2", 100, batch=f"D{days}", expires_on=TODAY + timedelta(days=days))
    sell(town, milk, "3")
    left = dict(Batch.objects.filter(level__sku=milk).values_list("code", "on_hand"))
    assert left == {"": 1, "D5": 1, "D2": 0, "D-1": 2}
    order_id = promise(milk, "2")
    with transaction.atomic():
        actions.commit(order_id=order_id, at=MORNING)
    late = promise(milk, "1")
    refused(OnlyExpiredLeft, lambda: actions.commit(order_id=late, at=MORNING))
    with transaction.atomic():
        actions.release(order_ids=[late])
    assert [batch.code for batch in queries.expiring_in(town.shop.pk, today=TODAY)] == ["D-1"]
    expired = Batch.objects.get(code="D-1")
    write_off = {"shop_id": town.shop.pk, "batch_id": expired.pk, "key": "w", "at": MORNING}
    refused(NotFound, lambda: actions.adjusting.write_off_batch.__wrapped__(by=actor(town.rival), **write_off))
    actions.write_off_batch(by=owner, **write_off)
    assert (last(milk).kind, last(milk).reason, last(milk).quantity) == ("adjusted", "expired", -2)
    assert standing_of(milk) == (0, 0, 0)
    assert differences() == []


def test_what_the_counter_sold_unseen_is_covered_by_the_next_batch(town: Corner) -> None:
    owner, milk = actor(town.owner), town.milk
    actions.track_batches(shop_id=town.shop.pk, sku_id=milk.pk, by=owner, at=MORNING)
    actions.let_counter_go_below(shop_id=town.shop.pk, allowed=True, by=owner, at=MORNING)
    sell(town, milk, "2")
    receive(town, milk, "5", 100, batch="A", expires_on=TODAY)
    assert dict(Batch.objects.filter(level__sku=milk).values_list("code", "on_hand")) == {"": 0, "A": 3}
    assert standing_of(milk) == (3, 0, 300)
    assert differences() == []


@pytest.fixture
def two(town: Corner) -> Transfer:
    """Ten bottles, of which four are packed for the owner's other shop."""
    receive(town, town.milk, "10", 333)
    other = second_shop(town)
    twin_of(town.milk, other, town)
    packed = [Packed(town.milk.pk, Decimal(4))]
    return actions.draft_transfer(source_id=town.shop.pk, destination_id=other.pk, lines=packed, key="d", by=actor(town.owner), at=MORNING)


def test_a_transfer_is_on_its_way_between_the_shelves(town: Corner, two: Transfer) -> None:
    owner, milk = actor(town.owner), town.milk
    step = {"transfer_id": two.pk, "by": owner, "at": MORNING}
    actions.mark_transfer_ready(**step)
    assert standing_of(milk)[0] == 10
    actions.dispatch_transfer(key="go", **step)
    actions.dispatch_transfer(key="go", **step)
    assert standing_of(milk) == (6, 0, 1998)
    there = two.lines.get().to_sku
    assert queries.in_transit_to(two.destination_id) == {there.pk: 4}
    half = actions.receive_transfer(arrived={milk.pk: Decimal(3)}, key="a", **step)
    assert (half.status, standing_of(there)) == ("partially_received", (3, 0, 999))
    too_much = {"arrived": {milk.pk: Decimal(2)}, "key": "b", **step}
    refused(MoreThanSent, lambda: actions.arriving.receive_transfer.__wrapped__(**too_much))
    done = actions.receive_transfer(arrived={}, short_reason="broken", key="c", **step)
    line = two.lines.get()
    assert (done.status, line.lost, line.reason, standing_of(there)) == ("received", 1, "broken", (3, 0, 999))
    refused(DocumentMoved, lambda: actions.arriving.cancel_transfer.__wrapped__(how="back", key="x", **step))
    assert differences() == []


@pytest.mark.parametrize(("how", "on_hand", "lost"), [("back", 10, 0), ("write_off", 6, 4)])
def test_a_transfer_given_up_on_its_way_says_what_becomes_of_the_goods(town: Corner, two: Transfer, how: str, on_hand: int, lost: int) -> None:
    step = {"transfer_id": two.pk, "by": actor(town.owner), "at": MORNING}
    actions.dispatch_transfer(key="go", **step)
    cancel = actions.arriving.cancel_transfer.__wrapped__
    refused(ReasonNeeded, lambda: cancel(key="a", **step))
    refused(ReasonNeeded, lambda: cancel(how="write_off", key="b", **step))
    assert actions.cancel_transfer(how=how, reason="van broke down", key="c", **step).status == "cancelled"
    assert (standing_of(town.milk), two.lines.get().lost) == ((on_hand, 0, on_hand * 333), lost)
    assert differences() == []


def test_what_no_transfer_may_be(town: Corner, two: Transfer) -> None:
    owner, milk = actor(town.owner), town.milk
    draft = actions.transferring.draft_transfer.__wrapped__
    values = {"source_id": town.shop.pk, "destination_id": two.destination_id, "by": owner, "at": MORNING}
    one = Packed(milk.pk, ONE)
    refused(NothingToMove, lambda: draft(lines=[], key="1", **values))
    refused(NothingToMove, lambda: draft(lines=[one, one], key="2", **values))
    refused(NotCarriedThere, lambda: draft(lines=[Packed(town.bread.pk, ONE)], key="3", **values))
    refused(OtherParty, lambda: draft(lines=[one], key="4", **{**values, "destination_id": town.shop.pk}))
    refused(NotFound, lambda: draft(lines=[one], key="5", **{**values, "destination_id": town.rival_shop.pk}))
    refused(
        TransferNotFound, lambda: actions.transferring.dispatch_transfer.__wrapped__(transfer_id=two.pk, key="6", by=actor(town.rival), at=MORNING)
    )
    promise(milk, "7")
    refused(SoldOut, lambda: actions.transferring.dispatch_transfer.__wrapped__(transfer_id=two.pk, key="7", by=owner, at=MORNING))


def test_a_transfer_takes_its_labels_along(town: Corner) -> None:
    owner, milk = actor(town.owner), town.milk
    other = second_shop(town)
    twin = twin_of(milk, other, town)
    for sku, shop in ((milk, town.shop), (twin, other)):
        actions.track_batches(shop_id=shop.pk, sku_id=sku.pk, by=owner, at=MORNING)
    for days in (3, 9):
        receive(town, milk, "2", 100, batch=f"D{days}", expires_on=TODAY + timedelta(days=days))
    packed = [Packed(milk.pk, Decimal(3))]
    transfer = actions.draft_transfer(source_id=town.shop.pk, destination_id=other.pk, lines=packed, key="d", by=owner, at=MORNING)
    step = {"transfer_id": transfer.pk, "by": owner, "at": MORNING}
    actions.dispatch_transfer(key="go", **step)
    actions.receive_transfer(arrived={milk.pk: Decimal("2.5")}, key="a", **step)
    actions.receive_transfer(arrived={milk.pk: Decimal("0.5")}, key="b", **step)
    assert dict(Batch.objects.filter(level__sku=twin).values_list("code", "on_hand")) == {"D3": 2, "D9": 1}
    assert standing_of(twin) == (3, 0, 300)
    assert differences() == []


def test_two_people_count_and_neither_loses_the_others_figure(town: Corner) -> None:
    owner, clerk, milk = actor(town.owner), actor(cast.clerk(town.shop)), town.milk
    receive(town, milk, "20", 100)
    receive(town, town.bread, "5", 100)
    count = actions.plan_count(shop_id=town.shop.pk, name="November", sku_ids=[], key="p", by=owner, at=MORNING)
    start = {"count_id": count.pk, "by": owner, "at": MORNING}
    actions.start_count(**start)
    sell(town, milk, "1")  # before anybody counted: the books say 19 now
    write_down = {"count_id": count.pk, "sku_id": milk.pk}
    actions.tally(counted=Decimal(12), by=owner, at=MORNING, **write_down)
    actions.tally(counted=Decimal(4), by=clerk, at=MORNING + timedelta(minutes=1), **write_down)
    actions.tally(counted=Decimal(5), by=clerk, at=MORNING + timedelta(minutes=2), **write_down)
    sell(town, milk, "3")  # after the counting
    actions.review_count(**start)
    refused(DocumentMoved, lambda: actions.tallying.tally.__wrapped__(counted=ONE, by=owner, at=MORNING, **write_down))
    actions.post_count(key="post", **start)
    assert actions.post_count(key="post", **start).status == "posted"
    # 17 were counted where the books said 19: two are missing, whatever was sold since.
    assert (last(milk).kind, last(milk).quantity) == ("count_loss", -2)
    assert (level(milk).on_hand, level(milk).value_minor, level(town.bread).on_hand) == (14, 1400, 5)
    assert differences() == []


def test_what_no_count_may_do(town: Corner) -> None:
    owner, milk = actor(town.owner), town.milk
    receive(town, milk, "5", 100)
    plan = {"shop_id": town.shop.pk, "sku_ids": [milk.pk], "by": owner, "at": MORNING}
    one, other = (actions.plan_count(name=name, key=name, **plan) for name in ("One", "Other"))
    refused(NothingToMove, lambda: actions.counting.plan_count.__wrapped__(name=" ", key="x", **plan))
    actions.start_count(count_id=one.pk, by=owner, at=MORNING)
    refused(AlreadyCounting, lambda: actions.counting.start_count.__wrapped__(count_id=other.pk, by=owner, at=MORNING))
    for stranger in (town.rival, town.outsider, town.resident):
        values = {"count_id": one.pk, "sku_id": milk.pk, "counted": ONE, "by": actor(stranger), "at": MORNING}
        refused(CountNotFound, lambda values=values: actions.tallying.tally.__wrapped__(**values))
    tally = actions.tally(count_id=one.pk, sku_id=milk.pk, counted=ONE, by=owner, at=MORNING)
    clerk = actor(cast.clerk(town.shop))
    refused(NotFound, lambda: actions.tallying.strike_tally.__wrapped__(tally_id=tally.pk, by=clerk, at=MORNING))
    promise(milk, "3")
    actions.review_count(count_id=one.pk, by=owner, at=MORNING)
    refused(SoldOut, lambda: actions.counting.post_count.__wrapped__(count_id=one.pk, key="p", by=owner, at=MORNING))
    actions.reopen_count(count_id=one.pk, by=owner, at=MORNING)
    actions.strike_tally(tally_id=tally.pk, by=owner, at=MORNING)
    actions.cancel_count(count_id=one.pk, by=owner, at=MORNING)
    assert differences() == []


def test_a_count_that_freezes_holds_its_shelves_still_until_it_ends(town: Corner) -> None:
    owner, milk = actor(town.owner), town.milk
    receive(town, milk, "20", 100)
    receive(town, town.bread, "5", 100)
    promised = promise(milk, "2")
    plan = {"shop_id": town.shop.pk, "sku_ids": [milk.pk], "by": owner, "at": MORNING}
    count = actions.plan_count(name="Still", freezes=True, key="p", **plan)
    sell(town, milk, "1")
    step = {"count_id": count.pk, "by": owner, "at": MORNING}
    actions.start_count(**step)
    damaged = {"shop_id": town.shop.pk, "sku_id": milk.pk, "quantity": ONE, "reason": "damaged", "key": "x", "by": owner, "at": MORNING}
    refused(ShelfFrozen, lambda: sell(town, milk, "1"))
    refused(ShelfFrozen, lambda: actions.adjusting.adjust_stock.__wrapped__(**damaged))
    refused(ShelfFrozen, lambda: actions.add_receipt(shop=town.shop, lines=[actions.ReceiptLine(milk.pk, ONE, 100)], by=owner, at=MORNING))
    refused(ShelfFrozen, lambda: actions.commit(order_id=promised, at=MORNING))
    with pytest.raises(IntegrityError, match="nothing_moves_on_a_frozen_shelf"), transaction.atomic():
        values = {"on_hand_after": 18, "value_after_minor": 1800, "value_minor": -100, "cause": uuid4(), "at": MORNING}
        Movement.objects.create(level=level(milk), kind="sold", quantity=-ONE, **values)
    sell(town, town.bread, "1")
    later = promise(milk, "3")
    actions.tally(sku_id=milk.pk, counted=Decimal(17), **step)
    actions.review_count(**step)
    actions.post_count(key="post", **step)
    assert (last(milk).kind, last(milk).quantity, standing_of(milk)) == ("count_loss", -2, (17, 5, 1700))
    with transaction.atomic():
        actions.commit(order_id=promised, at=MORNING)
    let_go(later)
    # One that is given up lets go as well; one that does not freeze never held anything.
    given_up = actions.plan_count(name="Still again", freezes=True, key="q", **plan)
    actions.start_count(count_id=given_up.pk, by=owner, at=MORNING)
    actions.cancel_count(count_id=given_up.pk, by=owner, at=MORNING)
    sell(town, milk, "1")
    assert (level(milk).frozen_by, differences()) == (None, [])


def test_a_count_that_nobody_ends_lets_go_of_its_goods_and_goes_on(town: Corner) -> None:
    owner, milk, half_a_day = actor(town.owner), town.milk, timedelta(hours=12)
    receive(town, milk, "20", 100)
    count = actions.plan_count(shop_id=town.shop.pk, sku_ids=[milk.pk], name="Night", freezes=True, key="p", by=owner, at=MORNING)
    refused(HeldNoLonger, lambda: actions.counting.hold_longer.__wrapped__(count_id=count.pk, by=owner, at=MORNING))
    assert actions.start_count(count_id=count.pk, by=owner, at=MORNING).held_until == MORNING + half_a_day
    at = MORNING + half_a_day - timedelta(minutes=1)
    assert let_go_of_counts(at=at) == 0
    with pytest.raises(CountNotFound):
        actions.hold_longer(count_id=count.pk, by=actor(town.rival), at=at)
    assert actions.hold_longer(count_id=count.pk, by=owner, at=at).held_until == at + half_a_day
    assert let_go_of_counts(at=MORNING + half_a_day) == 0
    refused(ShelfFrozen, lambda: sell(town, milk, "1"))
    actions.tally(count_id=count.pk, sku_id=milk.pk, counted=Decimal(18), by=owner, at=at)
    assert [let_go_of_counts(at=at + half_a_day) for _again in range(2)] == [1, 0]
    told = Notice.objects.get(kind="count_let_go")
    assert (told.party_id, told.values) == (town.shop.party_id, {"name": "Night"})
    # What is sold from here on was counted, and is netted.
    sell(town, milk, "1")
    refused(HeldNoLonger, lambda: actions.counting.hold_longer.__wrapped__(count_id=count.pk, by=owner, at=at))
    actions.review_count(count_id=count.pk, by=owner, at=at + half_a_day)
    ended = actions.post_count(count_id=count.pk, key="post", by=owner, at=at + half_a_day)
    assert (ended.status, ended.held_until, level(milk).on_hand, differences()) == ("posted", None, 17, [])


def test_returns_of_a_sale_sum_to_its_cost_and_go_where_they_are_told(town: Corner) -> None:
    owner, milk = actor(town.owner), town.milk
    receive(town, milk, "7", 100, landed_minor=1)
    sale_id = uuid4()
    sell(town, milk, "7", sale_id=sale_id)

    def back(quantity: str, decision: str) -> int:
        lines = [TakenBack(milk.pk, Decimal(quantity), decision)]
        with transaction.atomic():
            return actions.take_back(shop_id=town.shop.pk, sale_id=sale_id, lines=lines, reason="sour", by=owner, at=MORNING)[0].cost_minor

    costs = [back("2", "sellable"), back("2", "scrap"), back("2", "quarantine")]
    assert standing_of(milk) == (2, 0, costs[0])
    refused(TakenBackTooMuch, lambda: back("1.001", "sellable"))
    refused(ReasonNeeded, lambda: back("1", "eat"))
    costs.append(back("1", "sellable"))
    assert sum(costs) == 701
    aside = Quarantine.objects.get()
    refused(
        QuarantineNotFound,
        lambda: actions.taking_back.decide_quarantine.__wrapped__(quarantine_id=aside.pk, restock=True, by=actor(town.rival), at=MORNING),
    )
    actions.decide_quarantine(quarantine_id=aside.pk, restock=True, by=owner, at=MORNING)
    refused(DocumentMoved, lambda: actions.taking_back.decide_quarantine.__wrapped__(quarantine_id=aside.pk, restock=False, by=owner, at=MORNING))
    assert standing_of(milk) == (5, 0, 701 - costs[1])
    assert differences() == []


def test_goods_go_back_to_their_supplier_and_a_receipt_is_taken_back_whole(town: Corner) -> None:
    owner, milk = actor(town.owner), town.milk
    first = receive(town, milk, "4", 100)
    second = receive(town, milk, "4", 200)

    def reverse(receipt: object) -> object:
        return actions.reverse_receipt(receipt_id=receipt, reason="wrong goods", by=owner, at=MORNING)  # type: ignore[arg-type]

    with transaction.atomic():
        line = ReturnLine(milk.pk, Decimal(1))
        told = actions.return_to_supplier(shop_id=town.shop.pk, lines=[line], cause=uuid4(), reason="broken", by=owner, at=MORNING)
        assert told[0].cost_minor == 150
        reverse(second)
    assert standing_of(milk) == (3, 0, 250)
    refused(ReceiptReversed, lambda: reverse(second))
    refused(SoldOut, lambda: reverse(first))
    assert differences() == []

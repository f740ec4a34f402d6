"""A settled sale comes back: whole, in parts, before and after the shop was paid; and who covers it when its money is gone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from ecosystem import ports
from ecosystem.kernel.errors import NotFound
from ecosystem.ledger.public import Leg, balance_of, bank_account, book_total, deposit_of, post_transfer
from ecosystem.once.public import KeyUsedOtherwise
from merchants.payouts.public import pay_out, pay_out_by_schedule, set_reserve
from merchants.settlement.actions import claw_back, end_mandate, give_mandate, release_held, set_hold_days
from merchants.settlement.errors import MandateStands
from merchants.settlement.public import (
    Mandate,
    MoreThanSold,
    NothingToTakeBack,
    NotSettled,
    Recovery,
    Returned,
    Settlement,
    advanced_minor,
    reverse_settlement,
)
from tests.cast import BANK, MORNING, Corner, actor
from tests.merchants.money import completed, give_back, money_of, operator, put_up, spend
from tests.trading import differences, order_in, standing

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(days=4)


@pytest.fixture
def town(corner: Corner) -> Corner:
    return corner


def paid_out(town: Corner) -> None:
    pay_out(shop_id=town.shop.pk, key=uuid4().hex, by=actor(town.owner), at=MORNING)


def test_a_whole_order_comes_back_with_its_commission(town: Corner) -> None:
    order = completed(town)
    entry, refund = give_back(order)
    assert (entry.goods_minor, entry.commission_minor, entry.net_minor, entry.advanced_minor) == (-1000, -10, -990, 0)
    assert entry.reversed_from == Settlement.objects.get(order_id=order.pk, kind="sale")
    assert refund.amount_minor == 1000
    assert money_of(town.shop, "pending", "available") == (0, 0)
    assert book_total("fees", "CNY") == 0
    assert balance_of(deposit_of(town.resident.party_id)) == 100_000
    assert differences() == []


def test_one_of_two_bottles_comes_back_then_the_other(town: Corner) -> None:
    order = completed(town)
    first, _ = give_back(order, [(1, "1")])
    second, _ = give_back(order, [(1, "1")])
    assert [(e.goods_minor, e.commission_minor) for e in (first, second)] == [(-500, -5), (-500, -5)]
    line = first.lines.get()
    assert (line.quantity, line.base_minor, line.rate) == (Decimal("-1.000"), -500, Decimal("0.010000"))
    assert differences() == []


def test_money_off_without_goods_back_leaves_the_rest_to_come_back(town: Corner) -> None:
    order = completed(town)
    give_back(order, [], amount_minor=1)
    entry, _ = give_back(order)
    assert (entry.goods_minor, entry.net_minor) == (-999, -989)
    assert money_of(town.shop, "available") == (0,)
    assert differences() == []


def test_a_delivery_fee_comes_back_without_commission(town: Corner) -> None:
    order = order_in("completed", town, channel="delivery")
    give_back(order, [], delivery_fee_minor=300)
    assert money_of(town.shop, "available") == (1000 - 20,)
    with pytest.raises(MoreThanSold):
        give_back(order, [], delivery_fee_minor=1)
    assert differences() == []


@pytest.mark.parametrize(
    ("lines", "amount", "refusal"),
    [
        ([(1, "3")], 0, MoreThanSold),
        ([(2, "1")], 0, MoreThanSold),
        ([(1, "1")], 501, MoreThanSold),
        ([], 1001, MoreThanSold),
        ([], 0, NothingToTakeBack),
        ([(1, "0")], 0, NothingToTakeBack),
        ([(1, "-1")], 0, NothingToTakeBack),
        ([], -1, NothingToTakeBack),
        ([(1, "1"), (1, "1")], 0, NothingToTakeBack),
    ],
)
def test_what_was_not_sold_does_not_come_back(town: Corner, lines: list[tuple[int, str]], amount: int, refusal: type[Exception]) -> None:
    order = completed(town)
    before = standing()
    with pytest.raises(refusal):
        give_back(order, lines, amount_minor=amount)
    assert standing() == before


def test_an_order_that_was_never_settled_has_nothing_to_take_back(town: Corner) -> None:
    order = order_in("paid", town)
    with pytest.raises(NotSettled):
        give_back(order)


def test_the_same_key_takes_back_once_and_another_body_is_refused(town: Corner) -> None:
    order = completed(town)
    ask: dict[str, Any] = {"order_id": order.pk, "lines": [Returned(1, Decimal(1))], "key": "k", "by": BANK, "at": MORNING}
    with transaction.atomic():
        assert reverse_settlement(**ask) == reverse_settlement(**ask)
    assert Settlement.objects.filter(kind="reversal").count() == 1
    with pytest.raises(KeyUsedOtherwise), transaction.atomic():
        reverse_settlement(**{**ask, "amount_minor": 1})


def test_a_refund_after_payout_nets_against_three_cycles(town: Corner) -> None:
    """Paid 29.70, then 19.80 comes back; each later day's 9.90 gives back first."""
    orders = [completed(town) for _ in range(3)]
    paid_out(town)
    assert money_of(town.shop, "deposit", "available") == (2970, 0)
    for order in orders[:2]:
        give_back(order)
    assert (put_up(), advanced_minor(town.shop.pk)) == (1980, 1980)
    assert differences() == []
    for cycle, left in ((1, 990), (2, 0)):
        completed(town)
        assert pay_out_by_schedule(shop_id=town.shop.pk, at=MORNING + timedelta(days=cycle)) is None
        assert (put_up(), money_of(town.shop, "available", "deposit")) == (left, (0, 2970))
        assert differences() == []
    completed(town)
    payout = pay_out_by_schedule(shop_id=town.shop.pk, at=MORNING + timedelta(days=3))
    assert payout is not None
    assert (payout.settlements, payout.gross_minor, payout.goods_minor, payout.netted_minor) == (5, 990, 1000, 0)
    assert money_of(town.shop, "available", "deposit") == (0, 2970 + 990)
    assert Recovery.objects.filter(source="receipts").count() == 2
    assert differences() == []


def test_a_payout_gives_back_in_its_own_transfer_what_was_put_up(town: Corner) -> None:
    order = completed(town)
    paid_out(town)
    give_back(order)
    completed(town)
    completed(town)
    paid_out(town)
    assert (put_up(), money_of(town.shop, "available", "deposit")) == (0, (0, 990 + 990))
    assert differences() == []


def test_a_held_sale_covers_its_own_refund_and_is_released_with_it(town: Corner) -> None:
    set_hold_days(days=7, category="grocer", by=actor(operator()), at=MORNING)
    order, _other = completed(town), completed(town)
    assert money_of(town.shop, "held", "available") == (1980, 0)
    give_back(order)
    assert money_of(town.shop, "held", "available") == (990, 0)
    assert differences() == []
    assert release_held(shop_id=town.shop.pk, at=MORNING + timedelta(days=6)) == 0
    assert release_held(shop_id=town.shop.pk, at=MORNING + timedelta(days=7)) == 3
    assert money_of(town.shop, "held", "available") == (0, 990)
    assert differences() == []


class Line:
    """A credit line of a test: covers up to so much, from the bank's loans."""

    def __init__(self, limit_minor: int) -> None:
        self.limit_minor = limit_minor

    def cover(self, *, party_id: UUID, amount_minor: int, key: str, at: datetime) -> int:
        drawn = min(self.limit_minor, amount_minor)
        if not drawn:
            return 0
        legs = [Leg(bank_account("outside", spread_by=key), -drawn), Leg(deposit_of(party_id), drawn)]
        post_transfer(key=key, kind="test_draw", legs=legs, at=at)
        self.limit_minor -= drawn
        return drawn


@pytest.fixture
def line() -> Iterator[Line]:
    made = Line(100)
    ports.credit_lines.join("a test's", made)
    yield made
    ports.credit_lines.leave("a test's")


def test_the_order_of_claw_back_is_receipts_reserve_mandate_line(town: Corner, line: Line) -> None:
    by = actor(operator())
    set_reserve(shop_id=town.shop.pk, reserve_bp=1000, cap_minor=10_000, by=by, at=MORNING)
    orders = [completed(town) for _ in range(3)]
    paid_out(town)
    assert money_of(town.shop, "deposit", "reserve") == (2673, 297)
    give_mandate(shop_id=town.shop.pk, cap_minor=1_000, by=actor(town.owner), at=MORNING)
    for order in orders:
        give_back(order)
    completed(town)
    assert put_up() == 2970
    # For three days only later sales give back.
    assert claw_back(shop_id=town.shop.pk, at=MORNING + timedelta(days=2)) == 1980
    assert money_of(town.shop, "deposit", "reserve", "available") == (2673, 297, 0)
    assert claw_back(shop_id=town.shop.pk, at=LATER) == 1980 - 297 - 1000 - 100
    given = list(Recovery.objects.order_by("pk").values_list("source", "amount_minor"))
    assert given == [("receipts", 990), ("reserve", 297), ("mandate", 1000), ("credit_line", 100)]
    assert money_of(town.shop, "deposit", "reserve", "available") == (1673, 0, 0)
    assert Mandate.objects.get().used_minor == 1000
    assert (put_up(), advanced_minor(town.shop.pk)) == (583, 583)
    assert differences() == []
    assert claw_back(shop_id=town.shop.pk, at=LATER) == 583
    assert Recovery.objects.count() == 4


def test_a_mandate_takes_no_more_than_there_is(town: Corner) -> None:
    order = completed(town)
    paid_out(town)
    give_mandate(shop_id=town.shop.pk, cap_minor=5_000, by=actor(town.owner), at=MORNING)
    give_back(order)
    spend(town.shop, 900)
    assert claw_back(shop_id=town.shop.pk, at=LATER) == 900
    assert money_of(town.shop, "deposit") == (0,)
    assert differences() == []


def test_a_mandate_is_given_once_by_the_owner_and_ended(town: Corner) -> None:
    owner, rival = actor(town.owner), actor(town.rival)
    with pytest.raises(NotFound):
        give_mandate(shop_id=town.shop.pk, cap_minor=1, by=rival, at=MORNING)
    with pytest.raises(NothingToTakeBack):
        give_mandate(shop_id=town.shop.pk, cap_minor=0, by=owner, at=MORNING)
    give_mandate(shop_id=town.shop.pk, cap_minor=1, by=owner, at=MORNING)
    with pytest.raises(MandateStands):
        give_mandate(shop_id=town.shop.pk, cap_minor=2, by=owner, at=MORNING)
    with pytest.raises(NotFound):
        end_mandate(shop_id=town.shop.pk, by=rival, at=MORNING)
    end_mandate(shop_id=town.shop.pk, by=owner, at=LATER)
    with pytest.raises(NotFound):
        end_mandate(shop_id=town.shop.pk, by=owner, at=LATER)
    assert Mandate.objects.get().ended_at == LATER

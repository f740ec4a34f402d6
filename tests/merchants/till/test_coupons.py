"""A coupon shown at the counter: read while fresh, taken by the sale, and given back if nobody pays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine

from ecosystem.kernel.errors import DomainError
from ecosystem.payments.public import pay_code_of
from merchants.orders.public import Order, Wanted, close_unpaid
from merchants.promotions.actions import void_coupon
from merchants.promotions.codes import SLIP_LIVES, code_of, slip_of
from merchants.promotions.errors import CouponNotFound, ShownCouponStale
from merchants.promotions.public import Coupon, Use
from merchants.till.actions import book_again, replay, ring_up, take_by_pay_code
from merchants.till.actions.tickets import read_ticket, write_ticket
from merchants.till.errors import DiscountsMoved
from merchants.till.models import Todo
from residents.baskets.actions import pay_order
from tests import cast, counter, dealing
from tests.cast import MORNING, Corner, actor
from tests.trading import Api, differences, standing

pytestmark = pytest.mark.django_db
SOON = timedelta(seconds=61)


@pytest.fixture
def town() -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        found = cast.corner(stock="500", money_minor=1_000_000)
        counter.shift(found)
        yield found


def shown(town: Corner, code: str, by: Any = None) -> Any:
    return Api(by or town.owner).post(f"shops/{town.shop.pk}/shown-coupons", {"code": code})


def slip(town: Corner, coupon: Coupon) -> str:
    """As the till gets it for what the holder's screen shows."""
    code = Api(town.resident).get(f"coupons/{coupon.pk}/code").json()["code"]
    return str(shown(town, code).json()["slip"])


def quoted(town: Corner, *lines: Any, **more: Any) -> list[str]:
    body = counter.body(counter.ticket(*lines), **more)
    answer = Api(town.owner).post(f"shops/{town.shop.pk}/sale-quotes", {name: body[name] for name in ("lines", "tender", *more)}).json()
    return [answer[name]["amount"] for name in ("deal", "total", "by_code")]


def test_cash_takes_it_with_whatever_else_there_is_and_once(town: Corner) -> None:
    dealing.ladder(town, (3_000, 300))
    promotion = dealing.coupon(town, threshold_minor=2_000, off_minor=500, per_person=2)
    held, other = dealing.claimed(promotion, town.resident), dealing.claimed(promotion, town.resident)
    line, on = counter.line(town.milk, "7"), slip(town, held)
    assert quoted(town, line) == ["3.00", "32.00", "3.00"]
    assert quoted(town, line, coupon=on) == ["8.00", "27.00", "8.00"]
    assert Coupon.objects.get(pk=held.pk).status == "issued"
    sale = counter.sold(town, line, deal_minor=800, coupon=on)
    held.refresh_from_db()
    assert (sale.order.discount_minor, held.status, held.order_id) == (800, "used", sale.pk)
    assert Use.objects.get(coupon=held).status == "kept"
    before = (standing(), Use.objects.count())
    with pytest.raises(CouponNotFound):
        counter.sold(town, line, deal_minor=800, coupon=on)
    # The slip is of one coupon: it takes no other of hers.
    assert (standing(), Use.objects.count(), Coupon.objects.get(pk=other.pk).status) == (before[0], before[1], "issued")
    # What comes back is what was paid for it; the coupon was used.
    assert counter.brought_back(town, sale).amount_minor == 2_700 // 7
    assert Coupon.objects.get(pk=held.pk).status == "used"
    assert differences() == []


def test_on_a_tab_it_is_whoevers_it_is_and_by_code_it_waits_with_the_sale(town: Corner) -> None:
    wu = counter.customer(town, limit_minor=100_000)
    promotion = dealing.coupon(town, threshold_minor=2_000, off_minor=500, per_person=3)
    first, second, third = (dealing.claimed(promotion, town.resident) for _ in range(3))
    line, by = counter.line(town.milk, "7"), actor(town.owner)
    tab = counter.sold(town, line, tender="tab", customer=wu, deal_minor=500, coupon=slip(town, first))
    wu.refresh_from_db()
    assert (wu.balance_minor, tab.order.buyer_id, Coupon.objects.get(pk=first.pk).status) == (3_000, wu.party_id, "used")
    wanted, on = [Wanted(town.milk.pk, Decimal(7), 500)], slip(town, second)
    code = ring_up(shop_id=town.shop.pk, wanted=wanted, coupon=on, key="k", by=by, at=MORNING)
    assert ring_up(shop_id=town.shop.pk, wanted=wanted, coupon=on, key="k", by=by, at=MORNING).pk == code.pk
    second.refresh_from_db()
    assert (code.total_minor, second.status, second.order_id) == (3_000, "locked", code.pk)
    pay_order(order_id=code.pk, method="bank_account", key=uuid4().hex, by=actor(town.resident), at=MORNING)
    second.refresh_from_db()
    assert (second.status, Order.objects.get(pk=code.pk).status) == ("used", "completed")
    unpaid = ring_up(shop_id=town.shop.pk, wanted=wanted, coupon=slip(town, third), key="l", by=by, at=MORNING)
    close_unpaid(at=unpaid.pay_until + SOON)
    third.refresh_from_db()
    assert (third.status, third.order_id, Order.objects.get(pk=unpaid.pk).status) == ("issued", None, "closed")
    assert differences() == []


def test_what_others_bear_a_part_of_counts_by_code_alone(town: Corner) -> None:
    banks = dealing.budget(dealing.operator(), amount_minor=1_000, share_pct=40)
    held = dealing.claimed(dealing.coupon(town, threshold_minor=2_000, off_minor=500, platform_budget_id=banks.pk), town.resident)
    line, on = counter.line(town.milk, "7"), slip(town, held)
    assert quoted(town, line, coupon=on) == ["0.00", "35.00", "5.00"]
    assert counter.sold(town, line, deal_minor=0, coupon=on).order.discount_minor == 0
    assert Coupon.objects.get().status == "issued"
    code = ring_up(shop_id=town.shop.pk, wanted=[Wanted(town.milk.pk, Decimal(7), 500)], coupon=on, key="k", by=actor(town.owner), at=MORNING)
    assert (code.discount_minor, code.subsidy_minor, dealing.parts_of(banks)) == (500, 200, (200, 0, 800))
    assert differences() == []


def test_a_code_is_fresh_of_this_shop_and_usable_or_nothing(town: Corner) -> None:
    promotion = dealing.coupon(town, threshold_minor=2_000, off_minor=500, per_person=2)
    held, void = dealing.claimed(promotion, town.resident), dealing.claimed(promotion, town.resident)
    code, line = code_of(held.pk, MORNING), counter.line(town.milk, "7")
    told = shown(town, code).json()
    assert (told["name"], told["says"]) == ("Coupon", "满 ¥20 减 ¥5")
    void_coupon(coupon_id=void.pk, reason="wrong", by=actor(town.owner), at=MORNING)
    theirs = Api(town.rival)
    for answer, status, says in (
        (shown(town, "TCQ.x.1.y"), 422, "shown_coupon_stale"),
        (shown(town, code_of(held.pk, MORNING - SOON)), 422, "shown_coupon_stale"),
        (shown(town, told["slip"]), 422, "shown_coupon_stale"),
        (shown(town, code_of(void.pk, MORNING)), 404, "coupon_not_found"),
        (shown(town, code_of(UUID(int=7), MORNING)), 404, "coupon_not_found"),
        (theirs.post(f"shops/{town.rival_shop.pk}/shown-coupons", {"code": code}), 404, "coupon_not_found"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (status, says)
    for stranger in (town.rival, town.outsider, town.resident):
        assert shown(town, code, by=stranger).status_code == 404
        assert (Api(stranger).get(f"coupons/{held.pk}/code").status_code == 404) == (stranger != town.resident)
    assert Api(town.resident).get(f"coupons/{void.pk}/code").status_code == 404
    before = (standing(), Use.objects.count())
    at_another = slip_of(held.pk, town.rival_shop.pk, MORNING)
    old = slip_of(held.pk, town.shop.pk, MORNING - SLIP_LIVES - SOON)
    refusals: list[tuple[dict[str, Any], type[DomainError]]] = [
        ({"coupon": at_another, "deal_minor": 500}, ShownCouponStale),
        ({"coupon": old, "deal_minor": 500}, ShownCouponStale),
        ({"coupon": code, "deal_minor": 500}, ShownCouponStale),
        ({"coupon": told["slip"], "deal_minor": 400}, DiscountsMoved),
    ]
    for said, refusal in refusals:
        with pytest.raises(refusal):
            counter.sold(town, line, **said)
    for on in (at_another, old):
        with pytest.raises(ShownCouponStale):
            ring_up(shop_id=town.shop.pk, wanted=[Wanted(town.milk.pk, Decimal(7), 500)], coupon=on, key=on, by=actor(town.owner), at=MORNING)
    assert (standing(), Use.objects.count(), Coupon.objects.get(pk=held.pk).status) == (*before, "issued")


def test_a_sale_whose_answer_was_lost_keeps_its_coupon_and_one_that_can_not_be_had_is_held(town: Corner) -> None:
    """The network went after the quote: the money was taken for what the till showed."""
    held = dealing.claimed(dealing.coupon(town, threshold_minor=2_000, off_minor=500), town.resident)
    line, by, on = counter.line(town.milk, "7"), actor(town.owner), slip(town, held)
    first, again = counter.ticket(line, deal_minor=500, coupon=on), counter.ticket(line, deal_minor=500, coupon=on)
    assert read_ticket(write_ticket(first)) == replace(first)
    later = MORNING + SLIP_LIVES + SOON
    booked = replay(shop_id=town.shop.pk, ticket=first, by=by, at=later)
    assert not isinstance(booked, Todo)
    assert (booked.order.discount_minor, Coupon.objects.get().status) == (500, "used")
    waits = replay(shop_id=town.shop.pk, ticket=again, by=by, at=later)
    assert isinstance(waits, Todo)
    assert waits.code == "coupon_not_found"
    with pytest.raises(CouponNotFound):
        book_again(todo_id=waits.pk, by=by, at=later)
    assert differences() == []


def by_pay_code(town: Corner, code: str, *lines: Any, by: Any = None, tender: str = "code") -> Any:
    rung = counter.body(counter.ticket(*lines))["lines"]
    return Api(by or town.owner).post(f"shops/{town.shop.pk}/shown-coupons", {"code": code, "lines": rung, "tender": tender})


def test_her_pay_code_finds_the_best_coupon_before_the_sum_stands_and_pays_afterwards(town: Corner) -> None:
    small, large, high = (
        dealing.claimed(dealing.coupon(town, threshold_minor=start, off_minor=off), town.resident)
        for start, off in ((1_000, 200), (2_000, 500), (9_000, 900))
    )
    line, code = counter.line(town.milk, "7"), pay_code_of(town.resident.party_id, MORNING)
    told = by_pay_code(town, code, line).json()
    # Which coupon, and nothing of who she is; what she shows pays nothing yet.
    assert set(told) == {"slip", "name", "says", "until"}
    assert quoted(town, line, coupon=told["slip"], tender="code") == ["5.00", "30.00", "5.00"]
    wanted = [Wanted(town.milk.pk, Decimal(7), 500)]
    sale = ring_up(shop_id=town.shop.pk, wanted=wanted, coupon=told["slip"], key="k", by=actor(town.owner), at=MORNING)
    again = pay_code_of(town.resident.party_id, MORNING)
    paid = take_by_pay_code(order_id=sale.pk, code=again, key="p", by=actor(town.owner), at=MORNING)
    assert (paid.status, paid.total_minor) == ("completed", 3_000)
    assert [Coupon.objects.get(pk=one.pk).status for one in (small, large, high)] == ["issued", "used", "issued"]
    assert by_pay_code(town, code, counter.line(town.milk, "3")).json()["slip"]
    assert differences() == []


def test_a_pay_code_that_finds_nothing_is_refused_and_tells_nobody_anything(town: Corner) -> None:
    banks = dealing.budget(dealing.operator(), amount_minor=1_000, share_pct=40)
    dealing.claimed(dealing.coupon(town, threshold_minor=2_000, off_minor=500, platform_budget_id=banks.pk), town.resident)
    line, code = counter.line(town.milk, "7"), pay_code_of(town.resident.party_id, MORNING)
    before = standing()
    for answer, status, says in (
        (by_pay_code(town, code), 404, "no_coupon_fits"),
        (by_pay_code(town, code, counter.line(town.milk, "2")), 404, "no_coupon_fits"),
        # Cash: no funder pays on the shop's word.
        (by_pay_code(town, code, line, tender="cash"), 404, "no_coupon_fits"),
        (by_pay_code(town, pay_code_of(town.outsider.party_id, MORNING), line), 404, "no_coupon_fits"),
        (by_pay_code(town, pay_code_of(town.resident.party_id, MORNING - SOON), line), 422, "pay_code_stale"),
        (by_pay_code(town, f"{code}x", line), 422, "pay_code_stale"),
        (by_pay_code(town, code, line, by=town.rival), 404, "not_found"),
        (by_pay_code(town, code, line, by=town.outsider), 404, "not_found"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (status, says)
    assert by_pay_code(town, code, line).status_code == 200
    assert standing() == before

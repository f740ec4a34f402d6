"""Coupons, flash sales and budgets that many people want at once. Real threads, real commits."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest

from ecosystem.identity.public import Person
from ecosystem.payments.public import BANK_ACCOUNT
from merchants.orders.public import Wanted
from merchants.promotions.actions import end_promotion
from merchants.promotions.codes import slip_of
from merchants.promotions.models import Showing
from merchants.promotions.public import Coupon, Use, claim_coupon, count_shown
from merchants.stock.public import Level
from merchants.till.actions import ring_up, sell
from merchants.till.models import Shift
from residents.baskets.actions import checkout, pay_order
from tests import cast, counter, dealing
from tests.cast import MORNING, Corner, actor
from tests.together import at_once, kinds, neck_and_neck
from tests.trading import differences, put, wish

pytestmark = pytest.mark.race


@pytest.fixture
def town(committed: str) -> Corner:
    return cast.corner(stock="500")


def people(number: int) -> list[Person]:
    return [cast.person(f"buyer{each}", money_minor=100_000) for each in range(number)]


def test_a_hundred_people_claim_ten_coupons(town: Corner) -> None:
    offered = dealing.coupon(town, total=10)
    acts = [partial(claim_coupon, promotion_id=offered.pk, key=uuid4().hex, by=actor(person), at=MORNING) for person in people(100)]
    assert kinds(at_once(*acts, at_a_time=16)) == {"Coupon": 10, "NoCouponsLeft": 90}
    offered.refresh_from_db()
    assert (offered.taken, Coupon.objects.count()) == (10, 10)


def test_one_person_in_many_windows_claims_two_of_two(town: Corner) -> None:
    offered = dealing.coupon(town, total=100, per_person=2)
    acts = [partial(claim_coupon, promotion_id=offered.pk, key=uuid4().hex, by=actor(town.resident), at=MORNING) for _ in range(12)]
    assert kinds(at_once(*acts)) == {"Coupon": 2, "EnoughCoupons": 10}
    offered.refresh_from_db()
    assert offered.taken == 2


def test_the_last_of_a_budget_goes_to_one_order(town: Corner) -> None:
    banks = dealing.budget(dealing.operator(), amount_minor=500, share_pct=100)
    dealing.ladder(town, (2_000, 250), platform_budget_id=banks.pk)
    dealing.ladder(town, (2_000, 100), budget_minor=100, name="Own")
    buyers = people(6)
    for person in buyers:
        put(person, town.milk, "4")
    wishes = {person.pk: wish(person) for person in buyers}
    answers = at_once(*[partial(checkout, wish=wishes[person.pk], key=uuid4().hex, by=actor(person), at=MORNING) for person in buyers])
    assert kinds(answers)["UUID"] == 2
    assert set(kinds(answers)) <= {"UUID", "DealGone", "QuoteChanged"}
    assert dealing.parts_of(banks) == (500, 0, 0)
    assert differences() == []


def test_a_flash_sale_sells_what_it_has_while_it_ends(town: Corner) -> None:
    flash = dealing.running(town, "flash", sku_ids=(town.milk.pk,), price_minor=100, allotted=5, ends_at=MORNING + timedelta(hours=2))
    buyers = people(8)
    for person in buyers:
        put(person, town.milk)
    wishes = {person.pk: wish(person) for person in buyers}
    acts = [partial(checkout, wish=wishes[person.pk], key=uuid4().hex, by=actor(person), at=MORNING) for person in buyers]
    answers = at_once(*acts, partial(end_promotion, promotion_id=flash.pk, key=uuid4().hex, by=actor(town.owner), at=MORNING))
    assert set(kinds(answers)) <= {"UUID", "DealGone", "QuoteChanged", "Promotion"}
    flash.refresh_from_db()
    sold = Use.objects.count()
    assert flash.status == "ended"
    assert flash.sold == sold <= 5
    assert kinds(answers)["UUID"] == sold
    assert Level.objects.get(sku=town.milk).reserved == sold
    assert differences() == []


def test_eight_buyers_of_five_pieces_get_five(town: Corner) -> None:
    flash = dealing.running(town, "flash", sku_ids=(town.milk.pk,), price_minor=100, allotted=5, ends_at=MORNING + timedelta(hours=2))
    buyers = people(8)
    for person in buyers:
        put(person, town.milk)
    wishes = {person.pk: wish(person) for person in buyers}
    answers = at_once(*[partial(checkout, wish=wishes[person.pk], key=uuid4().hex, by=actor(person), at=MORNING) for person in buyers])
    assert kinds(answers)["UUID"] == 5
    flash.refresh_from_db()
    assert (flash.sold, sum(Use.objects.values_list("discount_minor", flat=True))) == (5, 5 * 400)
    assert Level.objects.get(sku=town.milk).reserved == 5
    assert differences() == []


def test_counter_sales_and_errands_draw_on_one_budget_without_a_ring(town: Corner) -> None:
    banks = dealing.budget(dealing.operator(), amount_minor=100_000, share_pct=100)
    dealing.ladder(town, (2_000, 200), platform_budget_id=banks.pk)
    payers, buyers = people(6), people(6)
    for person in buyers:
        put(person, town.milk, "4")
    owner, four = actor(town.owner), [Wanted(town.milk.pk, Decimal(4), 500)]
    sales = [ring_up(shop_id=town.shop.pk, wanted=four, key=uuid4().hex, by=owner, at=MORNING) for _payer in payers]
    pays = [
        partial(pay_order, order_id=sale.pk, method=BANK_ACCOUNT, key=uuid4().hex, by=actor(person), at=MORNING)
        for sale, person in zip(sales, payers, strict=True)
    ]
    wishes = {person.pk: wish(person) for person in buyers}
    buys = [partial(checkout, wish=wishes[person.pk], key=uuid4().hex, by=actor(person), at=MORNING) for person in buyers]
    assert kinds(at_once(*(act for pair in zip(pays, buys, strict=True) for act in pair))) == {"UUID": 12}
    assert dealing.parts_of(banks) == (1_200, 1_200, 97_600)
    assert differences() == []


def test_two_tills_that_were_shown_one_coupon_take_it_once(town: Corner) -> None:
    """One takes it off; the other is told before it asks for less money than there is to take."""
    for drawer in "12":
        counter.shift(town, drawer=drawer)
    coupon = dealing.claimed(dealing.coupon(town), town.resident)
    slip, line = slip_of(coupon.pk, town.shop.pk, MORNING), counter.line(town.milk, "7")
    tickets = [counter.ticket(line, deal_minor=500, coupon=slip, drawer=shift.drawer_id) for shift in Shift.objects.order_by("drawer__name")]
    sales = [partial(sell, shop_id=town.shop.pk, ticket=one, by=actor(town.owner), at=MORNING) for one in tickets]
    assert kinds(neck_and_neck(*sales)) == {"Sale": 1, "CouponGone": 1}
    assert (Use.objects.count(), Coupon.objects.get().status, differences()) == (1, "used", [])


def test_what_many_look_at_is_counted_for_each(town: Corner) -> None:
    ids = [dealing.ladder(town).pk, dealing.ladder(town, name="Other").pk]
    at_once(*[partial(count_shown, promotion_ids=ids if number % 2 else ids[::-1], at=MORNING) for number in range(12)])
    assert set(Showing.objects.values_list("shown", flat=True)) == {12}

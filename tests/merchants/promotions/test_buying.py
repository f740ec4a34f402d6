"""What a basket shows is what is paid; what ends gives back; who bears a part pays it, and not a fen more than was put up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine

from ecosystem import ports
from ecosystem.ledger.public import balance_of, deposit_of
from ecosystem.payments.public import BANK_ACCOUNT
from merchants.aftersale.actions import answer_offer, offer, refund_lines
from merchants.aftersale.rules import Asked
from merchants.customers.public import Card, Details, add_card
from merchants.orders.public import Order, Wanted, accept_order, close_unpaid, mark_ready, reject_order
from merchants.promotions.actions import (
    end_promotion,
    expire_coupons,
    pause_promotion,
    turn_promotion,
    void_coupon,
)
from merchants.promotions.errors import (
    EnoughCoupons,
    NoCouponsLeft,
    PromotionMoved,
    PromotionNotFound,
)
from merchants.promotions.public import Coupon, Use, coupons_to_take, publish_promotion
from merchants.settlement.public import Settlement
from merchants.stock.public import Level
from merchants.till.actions import ring_up
from residents.baskets.actions import checkout
from residents.baskets.errors import QuoteChanged
from residents.baskets.queries import quote_for
from tests import cast, dealing
from tests.cast import MORNING, Corner, actor
from tests.merchants.aftersale.cast import applied, handed_over
from tests.trading import SLOW_BANK, Api, SlowBank, buy, check_out, differences, hand_over, put, standing, wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield cast.corner(stock="500", money_minor=1_000_000)


def serve(order: Order, town: Corner) -> Order:
    accept_order(order_id=order.pk, by=actor(town.owner), at=MORNING)
    mark_ready(order_id=order.pk, by=actor(town.owner), at=MORNING)
    return hand_over(order_id=order.pk, key=uuid4().hex, by=actor(town.owner), at=MORNING)


def test_what_the_basket_shows_is_what_is_paid_and_settled(town: Corner) -> None:
    dealing.ladder(town)
    held = dealing.claimed(dealing.coupon(town), town.resident)
    put(town.resident, town.milk, "4")
    put(town.resident, town.bread, "2")
    part = Api(town.resident).get("basket").json()["parts"][0]
    assert [(one["kind"], one["amount"]["amount"]) for one in part["discounts"]] == [("ladder", "3.00"), ("coupon", "5.00")]
    assert part["due"]["amount"] == "37.00"
    order = Order.objects.get(errand_id=check_out(town.resident))
    assert (order.goods_minor, order.discount_minor, order.total_minor) == (4_500, 800, 3_700)
    assert sum(order.lines.values_list("discount_minor", flat=True)) == 800
    held.refresh_from_db()
    assert (held.status, held.order_id) == ("used", order.pk)
    serve(order, town)
    sale = Settlement.objects.get(order_id=order.pk)
    assert (sale.goods_minor, sale.subsidy_minor) == (3_700, 0)
    assert set(Use.objects.values_list("status", flat=True)) == {"kept"}
    assert differences() == []


@pytest.mark.parametrize("ended_by", ["buyer", "shop", "clock"])
def test_an_order_that_ends_gives_its_coupon_back(town: Corner, ended_by: str) -> None:
    ports.payment_methods.join(SLOW_BANK, SlowBank())
    try:
        offered = dealing.coupon(town, budget_minor=500)
        held = dealing.claimed(offered, town.resident)
        order = buy(town.resident, town.milk, "5", method=SLOW_BANK if ended_by == "clock" else BANK_ACCOUNT)
        held.refresh_from_db()
        assert (held.status, order.total_minor) == ("locked" if ended_by == "clock" else "used", 2_000)
        assert differences() == []
        if ended_by == "buyer":
            Api(town.resident).post(f"orders/{order.pk}/cancel")
        elif ended_by == "shop":
            reject_order(order_id=order.pk, reason="busy", key=uuid4().hex, by=actor(town.owner), at=MORNING)
        else:
            close_unpaid(at=MORNING + timedelta(hours=1))
    finally:
        ports.payment_methods.leave(SLOW_BANK)
    held.refresh_from_db()
    offered.refresh_from_db()
    assert (held.status, held.order_id, offered.given_minor) == ("issued", None, 0)
    assert balance_of(deposit_of(town.resident.party_id)) == 1_000_000
    assert differences() == []
    assert buy(town.resident, town.milk, "5").discount_minor == 500


def test_a_coupon_comes_back_with_the_last_of_its_goods_where_its_template_says_so(town: Corner) -> None:
    """Refunded whole: by and by, in one go after its day, or never because the template does not let it."""
    held = dealing.claimed(dealing.coupon(town, comes_back=True), town.resident)
    stood: list[tuple[str, object]] = []
    for quantities, at in ((("3", "4"), MORNING), (("7",), MORNING + timedelta(days=31))):
        order = handed_over(town, "7")
        assert order.discount_minor == 500
        for quantity in quantities:
            held.refresh_from_db()
            assert (held.status, held.order_id) == ("used", order.pk)
            refund_lines(order_id=order.pk, asked=[Asked(1, Decimal(quantity))], reason="sour", key=uuid4().hex, by=actor(town.owner), at=at)
        held.refresh_from_db()
        stood.append((held.status, held.order_id))
    assert stood == [("issued", None), ("expired", None)]
    others = dealing.claimed(dealing.coupon(town), town.resident)
    kept = handed_over(town, "7")
    refund_lines(order_id=kept.pk, asked=[Asked(1, Decimal(7))], reason="sour", key=uuid4().hex, by=actor(town.owner), at=MORNING)
    others.refresh_from_db()
    assert (kept.discount_minor, others.status) == (500, "used")
    assert differences() == []


def test_a_part_that_was_agreed_on_for_all_of_it_brings_no_coupon_back(town: Corner) -> None:
    held = dealing.claimed(dealing.coupon(town, comes_back=True), town.resident)
    case = applied(town, handed_over(town, "7"), (1, "7"))
    offer(case_id=case.pk, amount_minor=2_999, reason="some was good", by=actor(town.owner), at=MORNING)
    assert answer_offer(case_id=case.pk, taken=True, key="t", by=actor(town.resident), at=MORNING).amount_minor == 2_999
    held.refresh_from_db()
    assert held.status == "used"


def test_a_coupon_whose_day_is_over_comes_back_expired(town: Corner) -> None:
    held = dealing.claimed(dealing.coupon(town, valid_days=1), town.resident)
    order = buy(town.resident, town.milk, "5")
    late = MORNING + timedelta(days=2)
    reject_order(order_id=order.pk, reason="busy", key=uuid4().hex, by=actor(town.owner), at=late)
    held.refresh_from_db()
    assert held.status == "expired"
    other = dealing.claimed(dealing.coupon(town, valid_days=1), town.resident)
    assert (expire_coupons(at=late), expire_coupons(at=late)) == (1, 0)
    other.refresh_from_db()
    assert other.status == "expired"


def test_the_quote_covers_the_offers(town: Corner) -> None:
    put(town.resident, town.milk, "7")
    shown = wish(town.resident)
    running = dealing.ladder(town)
    before = standing()
    with pytest.raises(QuoteChanged):
        checkout(wish=shown, key=uuid4().hex, by=actor(town.resident), at=MORNING)
    assert standing() == before
    for _again in range(2):
        pause_promotion(promotion_id=running.pk, key="pause", by=actor(town.owner), at=MORNING)
    assert quote_for(town.resident.party_id, at=MORNING).digest == shown.quote
    for _again in range(2):
        publish_promotion(promotion_id=running.pk, key="publish", by=actor(town.owner), at=MORNING)
    assert quote_for(town.resident.party_id, at=MORNING).due_minor == 3_200
    end_promotion(promotion_id=running.pk, key=uuid4().hex, by=actor(town.owner), at=MORNING)
    with pytest.raises(PromotionMoved):
        publish_promotion(promotion_id=running.pk, key=uuid4().hex, by=actor(town.owner), at=MORNING)


def test_members_are_the_customers_who_have_a_card(town: Corner) -> None:
    dealing.running(town, "member", rate=Decimal("0.1"))
    put(town.resident, town.milk, "2")
    assert quote_for(town.resident.party_id, at=MORNING).due_minor == 1_000
    card = add_card(shop_id=town.shop.pk, details=Details("Wu"), key=uuid4().hex, by=actor(town.owner), at=MORNING)
    Card.objects.filter(pk=card.pk).update(holder=town.resident.party_id)
    assert quote_for(town.resident.party_id, at=MORNING).due_minor == 900


def test_the_counter_gives_what_needs_no_name(town: Corner) -> None:
    dealing.ladder(town)
    dealing.claimed(dealing.coupon(town), town.resident)
    order = ring_up(shop_id=town.shop.pk, wanted=[Wanted(town.milk.pk, Decimal(6), 500)], key=uuid4().hex, by=actor(town.owner), at=MORNING)
    assert (order.goods_minor, order.total_minor) == (3_000, 2_700)
    assert Api(town.resident).post(f"orders/{order.pk}/pay").status_code == 200
    assert Use.objects.get().status == "kept"
    assert differences() == []


def test_a_flash_sale_has_a_stock_of_its_own(town: Corner) -> None:
    flash = dealing.running(town, "flash", sku_ids=(town.milk.pk,), price_minor=100, allotted=5, per_person=1, ends_at=MORNING + timedelta(hours=2))
    level = Level.objects.get(sku=town.milk)
    assert level.reserved == 5
    order = buy(town.resident, town.milk, "3")
    assert order.total_minor == 300
    level.refresh_from_db()
    flash.refresh_from_db()
    assert (level.reserved, flash.sold) == (5, 3)
    assert buy(town.resident, town.milk, "1").discount_minor == 0  # she had it
    other = cast.person("other", money_minor=10_000)
    assert buy(other, town.milk, "3").discount_minor == 0  # two are left
    assert buy(other, town.milk, "2").total_minor == 200
    serve(order, town)
    assert differences() == []
    assert turn_promotion(at=MORNING + timedelta(hours=3)) == 1
    flash.refresh_from_db()
    assert (flash.status, flash.brought_back_at) == ("ended", MORNING + timedelta(hours=3))
    level.refresh_from_db()
    assert (level.on_hand, level.reserved) == (497, 6)


def test_what_a_flash_sale_did_not_sell_goes_back(town: Corner) -> None:
    late = dealing.drafted(town.shop, town.owner, "flash", sku_ids=(town.milk.pk,), price_minor=100, allotted=5, ends_at=MORNING + timedelta(hours=2))
    publish_promotion(promotion_id=late.pk, key=uuid4().hex, by=actor(town.owner), at=MORNING - timedelta(hours=1))
    level = Level.objects.get(sku=town.milk)
    assert level.reserved == 0
    assert (turn_promotion(at=MORNING), turn_promotion(at=MORNING)) == (1, 0)
    buy(town.resident, town.milk, "2")
    for _again in range(2):
        end_promotion(promotion_id=late.pk, key="end", by=actor(town.owner), at=MORNING)
    level.refresh_from_db()
    assert level.reserved == 2
    assert buy(town.resident, town.milk, "1").total_minor == 500
    assert differences() == []


def test_a_flash_sale_without_goods_by_its_hour_is_stopped(town: Corner) -> None:
    terms = {"sku_ids": (town.milk.pk,), "price_minor": 100, "allotted": 500, "ends_at": MORNING + timedelta(hours=2)}
    late = dealing.drafted(town.shop, town.owner, "flash", **terms)
    publish_promotion(promotion_id=late.pk, key=uuid4().hex, by=actor(town.owner), at=MORNING - timedelta(hours=1))
    order = buy(town.resident, town.milk, "1")
    assert (turn_promotion(at=MORNING), turn_promotion(at=MORNING)) == (1, 0)
    late.refresh_from_db()
    assert (late.status, late.set_aside_at, Level.objects.get(sku=town.milk).reserved) == ("paused", None, 1)
    reject_order(order_id=order.pk, reason="busy", key=uuid4().hex, by=actor(town.owner), at=MORNING)
    publish_promotion(promotion_id=late.pk, key=uuid4().hex, by=actor(town.owner), at=MORNING)
    assert Level.objects.get(sku=town.milk).reserved == 500
    assert differences() == []


def test_coupons_are_as_many_as_there_are_and_as_a_person_may_have(town: Corner) -> None:
    offered = dealing.coupon(town, total=3, per_person=2)
    first = dealing.claimed(offered, town.resident, key="one")
    assert dealing.claimed(offered, town.resident, key="one").pk == first.pk
    assert [one.promotion.pk for one in coupons_to_take(town.shop.pk, town.resident.party_id, MORNING)] == [offered.pk]
    dealing.claimed(offered, town.resident)
    assert coupons_to_take(town.shop.pk, town.resident.party_id, MORNING) == []
    with pytest.raises(EnoughCoupons):
        dealing.claimed(offered, town.resident)
    dealing.claimed(offered, town.outsider)
    with pytest.raises(NoCouponsLeft):
        dealing.claimed(offered, town.rival)
    offered.refresh_from_db()
    assert (offered.taken, Coupon.objects.count()) == (3, 3)
    void_coupon(coupon_id=first.pk, reason="by mistake", by=actor(town.owner), at=MORNING)
    with pytest.raises(PromotionNotFound):
        void_coupon(coupon_id=first.pk, reason="again", by=actor(town.owner), at=MORNING)
    pause_promotion(promotion_id=offered.pk, key=uuid4().hex, by=actor(town.owner), at=MORNING)
    with pytest.raises(PromotionNotFound):
        dealing.claimed(offered, town.rival)
    # What was taken before stays good.
    assert buy(town.resident, town.milk, "5").discount_minor == 500
    assert differences() == []

"""What a basket shows is what is paid; what ends gives back; who bears a part pays it, and not a fen more than was put up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction

from ecosystem import ports
from ecosystem.kernel.errors import NotFound
from ecosystem.ledger.public import available_of, balance_of, budget_of, deposit_of
from ecosystem.payments.public import BANK_ACCOUNT
from merchants.customers.public import Card, Details, add_card
from merchants.orders.public import Order, Wanted, accept_order, close_unpaid, hand_over, mark_ready, reject_order
from merchants.promotions.actions import (
    change_promotion,
    end_promotion,
    expire_coupons,
    pause_promotion,
    stop_budget,
    turn_promotions,
    void_coupon,
    withdraw_budget,
)
from merchants.promotions.errors import (
    BadTerms,
    BudgetNotFound,
    BudgetTooSmall,
    EnoughCoupons,
    NoCouponsLeft,
    PromotionChanged,
    PromotionMoved,
    PromotionNotFound,
)
from merchants.promotions.models import BudgetEntry
from merchants.promotions.public import Coupon, Promotion, Terms, Use, claim_coupon, draft_promotion, fund_budget, open_budget, publish_promotion
from merchants.settlement.public import Settlement
from merchants.stock.public import Level
from merchants.till.actions import ring_up
from residents.baskets.actions import checkout
from residents.baskets.errors import QuoteChanged
from residents.baskets.queries import quote_for
from tests import buying, cast, dealing
from tests.cast import MORNING, Corner, actor
from tests.merchants import money
from tests.trading import SLOW_BANK, Api, SlowBank, buy, check_out, differences, order_in, put, standing, wish

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
    pause_promotion(promotion_id=running.pk, by=actor(town.owner), at=MORNING)
    assert quote_for(town.resident.party_id).digest == shown.quote
    publish_promotion(promotion_id=running.pk, by=actor(town.owner), at=MORNING)
    assert quote_for(town.resident.party_id).due_minor == 3_200
    end_promotion(promotion_id=running.pk, by=actor(town.owner), at=MORNING)
    with pytest.raises(PromotionMoved):
        publish_promotion(promotion_id=running.pk, by=actor(town.owner), at=MORNING)


def test_members_are_the_customers_who_have_a_card(town: Corner) -> None:
    dealing.running(town, "member", rate=Decimal("0.1"))
    put(town.resident, town.milk, "2")
    assert quote_for(town.resident.party_id).due_minor == 1_000
    card = add_card(shop_id=town.shop.pk, details=Details("Wu"), key=uuid4().hex, by=actor(town.owner), at=MORNING)
    Card.objects.filter(pk=card.pk).update(holder=town.resident.party_id)
    assert quote_for(town.resident.party_id).due_minor == 900


def test_the_counter_gives_what_needs_no_name(town: Corner) -> None:
    dealing.ladder(town)
    dealing.claimed(dealing.coupon(town), town.resident)
    order = ring_up(shop_id=town.shop.pk, wanted=[Wanted(town.milk.pk, Decimal(6), 500)], key=uuid4().hex, by=actor(town.owner), at=MORNING)
    assert (order.goods_minor, order.total_minor) == (3_000, 2_700)
    assert Api(town.resident).post(f"orders/{order.pk}/pay").status_code == 200
    assert Use.objects.get().status == "kept"
    assert differences() == []


def test_funders_pay_their_part_when_goods_change_hands_and_get_it_back_as_they_come_back(town: Corner) -> None:
    bank = dealing.operator()
    mill, miller = buying.supplier("Mill", money_minor=5_000)
    banks, mills = (
        dealing.budget(bank, amount_minor=1_000, share_pct=40),
        dealing.budget(actor(miller), amount_minor=5_000, share_pct=30, party_id=mill.party_id),
    )
    assert balance_of(deposit_of(mill.party_id)) == 0
    dealing.ladder(town, (3_000, 1_001), platform_budget_id=banks.pk, supplier_budget_id=mills.pk)
    order = buy(town.resident, town.milk, "7")
    assert (order.discount_minor, order.subsidy_minor) == (1_001, 701)
    assert (dealing.parts_of(banks), dealing.parts_of(mills)) == ((401, 0, 599), (300, 0, 4_700))
    assert differences() == []
    serve(order, town)
    assert (dealing.parts_of(banks), dealing.parts_of(mills)) == ((0, 401, 599), (0, 300, 4_700))
    sale = Settlement.objects.get(order_id=order.pk)
    assert (sale.goods_minor, sale.subsidy_minor, sale.commission_minor) == (2_499, 701, 25)
    assert sale.net_minor == 2_499 + 701 - 25 == balance_of(available_of(town.shop.party_id))
    assert balance_of(budget_of(mill.party_id)) == 4_700
    assert differences() == []
    money.give_back(order, [(1, "3")])
    money.give_back(order, [(1, "4")])
    assert (dealing.parts_of(banks), dealing.parts_of(mills)) == ((0, 0, 1_000), (0, 0, 5_000))
    assert balance_of(available_of(town.shop.party_id)) == 0
    assert sum(Settlement.objects.filter(order_id=order.pk).values_list("subsidy_minor", flat=True)) == 0
    assert differences() == []
    kinds = list(BudgetEntry.objects.filter(budget=banks).order_by("pk").values_list("kind", "amount_minor"))
    assert kinds[:3] == [("funded", 1_000), ("reserved", 401), ("spent", 401)]
    assert [kind for kind, _amount in kinds[3:]] == ["returned", "returned"]


def test_a_budget_is_a_hard_stop(town: Corner) -> None:
    banks = dealing.budget(dealing.operator(), amount_minor=300, share_pct=50)
    dealing.ladder(town, (3_000, 400), platform_budget_id=banks.pk)
    order = buy(town.resident, town.milk, "6")
    assert dealing.parts_of(banks) == (200, 0, 100)
    put(town.resident, town.milk, "6")
    part = Api(town.resident).get("basket").json()["parts"][0]
    assert (part["discounts"], part["missed"][0]["reason"]) == ([], "used_up")
    assert buy(town.resident, town.milk, "6").discount_minor == 0
    Api(town.resident).post(f"orders/{order.pk}/cancel")
    assert dealing.parts_of(banks) == (0, 0, 300)
    assert buy(town.resident, town.milk, "6").subsidy_minor == 200
    assert differences() == []


def test_a_stopped_budget_promises_nothing_and_gives_back_what_is_left(town: Corner) -> None:
    bank = dealing.operator()
    banks = dealing.budget(bank, amount_minor=1_000)
    dealing.ladder(town, (3_000, 400), platform_budget_id=banks.pk)
    buy(town.resident, town.milk, "6")
    stop_budget(budget_id=banks.pk, by=bank, at=MORNING)
    assert buy(town.resident, town.milk, "6").discount_minor == 0
    with pytest.raises(BudgetTooSmall):
        withdraw_budget(budget_id=banks.pk, amount_minor=801, key="w", by=bank, at=MORNING)
    for _again in range(2):
        withdraw_budget(budget_id=banks.pk, amount_minor=800, key="w", by=bank, at=MORNING)
    with pytest.raises(BudgetNotFound):
        fund_budget(budget_id=banks.pk, amount_minor=1, key="f", by=bank, at=MORNING)
    assert dealing.parts_of(banks) == (200, 0, 0)
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
    assert turn_promotions(at=MORNING + timedelta(hours=3)) == 1
    flash.refresh_from_db()
    assert (flash.status, flash.brought_back_at) == ("ended", MORNING + timedelta(hours=3))
    level.refresh_from_db()
    assert (level.on_hand, level.reserved) == (497, 6)


def test_what_a_flash_sale_did_not_sell_goes_back(town: Corner) -> None:
    late = dealing.drafted(town.shop, town.owner, "flash", sku_ids=(town.milk.pk,), price_minor=100, allotted=5, ends_at=MORNING + timedelta(hours=2))
    publish_promotion(promotion_id=late.pk, by=actor(town.owner), at=MORNING - timedelta(hours=1))
    level = Level.objects.get(sku=town.milk)
    assert level.reserved == 0
    assert (turn_promotions(at=MORNING), turn_promotions(at=MORNING)) == (1, 0)
    buy(town.resident, town.milk, "2")
    end_promotion(promotion_id=late.pk, by=actor(town.owner), at=MORNING)
    level.refresh_from_db()
    assert level.reserved == 2
    assert buy(town.resident, town.milk, "1").total_minor == 500
    assert differences() == []


def test_coupons_are_as_many_as_there_are_and_as_a_person_may_have(town: Corner) -> None:
    offered = dealing.coupon(town, total=3, per_person=2)
    first = dealing.claimed(offered, town.resident, key="one")
    assert dealing.claimed(offered, town.resident, key="one").pk == first.pk
    dealing.claimed(offered, town.resident)
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
    pause_promotion(promotion_id=offered.pk, by=actor(town.owner), at=MORNING)
    with pytest.raises(PromotionNotFound):
        dealing.claimed(offered, town.rival)
    # What was taken before stays good.
    assert buy(town.resident, town.milk, "5").discount_minor == 500
    assert differences() == []


BAD = [
    ("ladder", {}),
    ("ladder", {"steps": ((300, 300),)}),
    ("ladder", {"steps": ((300, 50), (600, 50))}),
    ("item", {}),
    ("item", {"rate": Decimal("0.5"), "off_minor": 5}),
    ("item", {"rate": Decimal(1)}),
    ("item", {"off_minor": 5, "cap_minor": 5}),
    ("coupon", {"off_minor": 500, "threshold_minor": 500}),
    ("flash", {"price_minor": 5, "allotted": 5}),
    ("item", {"off_minor": 0}),
    ("item", {"off_minor": 5, "name": " "}),
    ("item", {"off_minor": 5, "ends_at": MORNING}),
    ("item", {"off_minor": 5, "valid_days": 0}),
    ("coupon", {"off_minor": 5, "threshold_minor": 50, "total": 0}),
    ("never", {"off_minor": 5}),
]


@pytest.mark.parametrize(("kind", "terms"), BAD)
def test_terms_that_say_nothing_are_refused(town: Corner, kind: str, terms: dict[str, Any]) -> None:
    with pytest.raises(BadTerms):
        dealing.drafted(town.shop, town.owner, kind, **terms)
    assert not Promotion.objects.exists()


def test_a_draft_may_be_worded_anew_until_it_runs(town: Corner) -> None:
    made = dealing.drafted(town.shop, town.owner, "ladder", steps=((3_000, 300),))
    terms = Terms(kind="ladder", name="More", starts_at=MORNING, steps=((5_000, 700),), sku_ids=(town.milk.pk,))
    changed = change_promotion(promotion_id=made.pk, terms=terms, version=1, by=actor(town.owner), at=MORNING)
    assert (list(changed.steps.values_list("off_minor", flat=True)), changed.scopes.count(), changed.version) == ([700], 1, 2)
    with pytest.raises(PromotionChanged):
        change_promotion(promotion_id=made.pk, terms=terms, version=1, by=actor(town.owner), at=MORNING)
    publish_promotion(promotion_id=made.pk, by=actor(town.owner), at=MORNING)
    with pytest.raises(PromotionMoved):
        change_promotion(promotion_id=made.pk, terms=terms, version=3, by=actor(town.owner), at=MORNING)


def test_nobody_else_touches_a_promotion_or_a_budget(town: Corner) -> None:
    made = dealing.drafted(town.shop, town.owner, "ladder", steps=((3_000, 300),))
    held = dealing.claimed(dealing.coupon(town), town.resident)
    banks = dealing.budget(dealing.operator(), shop=town.rival_shop)
    terms = Terms(kind="ladder", name="x", starts_at=MORNING, steps=((3_000, 300),))
    before = (standing(), list(Promotion.objects.order_by("pk").values()), list(Coupon.objects.values()), dealing.parts_of(banks))
    for person in (town.rival, town.outsider, cast.clerk(town.shop)):
        by = actor(person)
        acts = [
            lambda by=by: publish_promotion(promotion_id=made.pk, by=by, at=MORNING),
            lambda by=by: pause_promotion(promotion_id=made.pk, by=by, at=MORNING),
            lambda by=by: end_promotion(promotion_id=made.pk, by=by, at=MORNING),
            lambda by=by: change_promotion(promotion_id=made.pk, terms=terms, version=1, by=by, at=MORNING),
            lambda by=by: void_coupon(coupon_id=held.pk, reason="", by=by, at=MORNING),
            lambda by=by: fund_budget(budget_id=banks.pk, amount_minor=5, key="k", by=by, at=MORNING),
            lambda by=by: withdraw_budget(budget_id=banks.pk, amount_minor=5, key="k", by=by, at=MORNING),
            lambda by=by: stop_budget(budget_id=banks.pk, by=by, at=MORNING),
        ]
        for act in acts:
            with pytest.raises((PromotionNotFound, BudgetNotFound)):
                act()
    with pytest.raises(NotFound):
        draft_promotion(shop_id=town.shop.pk, terms=terms, key="k", by=actor(town.rival), at=MORNING)
    with pytest.raises(NotFound):
        open_budget(party_id=None, name="x", share_pct=5, shop_id=None, key="k", by=actor(town.owner), at=MORNING)
    with pytest.raises(BudgetNotFound):  # a budget of another shop's
        dealing.drafted(town.shop, town.owner, "ladder", steps=((3_000, 300),), platform_budget_id=banks.pk)
    with pytest.raises(BadTerms):  # an article of another shop's
        dealing.drafted(town.shop, town.owner, "item", off_minor=5, sku_ids=(cast.article(town.rival_shop, town.rival).pk,))
    with pytest.raises(PromotionNotFound):  # a draft is nobody's to claim
        claim_coupon(promotion_id=made.pk, key="k", by=actor(town.resident), at=MORNING)
    cast_after = (list(Promotion.objects.order_by("pk").values()), list(Coupon.objects.values()), dealing.parts_of(banks))
    assert cast_after == before[1:]


BROKEN = [
    (Promotion, {"kind": "gift"}, "promotion_has_a_known_kind|a_promotion_says_what_its_kind_takes_off"),
    (Promotion, {"status": "gone"}, "promotion_has_a_known_status"),
    (Promotion, {"name": ""}, "promotion_has_a_name"),
    (Promotion, {"off_minor": None}, "a_promotion_says_what_its_kind_takes_off"),
    (Promotion, {"threshold_minor": -1}, "a_threshold_is_not_negative"),
    (Promotion, {"ends_at": MORNING}, "a_promotion_ends_after_it_begins"),
    (Promotion, {"merchant_pct": 99}, "the_bearers_of_a_discount_bear_all_of_it"),
    (Promotion, {"merchant_pct": 90, "platform_pct": 10, "platform_budget": None}, "who_bears_a_part_has_a_budget"),
    (Promotion, {"total": 0}, "no_more_coupons_are_taken_than_there_are"),
    (Promotion, {"given_minor": 10**9}, "a_promotion_never_costs_more_than_its_budget"),
    (Promotion, {"per_person": 0}, "a_person_may_have_it_at_least_once"),
    (Coupon, {"seq": 0}, "coupons_are_counted_from_one"),
    (Coupon, {"status": "lost"}, "coupon_has_a_known_status|a_coupon_in_an_order_says_which"),
    (Coupon, {"order_id": None}, "a_coupon_in_an_order_says_which"),
    (Coupon, {"used_at": None}, "a_used_coupon_says_when"),
    (Coupon, {"merchant_pct": 1}, "the_bearers_of_a_coupon_bear_all_of_it"),
    (Use, {"status": "lost"}, "use_has_a_known_status"),
    (Use, {"merchant_minor": 1}, "the_bearers_parts_sum_to_the_discount"),
    (Use, {"discount_minor": 0, "merchant_minor": 0, "platform_minor": 0}, "use_is_of_something"),
    (Use, {"platform_budget": None}, "what_a_funder_bears_is_of_a_budget"),
    (Use, {"platform_returned_minor": 10**6}, "a_funder_gets_back_no_more_than_it_bore"),
    (Order, {"subsidy_minor": 10**6}, "subsidy_is_part_of_the_discount"),
]


def test_the_database_refuses_what_no_verb_does(town: Corner) -> None:
    banks = dealing.budget(dealing.operator())
    dealing.claimed(dealing.coupon(town, platform_budget_id=banks.pk, budget_minor=1_000), town.resident)
    buy(town.resident, town.milk, "5")
    broken_budgets = [
        ({"funder": "nobody"}, "budget_has_a_known_funder"),
        ({"status": "lost"}, "budget_has_a_known_status"),
        ({"name": ""}, "budget_has_a_name"),
        ({"share_pct": 101}, "a_funder_bears_a_part"),
        ({"reserved_minor": 10**9}, "no_more_is_promised_of_a_budget_than_was_funded"),
    ]
    for model, change, constraint in [*BROKEN, *((type(banks), change, name) for change, name in broken_budgets)]:
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            model.objects.update(**change)
    entry = BudgetEntry.objects.order_by("pk").last()
    assert entry is not None
    for change, name in [
        ({"kind": "gift", "transfer_id": uuid4()}, "budget_entry_has_a_known_kind"),
        ({"amount_minor": 0}, "budget_entry_is_of_something"),
        ({"kind": "spent"}, "a_promise_moves_no_money_and_all_else_does"),
    ]:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            BudgetEntry.objects.create(**{"budget": banks, "kind": "reserved", "amount_minor": 5, "at": MORNING, **change})
    assert order_in("paid", town).discount_minor == 0

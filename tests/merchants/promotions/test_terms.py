"""What a promotion may say, who may touch it, and what the database refuses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.db.models import F

from ecosystem.kernel.errors import NotFound
from merchants.orders.public import Order
from merchants.promotions.actions import (
    change_promotion,
    end_promotion,
    pause_promotion,
    stop_budget,
    void_coupon,
    withdraw_budget,
)
from merchants.promotions.errors import (
    BadTerms,
    BudgetNotFound,
    PromotionChanged,
    PromotionMoved,
    PromotionNotFound,
)
from merchants.promotions.models import BudgetEntry, Scope, Showing, Step
from merchants.promotions.public import (
    Coupon,
    Promotion,
    Terms,
    Use,
    claim_coupon,
    count_shown,
    draft_promotion,
    fund_budget,
    open_budget,
    publish_promotion,
)
from tests import cast, dealing
from tests.breaching import again, changed
from tests.cast import MORNING, Corner, actor
from tests.trading import buy, order_in, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield cast.corner(stock="500", money_minor=1_000_000)


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
    publish_promotion(promotion_id=made.pk, key=uuid4().hex, by=actor(town.owner), at=MORNING)
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
            lambda by=by: publish_promotion(promotion_id=made.pk, key=uuid4().hex, by=by, at=MORNING),
            lambda by=by: pause_promotion(promotion_id=made.pk, key=uuid4().hex, by=by, at=MORNING),
            lambda by=by: end_promotion(promotion_id=made.pk, key=uuid4().hex, by=by, at=MORNING),
            lambda by=by: change_promotion(promotion_id=made.pk, terms=terms, version=1, by=by, at=MORNING),
            lambda by=by: void_coupon(coupon_id=held.pk, reason="", by=by, at=MORNING),
            lambda by=by: fund_budget(budget_id=banks.pk, amount_minor=5, key="k", by=by, at=MORNING),
            lambda by=by: withdraw_budget(budget_id=banks.pk, amount_minor=5, key="k", by=by, at=MORNING),
            lambda by=by: stop_budget(budget_id=banks.pk, key=uuid4().hex, by=by, at=MORNING),
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
    (Promotion, {"kind": "item", "comes_back": True}, "only_a_coupon_comes_back"),
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
    (Showing, {"shown": 0}, "what_is_shown_was_shown_once"),
    (Order, {"subsidy_minor": 10**6}, "subsidy_is_part_of_the_discount"),
]


def test_the_database_refuses_what_no_verb_does(town: Corner) -> None:
    banks = dealing.budget(dealing.operator())
    dealing.claimed(dealing.coupon(town, platform_budget_id=banks.pk, budget_minor=1_000), town.resident)
    buy(town.resident, town.milk, "5")
    count_shown(promotion_ids=[promotion.pk for promotion in Promotion.objects.all()], at=MORNING)
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
    showing = Showing.objects.get()
    with pytest.raises(IntegrityError, match="a_promotion_is_shown_in_one_row_a_day"), transaction.atomic():
        Showing.objects.create(promotion=showing.promotion, on=showing.on, shown=1)
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


def test_what_is_counted_or_written_once_is_written_once(town: Corner) -> None:
    rate = dealing.running(town, "item", rate=Decimal("0.1"), per_person=5)
    flash = dealing.running(town, "flash", sku_ids=(town.bread.pk,), price_minor=100, allotted=5, ends_at=MORNING + timedelta(hours=2))
    ladder = dealing.ladder(town, (2_000, 100))
    dealing.claimed(dealing.coupon(town), town.resident)
    order = buy(town.resident, town.milk, "6")
    with pytest.raises(IntegrityError, match="a_cap_is_of_something"), transaction.atomic():
        Promotion.objects.filter(pk=rate.pk).update(cap_minor=0)
    with pytest.raises(IntegrityError, match="a_flash_sale_never_sells_more_than_its_stock"), transaction.atomic():
        Promotion.objects.filter(pk=flash.pk).update(sold=6)
    again(ladder.steps.get(), "a_rung_stands_once")
    changed(Step, "a_rung_takes_off_a_part", off_minor=F("from_minor"))
    again(Scope.objects.get(promotion=flash), "an_article_is_in_a_promotion_once")
    coupon = Coupon.objects.get(order_id=order.pk)
    again(coupon, "a_persons_coupons_are_numbered", status="issued", order_id=None, used_at=None)
    again(coupon, "an_order_takes_one_coupon_of_its_shop", seq=9)
    counted = Use.objects.get(promotion=rate)
    again(counted, "an_order_uses_a_promotion_once")
    again(counted, "a_persons_uses_are_numbered", order_id=uuid4())

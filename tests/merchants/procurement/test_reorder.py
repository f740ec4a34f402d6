"""What runs low, how much of it to order, and a draft with one tap."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from ecosystem.kernel.errors import NotFound
from ecosystem.notices.public import Notice
from merchants.procurement import actions, errors
from merchants.procurement.models import Order, ReorderRule
from merchants.procurement.queries import baskets_for, suggestions_for
from merchants.procurement.queries.reordering import Suggestion
from merchants.procurement.tasks import draft_everybodys
from merchants.stock.public import Level, Movement
from tests import buying
from tests.buying import D, Market
from tests.cast import MORNING, actor
from tests.merchants.procurement.test_pages import page
from tests.trading import Api

pytestmark = pytest.mark.django_db
# MORNING is a Tuesday, and so is the same hour any number of weeks before.
WEEK = timedelta(weeks=1)


@pytest.fixture
def town(market: Market) -> Iterator[Market]:
    with time_machine.travel(MORNING, tick=False):
        yield market


def sold(town: Market, quantity: str, *, at: datetime) -> None:
    """A sale of milk in the past, whatever lies on the shelf now."""
    level = Level.objects.get(sku=town.corner.milk)
    Movement.objects.create(
        level=level,
        kind="sold",
        quantity=-D(quantity),
        on_hand_after=level.on_hand,
        value_minor=0,
        value_after_minor=level.value_minor,
        cause=uuid4(),
        at=at,
    )


def rule(town: Market, minimum: str, maximum: str, **more: Any) -> ReorderRule:
    values = {"review_days": 7, "snoozed_until": None, **more}
    return actions.set_reorder_rule(sku_id=town.corner.milk.pk, minimum=D(minimum), maximum=D(maximum), by=actor(town.buyer), at=MORNING, **values)


def milk(town: Market) -> Suggestion | None:
    return next((one for one in suggestions_for(town.shop.pk, at=MORNING) if one.sku_id == town.corner.milk.pk), None)


def test_enough_on_the_shelf_needs_nothing(town: Market) -> None:
    rule(town, "50", "100")
    assert milk(town) is None


def test_below_the_least_it_is_filled_up_to_the_most_in_whole_cases(town: Market) -> None:
    rule(town, "60", "200")
    one = milk(town)
    assert one is not None
    # 200 − 50 there = 150 bottles, in cases of 24: 6.25, so seven.
    assert (one.available, one.units, one.cost_minor) == (50, 7, 7 * 7_200)


def test_least_quantity_and_steps_are_the_suppliers(town: Market) -> None:
    pallet = buying.article(town.supplier, town.wholesaler, "Pallet", moq=D(10), multiple=D(4))
    buying.link(town.owner, town.corner.milk, pallet, "24")
    rule(town, "60", "60")
    one = milk(town)
    assert one is not None
    assert (one.article_id, one.units) == (pallet.pk, 12)


def test_what_is_promised_and_what_comes_counts(town: Market) -> None:
    rule(town, "60", "200")
    Level.objects.filter(sku=town.corner.milk).update(reserved=10)
    assert milk(town).available == 40  # type: ignore[union-attr]
    order = buying.confirmed(town, cases="1")
    assert milk(town) is None
    buying.received(town, order, "0", rejected=["1"])
    assert milk(town) is None
    actions.hold_order(order_id=order.pk, reason="x", by=actor(town.owner), at=MORNING)
    assert milk(town) is None


def test_goods_that_come_too_late_do_not_count(town: Market) -> None:
    rule(town, "60", "200")
    order = buying.sent(town, cases="1")
    late = (MORNING + timedelta(days=9)).date()
    actions.propose_change(
        order_id=order.pk, revision=1, wording=buying.worded(order, promised_on=late), reason="", by=actor(town.packer), at=MORNING
    )
    actions.agree_to_change(order_id=order.pk, revision=2, by=actor(town.owner), at=MORNING)
    assert milk(town).incoming == 0  # type: ignore[union-attr]


def test_sales_of_the_same_weekdays_are_expected_again(town: Market) -> None:
    # Each Wednesday of eight weeks 56 bottles and nothing else; delivery takes a day, and tomorrow is a Wednesday.
    for week in range(1, 9):
        sold(town, "56", at=MORNING + timedelta(days=1) - week * WEEK)
    one = milk(town)
    assert one is not None
    # Two Wednesdays before the goods of the next order: one within lead 1, another within lead 1 + review 7.
    assert (one.expected, one.units, one.days_of_cover) == (112, 3, 3)


def test_a_quiet_weekday_ahead_needs_nothing(town: Market) -> None:
    for week in range(1, 9):
        sold(town, "56", at=MORNING + timedelta(days=2) - week * WEEK)
    assert milk(town) is None


def test_what_went_back_to_a_supplier_is_no_sale(town: Market) -> None:
    order = buying.confirmed(town)
    buying.received(town, order, "100")
    actions.return_goods(order_id=order.pk, quantities={1: D(99)}, reason="sour", key="r", by=actor(town.keeper), at=MORNING)
    found = suggestions_for(town.shop.pk, at=MORNING + timedelta(days=1))
    assert [one for one in found if one.sku_id == town.corner.milk.pk and one.expected] == []


def test_snoozed_goods_rest_until_their_day(town: Market) -> None:
    rule(town, "60", "200", snoozed_until=(MORNING + timedelta(days=1)).date())
    assert milk(town) is None
    rule(town, "60", "200", snoozed_until=MORNING.date())
    assert milk(town) is not None


def test_one_tap_makes_one_draft_until_it_is_sent_or_gone(town: Market) -> None:
    rule(town, "60", "200")
    first = actions.draft_suggested(shop_id=town.shop.pk, supplier_id=town.supplier.pk, key="k", by=actor(town.buyer), at=MORNING)
    again = actions.draft_suggested(shop_id=town.shop.pk, supplier_id=town.supplier.pk, key="k", by=actor(town.buyer), at=MORNING)
    assert (first.pk, first.status, first.lines.get().quantity) == (again.pk, "draft", 7)
    with pytest.raises(errors.NothingLeft):
        actions.draft_suggested(shop_id=town.shop.pk, supplier_id=town.supplier.pk, key="l", by=actor(town.buyer), at=MORNING)
    actions.cancel_order(order_id=first.pk, reason="no", by=actor(town.owner), at=MORNING)
    assert milk(town) is not None


def test_only_buyers_draft_and_set_rules(town: Market) -> None:
    for stranger in (town.keeper, town.accountant, town.wholesaler, town.corner.rival, town.corner.outsider):
        with pytest.raises(NotFound):
            actions.draft_suggested(shop_id=town.shop.pk, supplier_id=town.supplier.pk, key="k", by=actor(stranger), at=MORNING)
        with pytest.raises(NotFound):
            actions.set_reorder_rule(
                sku_id=town.corner.milk.pk, minimum=D(1), maximum=D(1), review_days=7, snoozed_until=None, by=actor(stranger), at=MORNING
            )
        assert Api(stranger).client.get("/shop/purchases/reorder/").status_code in (404, 200 if stranger == town.corner.rival else 404)
    assert (Order.objects.count(), ReorderRule.objects.count()) == (0, 0)


@pytest.mark.parametrize(("minimum", "maximum", "days"), [("2", "1", 7), ("-1", "1", 7), ("1", "1", 0), ("1", "1", 91), ("0.0001", "1", 7)])
def test_a_rule_without_sense_is_refused(town: Market, minimum: str, maximum: str, days: int) -> None:
    with pytest.raises(errors.BadTerms):
        rule(town, minimum, maximum, review_days=days)


def test_the_page_shows_each_suppliers_basket_and_drafts_it(town: Market) -> None:
    rule(town, "60", "200")
    [basket] = baskets_for(town.shop.pk, at=MORNING)
    assert (basket.supplier, basket.cost_minor) == (town.supplier, 7 * 7_200)
    client = Api(town.buyer).client
    shown = client.get("/shop/purchases/reorder/").content.decode()
    assert "¥504.00" in shown
    form = {"minimum": "70", "maximum": "100", "review_days": "14"}
    assert client.post(f"/shop/purchases/rules/{town.corner.milk.pk}/", form).status_code == 302
    drafted = client.post(f"/shop/purchases/reorder/{town.supplier.pk}/", {"idempotency_key": "k"})
    assert drafted["Location"] == f"/purchases/{Order.objects.get().pk}/"


def trigger(town: Market, which: str) -> None:
    actions.set_reordering(shop_id=town.shop.pk, supplier_id=town.supplier.pk, trigger=which, by=actor(town.buyer), at=MORNING)


def test_what_runs_low_is_put_on_a_draft_each_night_where_the_shop_wants_that(town: Market) -> None:
    rule(town, "60", "200")
    draft_everybodys(at=MORNING)
    trigger(town, "suggest")
    draft_everybodys(at=MORNING)
    assert Order.objects.count() == 0
    trigger(town, "auto")
    for _hour in range(3):
        draft_everybodys(at=MORNING)
    order = Order.objects.get()
    assert (order.status, order.made_by, order.total_minor) == ("draft", None, 7 * 7_200)
    assert Notice.objects.filter(kind="purchase_drafted", party_id=town.shop.party_id).count() == 1
    # The next night finds the goods on that draft; once it is gone, it drafts them again.
    draft_everybodys(at=MORNING + timedelta(days=1))
    actions.cancel_order(order_id=order.pk, reason="too much", by=actor(town.buyer), at=MORNING)
    draft_everybodys(at=MORNING + timedelta(days=1, hours=2))
    assert Order.objects.filter(status="draft").count() == 0
    draft_everybodys(at=MORNING + timedelta(days=2))
    again = Order.objects.get(status="draft")
    actions.send_order(order_id=again.pk, by=actor(town.owner), at=MORNING)
    again.refresh_from_db()
    assert again.status == "sent"


def test_buyers_say_on_the_suppliers_page_or_by_program_whether_drafts_make_themselves(town: Market) -> None:
    here, api = f"/shop/purchases/suppliers/{town.supplier.pk}/", f"shops/{town.shop.pk}/suppliers/{town.supplier.pk}/reordering"
    buyer = Api(town.buyer)
    assert "改为每晚自动起草" in page(town.buyer, here)
    assert buyer.client.post(f"{here}reordering/", {"trigger": "auto"}).status_code == 302
    assert "改为只提示" in page(town.buyer, here)
    assert buyer.get(api).json() == {"trigger": "auto"}
    for wrong in (town.corner.rival, town.corner.outsider, town.keeper, town.wholesaler):
        assert Api(wrong).post(api, {"trigger": "suggest"}).status_code == 404
    with pytest.raises(errors.BadTerms):
        trigger(town, "always")
    assert buyer.get(api).json() == {"trigger": "auto"}
    assert buyer.post(api, {"trigger": "suggest"}).json() == {"trigger": "suggest"}
    rule(town, "60", "200")
    low = buyer.get(f"shops/{town.shop.pk}/suggestions").json()
    assert [(one["units"], one["cost"]["amount"]) for one in low] == [("7.000", "504.00")]
    drafts = [buyer.post(f"shops/{town.shop.pk}/suppliers/{town.supplier.pk}/suggested-draft", key="k") for _time in range(2)]
    assert {(one.status_code, one.json()["id"]) for one in drafts} == {(201, str(Order.objects.get().pk))}
    assert buyer.get(f"shops/{town.shop.pk}/suggestions").json() == []


def test_a_rule_of_one_article_says_otherwise_than_its_supplier(town: Market) -> None:
    sku, who = town.corner.milk.pk, Api(town.buyer)
    # Drafted by itself, though what comes from the supplier is only shown, and nobody ever said how that is done.
    said = {"minimum": "60", "maximum": "200", "trigger": "auto", "season_from": "2027-01-01", "season_until": "2027-02-01", "season_bp": 20_000}
    told = who.post(f"skus/{sku}/reorder-rule", said).json()
    assert (told["trigger"], told["season_bp"]) == ("auto", 20_000)
    assert who.post(f"skus/{sku}/reorder-rule", {**said, "trigger": "always"}).status_code == 422
    with pytest.raises(errors.BadTerms):
        rule(town, "60", "200", trigger="always")
    for _hour in range(2):
        draft_everybodys(at=MORNING)
    order = Order.objects.get()
    assert [line.sku_id for line in order.lines.all()] == [sku]
    actions.cancel_order(order_id=order.pk, reason="too much", by=actor(town.buyer), at=MORNING)
    # Only shown, though everything else of the supplier is drafted.
    trigger(town, "auto")
    form = {"minimum": "60", "maximum": "200", "review_days": "7", "trigger": "suggest"}
    assert who.client.post(f"/shop/purchases/rules/{sku}/", form).status_code == 302
    actions.set_reorder_rule(
        sku_id=town.corner.bread.pk, minimum=D(900), maximum=D(900), review_days=7, snoozed_until=None, by=actor(town.buyer), at=MORNING
    )
    draft_everybodys(at=MORNING + timedelta(days=1))
    assert [line.sku_id for line in Order.objects.get(status="draft").lines.all()] == [town.corner.bread.pk]
    assert [one["sku"] for one in who.get(f"shops/{town.shop.pk}/suggestions").json()] == [str(sku)]

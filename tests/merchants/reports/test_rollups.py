"""Roll-ups: kept equal to the books however trade and sweeps mix, and worked out anew to the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from merchants.reports.actions import fold, fold_day
from merchants.reports.models import ArticleDay, Back, Day, Mark, Part, RateDay, TaxTerms
from merchants.reports.queries import sales_of
from merchants.stock.public import adjust_stock
from merchants.till.actions import give_back as over_the_counter
from tests import cast, counter
from tests.cast import MORNING, Corner, actor
from tests.merchants.money import completed, give_back
from tests.trading import differences, order_in

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 3)


@pytest.fixture
def town() -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        town = cast.corner(stock="900", money_minor=10**7)
        while fold():
            pass
        yield town


def rows() -> list[object]:
    """Everything that is rolled up, without the ids."""
    return [
        list(Day.objects.order_by("shop", "on").values_list(*[f.name for f in Day._meta.fields if f.name != "id"])),
        list(Part.objects.order_by("shop", "on", "dimension", "value").values_list("shop", "on", "dimension", "value", "tickets", "sales_minor")),
        list(ArticleDay.objects.order_by("shop", "on", "sku").values_list("shop", "on", "sku", "quantity", "left", "sales_minor", "cost_minor")),
        list(RateDay.objects.order_by("shop", "on", "tax_bp").values_list("shop", "on", "tax_bp", "sales_minor", "back_minor")),
    ]


def test_a_day_tells_what_was_sold_given_back_and_what_it_cost(town: Corner) -> None:
    completed(town)
    give_back(completed(town), ((1, "1"),))
    order_in("cancelled", town)
    counter.shift(town)
    sale = counter.sold(town, counter.line(town.bread))
    counter.brought_back(town, sale)
    adjust_stock(shop_id=town.shop.pk, sku_id=town.milk.pk, quantity=Decimal(3), reason="damaged", key="a", by=actor(town.owner), at=MORNING)
    assert fold() == 1
    day = Day.objects.get(shop=town.shop)
    assert (day.on, day.tickets, day.sales_minor) == (TODAY, 4, 3 * 1000 + 1250)
    assert (day.refunds, day.refunds_minor) == (3, 500 + 1000 + 1250)
    assert (day.cost_minor, day.write_off_minor) == (4 * 350 + 875, 3 * 350)
    assert day.commission_minor == 15
    parts = {(part.dimension, part.value): part.sales_minor for part in Part.objects.all()}
    assert parts["channel", "pickup"] == 3000
    assert parts["channel", "counter"] == parts["tender", "cash"] == 1250
    assert parts["hour", "10"] == 4250
    assert (parts["staff", str(town.owner.pk)], parts["staff", ""]) == (1250, 3000)
    people = sales_of(town.shop.pk, until=TODAY, days=7).staff
    assert [(share.value, share.sales_minor) for share in people] == [("", 3000), (town.owner.party.name_zh, 1250)]
    milk = ArticleDay.objects.get(sku=town.milk)
    assert (milk.quantity, milk.left, milk.sales_minor, milk.cost_minor) == (6, 4, 3000, 1400)
    assert differences() == []
    assert Mark.objects.count() == 0


def test_nothing_is_worked_out_where_nothing_changed(town: Corner) -> None:
    completed(town)
    assert fold() == 1
    before = list(Day.objects.values_list("pk", flat=True))
    assert fold() == 0
    assert list(Day.objects.values_list("pk", flat=True)) == before


def test_a_sale_of_last_night_that_is_booked_today_is_found(town: Corner) -> None:
    completed(town)
    fold()
    night = MORNING - timedelta(hours=11)
    counter.shift(town, at=night)
    counter.sold(town, counter.line(town.milk), at=night)
    assert {mark.on for mark in Mark.objects.all()} == {TODAY - timedelta(days=1)}
    fold()
    assert Day.objects.get(on=TODAY - timedelta(days=1)).sales_minor == 500
    assert Part.objects.get(on=TODAY - timedelta(days=1), dimension="hour").value == "23"
    assert differences() == []


STEPS = st.lists(st.sampled_from(["completed", "paid", "cancelled", "back", "cash", "damaged", "sweep", "yesterday"]), min_size=1, max_size=9)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_what_was_kept_bit_by_bit_is_what_is_worked_out_whole(town: Corner, steps: list[str]) -> None:
    counter.shift(town, drawer=uuid4().hex)
    for step in steps:
        take(town, step)
    while fold():
        pass
    kept = rows()
    for model in (Day, Part, ArticleDay):
        model.objects.all().delete()
    call_command("rebuild_reports", verbosity=0)
    assert rows() == kept
    assert differences() == []


def take(town: Corner, step: str) -> None:
    if step in {"completed", "paid", "cancelled"}:
        order_in(step, town)
    elif step == "back":
        give_back(completed(town))
    elif step == "cash":
        sale = counter.sold(town, counter.line(town.milk, "3"))
        over_the_counter(order_id=sale.pk, wanted={1: Decimal(1)}, reason="x", drawer_id=None, key=uuid4().hex, by=actor(town.owner), at=MORNING)
    elif step == "damaged":
        adjust_stock(
            shop_id=town.shop.pk, sku_id=town.milk.pk, quantity=Decimal(1), reason="damaged", key=uuid4().hex, by=actor(town.owner), at=MORNING
        )
    elif step == "yesterday":
        counter.sold(town, counter.line(town.bread), at=MORNING - timedelta(days=1))
    else:
        fold(most=1)


def test_the_proof_finds_a_roll_up_that_lies_and_one_that_is_missing(town: Corner) -> None:
    completed(town)
    assert differences() == []
    fold()
    Day.objects.update(sales_minor=999, cost_minor=1)
    names = {name for name, _found in differences()}
    assert {"a day's sales are its orders", "a day's costs are its movements", "the articles of a day sum to it"} <= names
    Day.objects.all().delete()
    assert "a day's sales are its orders" in {name for name, _found in differences()}
    call_command("rebuild_reports", verbosity=0)
    assert differences() == []


def test_a_rebuild_takes_away_what_never_happened(town: Corner) -> None:
    Day.objects.create(
        shop=town.shop, on=TODAY - timedelta(days=9), tickets=1, sales_minor=1, discount_minor=0, delivery_minor=0, refunds=0, refunds_minor=0,
        cost_minor=0, write_off_minor=0, commission_minor=0, commission_tax_minor=0, acquiring_fee_minor=0,
    )  # fmt: skip
    assert "no roll-up tells of a day without trade" in {name for name, _found in differences()}
    call_command("rebuild_reports", shop=town.shop.pk, verbosity=0)
    assert Day.objects.get(shop=town.shop, on=TODAY - timedelta(days=9)).sales_minor == 0


BROKEN: list[tuple[type[models.Model], dict[str, object], str]] = [
    (Day, {"refunds_minor": -1}, "a_days_sums_are_not_negative|what_went_back_comes_of_refunds"),
    (Day, {"delivery_minor": 10_000}, "delivery_is_part_of_the_sales"),
    (Day, {"tickets": 0}, "sales_come_of_tickets"),
    (Day, {"refunds": 1}, "what_went_back_comes_of_refunds"),
    (Part, {"dimension": "weather"}, "a_part_has_a_known_dimension"),
    (Part, {"sales_minor": 0}, "a_part_is_of_something"),
    (ArticleDay, {"sales_minor": -1}, "an_article_sells_no_less_than_nothing"),
    (RateDay, {"sales_minor": -1}, "what_a_rate_sold_is_not_negative"),
    (Back, {"amount_minor": 0}, "what_went_back_is_of_something"),
    (TaxTerms, {"until_on": date(2020, 1, 1)}, "tax_terms_end_after_they_begin"),
    (TaxTerms, {"rate": Decimal(1)}, "a_tax_is_part_of_the_sales"),
    (TaxTerms, {"source": ""}, "tax_terms_say_where_they_stand"),
]
TWICE: list[tuple[type[models.Model], str]] = [
    (Day, "a_shop_has_a_day_once"),
    (Part, "a_day_has_a_part_once"),
    (ArticleDay, "an_article_has_a_day_once"),
    (RateDay, "a_day_has_a_rate_of_tax_once"),
    (TaxTerms, "tax_terms_begin_once_on_a_day"),
]


def test_the_database_refuses_roll_ups_that_cannot_be(town: Corner) -> None:
    order_in("cancelled", town)
    fold()
    order_in("completed", town)
    fold_day(shop_id=town.shop.pk, on=TODAY)
    Day.objects.update(refunds=0, refunds_minor=0)
    for model, change, name in BROKEN:
        with pytest.raises(DatabaseError, match=name), transaction.atomic():
            model.objects.update(**change)
    for model, name in TWICE:
        row = model.objects.all()[0]
        row.pk = None
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            row.save(force_insert=True)
    named = {c.name for model in (Day, Part, ArticleDay, RateDay, Back, TaxTerms) for c in model._meta.constraints}
    assert named == {part for _m, _c, name in BROKEN for part in name.split("|")} | {name for _m, name in TWICE}


def test_a_day_that_waits_to_be_worked_out_anew_is_not_asked_whether_it_sums(town: Corner) -> None:
    completed(town)
    fold()
    Day.objects.update(sales_minor=999)
    # It trades on: what is read of it between its sum and its articles is in neither or in one, and leaves its mark.
    completed(town)
    assert differences() == []

"""How long goods last and how old debts are, to the day and to the fen, as the pages show them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine

from ecosystem.kernel.clock import business_date
from merchants.customers.public import age_of
from merchants.reports import rules
from merchants.reports.actions import fold
from merchants.reports.queries import goods_of, payables_by_age, receivables_by_age
from merchants.reports.queries.goods import short_of, slow_of
from merchants.stock.actions import track_batches
from tests import buying, cast, counter
from tests.cast import MORNING, actor
from tests.merchants.reports.test_pages import at_desk, page
from tests.merchants.stock.cast import receive

pytestmark = pytest.mark.django_db
TODAY = business_date(MORNING)


@pytest.mark.parametrize(
    ("on_hand", "left", "days", "cover"),
    [("30", "10", 30, "90.0"), ("1", "3", 7, "2.3"), ("-2", "3", 7, "0.0"), ("5", "0", 7, None), ("5", "-1", 7, None)],
)
def test_cover_is_what_lies_there_at_the_pace_of_the_days(on_hand: str, left: str, days: int, cover: str | None) -> None:
    assert rules.days_of_cover(Decimal(on_hand), Decimal(left), days) == (None if cover is None else Decimal(cover))


@pytest.mark.parametrize(("days", "age"), [(-1, "0–30"), (30, "0–30"), (31, "31–60"), (60, "31–60"), (61, "61–90"), (90, "61–90"), (91, "91+")])
def test_ages_have_no_gap(days: int, age: str) -> None:
    assert age_of(TODAY - timedelta(days=days), TODAY) == age


def test_goods_that_run_out_lie_still_or_expire() -> None:
    with time_machine.travel(MORNING, tick=False):
        town = cast.corner(stock="14")
        counter.shift(town)
        counter.sold(town, counter.line(town.milk, "7"))
        while fold():
            pass
        jam = cast.article(town.shop, town.owner, stock="0", name="Jam")
        track_batches(shop_id=town.shop.pk, sku_id=jam.pk, by=actor(town.owner), at=MORNING)
        for days in (31, 30, -1):
            receive(town, jam, "2", 100, batch=f"D{days}", expires_on=TODAY + timedelta(days=days))
        shown = page(at_desk(town.owner), "goods/?days=7")
    rows = goods_of(town.shop.pk, until=TODAY, days=7)
    assert [(row.name_en, row.cover) for row in short_of(rows)] == [("Milk", Decimal("7.0"))]
    assert [row.name_en for row in slow_of(rows)] == ["Bread", "Jam"]
    assert ("D30" in shown, "D-1" in shown, "D31" in shown, "Expired" in shown) == (True, True, False, True)


def test_what_is_owed_falls_into_its_age_less_what_was_taken_off() -> None:
    town = buying.market()
    order = buying.confirmed(town)
    buying.received(town, order, "60")
    first = buying.billed(town, order, ("50", 7_200))
    buying.paid(town, buying.approved(town, first))
    second = buying.billed(town, order, ("12", 7_200))
    buying.actions.debit_differences(invoice_id=second.pk, by=actor(town.accountant), at=MORNING)
    counter.shift(town.corner)
    counter.sold(town.corner, counter.line(town.corner.bread), tender="tab", customer=counter.customer(town.corner))
    for days, ages in ((30, [72_000, 0, 0, 0]), (61, [0, 0, 72_000, 0])):
        owed = payables_by_age(town.shop.pk, today=TODAY + timedelta(days=days))
        assert ([row.name for row in owed.rows], list(owed.totals.values()), owed.sum_minor) == (["Harvest"], ages, 72_000)
    debtors = receivables_by_age(town.shop.pk, today=TODAY + timedelta(days=91))
    assert (debtors.rows[0].amounts, debtors.sum_minor) == ([0, 0, 0, 1_250], 1_250)
    assert payables_by_age(town.corner.rival_shop.pk, today=TODAY).rows == []

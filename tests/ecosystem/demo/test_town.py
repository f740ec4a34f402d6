from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from hashlib import sha256

import duckdb
import pytest

from ecosystem.demo.report import REASONS, report
from ecosystem.demo.shape import Town
from ecosystem.demo.source import LAST_DAY, Window
from ecosystem.demo.town import TownTooSmall, read_town
from ecosystem.kernel.clock import TOWN_TIME

from .conftest import ENDS_ON

READ_AND_TELL = """
import re, time
from datetime import date
from hashlib import sha256
from pathlib import Path
from ecosystem.demo.town import read_town
town = read_town(ends_on=date(2026, 7, 28))
# Its own greatest size; getrusage would answer with that of the process that started this one, where that was greater.
seconds, megabytes = time.process_time(), int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024
print(sha256(repr(town).encode()).hexdigest(), seconds, megabytes)
"""


def test_a_reading_in_another_process_is_equal_and_takes_little_time_and_memory(town: Town) -> None:
    env = os.environ | {"PYTHONHASHSEED": "1"}
    answer = subprocess.run([sys.executable, "-c", READ_AND_TELL], capture_output=True, text=True, check=True, env=env).stdout
    same, seconds, megabytes = answer.split()
    assert same == sha256(repr(town).encode()).hexdigest()
    assert float(seconds) < 10
    assert int(megabytes) < 1000


def test_there_are_enough_shops_neighbourhoods_and_residents(town: Town) -> None:
    with_history = [shop for shop in town.shops if shop.has_history]
    assert len(with_history) >= 48
    assert len(town.shops) - len(with_history) == 2
    assert len(town.neighbourhoods) == 8
    assert {shop.neighbourhood for shop in with_history} == set(range(1, 9))
    assert len(town.residents) == 500
    assert {shop.kind for shop in town.shops} == {kind.code for kind in town.kinds}


def test_everybody_and_everything_that_is_named_exists_once(town: Town) -> None:
    shops, residents = {shop.code for shop in town.shops}, {one.code for one in town.residents}
    skus = {(sku.shop, sku.code) for sku in town.skus}
    assert len(shops) == len(town.shops)
    assert len(skus) == len(town.skus)
    assert len({errand.code for errand in town.errands}) == len(town.errands)
    assert len({receipt.code for receipt in town.receipts}) == len(town.receipts)
    assert {errand.resident for errand in town.errands} == residents
    assert {order.shop for errand in town.errands for order in errand.orders} == {shop.code for shop in town.shops if shop.has_history}
    assert {(order.shop, line.sku) for errand in town.errands for order in errand.orders for line in order.lines} <= skus
    assert {(receipt.shop, line.sku) for receipt in town.receipts for line in receipt.lines} == skus
    assert {sku.category for sku in town.skus} == {category.code for category in town.categories}
    assert {sku.supplier for sku in town.skus} == {supplier.no for supplier in town.suppliers}


def test_half_of_the_errands_are_at_two_shops_or_more(town: Town) -> None:
    touched = sorted(len(errand.orders) for errand in town.errands)
    assert touched[len(touched) // 2] >= 2


def test_an_errand_stays_in_one_neighbourhood(town: Town) -> None:
    where = {shop.code: shop.neighbourhood for shop in town.shops}
    assert all(len({where[order.shop] for order in errand.orders}) == 1 for errand in town.errands)


def test_the_data_ends_on_the_day_asked_for_and_is_ninety_days_long(town: Town) -> None:
    days = [errand.placed_at.date() for errand in town.errands]
    assert max(days) == ENDS_ON
    assert min(days) == town.starts_on == ENDS_ON - timedelta(days=89)
    assert all(errand.placed_at.tzinfo == TOWN_TIME for errand in town.errands)


def test_weekdays_and_the_hour_of_the_day_stay_true(town: Town, source: duckdb.DuckDBPyConnection) -> None:
    shifts = source.execute(
        "SELECT DISTINCT date_diff('second', moment, placed) FROM sold JOIN told ON basket = basket_id AND product = product_id"
    ).fetchall()
    week = 7 * 24 * 60 * 60
    assert len({seconds // week for (seconds,) in shifts}) == 1
    assert {seconds % week for (seconds,) in shifts} <= {0, 1, 2}


@pytest.mark.parametrize("weekday", range(7))
def test_the_window_drops_at_most_six_days_and_ends_on_the_same_weekday(weekday: int) -> None:
    ends_on = date(2026, 7, 20) + timedelta(days=weekday)
    window = Window.ending_on(ends_on, days=90)
    assert window.last.weekday() == ends_on.weekday()
    assert 0 <= (LAST_DAY - window.last).days <= 6
    assert (window.last - window.first).days == 89


def test_a_window_longer_than_the_source_is_refused() -> None:
    with pytest.raises(ValueError, match="one year"):
        Window.ending_on(ENDS_ON, days=361)


def test_a_town_with_more_shops_than_the_window_holds_is_refused() -> None:
    with pytest.raises(TownTooSmall):
        read_town(ends_on=ENDS_ON, shops=500)


def test_two_baskets_of_one_shop_never_share_a_second(town: Town) -> None:
    moments = Counter((order.shop, errand.placed_at) for errand in town.errands for order in errand.orders)
    assert max(moments.values()) == 1


def test_the_people_to_sign_in_as_stand_for_somebody(town: Town) -> None:
    people = {one.role: one for one in town.people}
    shops = {shop.code: shop for shop in town.shops}
    assert set(people) == {"resident", "owner", "clerk", "newcomer", "supplier", "officer", "risk", "operator", "second", "branch"}
    assert people["clerk"].stands_for == people["owner"].stands_for
    assert shops[people["owner"].stands_for].has_history
    assert not shops[people["newcomer"].stands_for].has_history
    assert [shop.code for shop in town.shops if town.keeper_email(shop.code).endswith("@demo.twin")] == [
        people["owner"].stands_for, people["newcomer"].stands_for
    ]  # fmt: skip
    visits = [errand for errand in town.errands if errand.resident == people["resident"].stands_for]
    assert len(visits) >= 10


@pytest.mark.parametrize("weekday", (0, 4, 6))
def test_the_owner_keeps_a_lively_shop_that_grows_and_two_others_have_borrowed(weekday: int) -> None:
    town = read_town(ends_on=date(2026, 7, 20) + timedelta(days=weekday))
    owners = next(one.stands_for for one in town.people if one.role == "owner")
    sold: Counter[str] = Counter()
    for errand in town.errands:
        for order in errand.orders:
            sold[order.shop] += order.paid_minor
    assert [shop for shop, _paid in sold.most_common(8)].count(owners) == 1
    sales = [(errand.placed_at.date(), order.paid_minor) for errand in town.errands for order in errand.orders if order.shop == owners]
    early = sum(paid for day, paid in sales if day < town.starts_on + timedelta(days=30))
    late = sum(paid for day, paid in sales if day > town.ends_on - timedelta(days=30))
    assert late * 100 >= early * 120
    assert len({(day - town.starts_on).days // 7 for day, _ in sales}) == 13
    assert len({day for day, _ in sales if day > town.ends_on - timedelta(days=30)}) >= 27

    still, repaid = town.borrowings
    assert len({owners, still.shop, repaid.shop}) == 3
    assert (still.least, still.settled_at, repaid.least) == (False, None, True)
    assert still.taken_at.date() >= town.starts_on + timedelta(days=60)
    assert repaid.settled_at is not None
    assert repaid.taken_at < repaid.settled_at
    assert repaid.settled_at.date() < town.ends_on


def test_a_window_too_short_for_a_loan_has_none() -> None:
    assert read_town(ends_on=ENDS_ON, days=70, residents=400).borrowings == ()


def test_the_report_names_every_reason(town: Town) -> None:
    text = "\n".join(report(town))
    assert set(town.report.left_out) <= set(REASONS)
    assert all(REASONS[reason] in text for reason in town.report.left_out)

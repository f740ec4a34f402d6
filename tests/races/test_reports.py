"""Roll-ups while people trade: late commits and several workers. Real threads, real commits."""

from __future__ import annotations

import threading
from datetime import date
from functools import partial

import pytest
from django.db import connection

from merchants.orders.actions import paying
from merchants.reports.actions import fold, fold_day, folding
from merchants.reports.models import Day, Mark
from tests import cast
from tests.cast import Corner
from tests.together import at_once
from tests.trading import check_out, differences, order_in, put

pytestmark = pytest.mark.race
TODAY = date(2026, 11, 3)


@pytest.fixture
def town(committed: str) -> Corner:
    return cast.corner(stock="500")


def test_a_sale_that_commits_after_the_sweep_is_not_lost(town: Corner, monkeypatch: pytest.MonkeyPatch) -> None:
    """The buyer's transaction is held open after it paid, while sweeps run; then it commits with a moment that is past."""
    order_in("completed", town)
    put(town.resident, town.milk)
    paid, swept, tell = threading.Event(), threading.Event(), paying.notify_all

    def held_open(*args: object, **kwargs: object) -> None:
        paid.set()
        assert swept.wait(60)
        tell(*args, **kwargs)  # type: ignore[arg-type]

    def sweep() -> None:
        assert paid.wait(60)
        fold()
        fold()
        swept.set()

    monkeypatch.setattr(paying, "notify_all", held_open)
    at_once(partial(check_out, town.resident), sweep)
    assert Day.objects.get(shop=town.shop).sales_minor == 1000
    assert fold() == 1
    assert Day.objects.get(shop=town.shop).sales_minor == 1500
    assert differences() == []


def test_two_workers_never_write_an_older_reading_over_a_newer(town: Corner, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first worker stands still between taking the marks and writing, while trade and the second go on."""
    order_in("completed", town)
    fold()
    order_in("completed", town)
    standing, go_on, take = threading.Event(), threading.Event(), folding._take_marks
    turns = iter([True])

    def stand_still(*args: object) -> None:
        take(*args)  # type: ignore[arg-type]
        if next(turns, False):
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM reports_day")
            standing.set()
            assert go_on.wait(60)

    monkeypatch.setattr(folding, "_take_marks", stand_still)
    done: list[bool] = []

    def first() -> None:
        done.append(fold_day(shop_id=town.shop.pk, on=TODAY))

    def second() -> None:
        assert standing.wait(60)
        order_in("completed", town)
        timer = threading.Timer(2, go_on.set)
        timer.start()
        done.append(fold_day(shop_id=town.shop.pk, on=TODAY))
        go_on.set()
        timer.cancel()

    at_once(first, second)
    assert sorted(done) == [False, True]
    assert Mark.objects.filter(shop=town.shop).exists()
    fold()
    assert Day.objects.get(shop=town.shop).tickets == 3
    assert differences() == []


def test_workers_share_the_days_among_them(town: Corner) -> None:
    for _ in range(3):
        order_in("completed", town)
    at_once(*[fold] * 4)
    fold()
    assert Day.objects.get(shop=town.shop).tickets == 3
    assert Mark.objects.count() == 0
    assert differences() == []

"""Roll-ups while people trade: late commits and several workers. Real threads, real commits."""

from __future__ import annotations

import threading
from datetime import date
from functools import partial

import pytest
from django.db import connection

from merchants.orders.actions import paying
from merchants.reports.actions import answer_appeal, appeal_score, fold, fold_day, folding, score_shop, withdraw_appeal
from merchants.reports.models import Day, Mark, Score
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.merchants.money import operator
from tests.together import at_once, kinds, neck_and_neck
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


def test_two_officers_answer_one_appeal_once(town: Corner) -> None:
    order_in("completed", town)
    fold()
    appeal = appeal_score(shop_id=town.shop.pk, part="cancels", words="x", key="k", by=actor(town.owner), at=MORNING)
    officers = [operator("one"), operator("two")]
    answers = neck_and_neck(
        *[
            partial(answer_appeal, appeal_id=appeal.pk, grants=bool(n), answer="x", by=actor(person), at=MORNING)
            for n, person in enumerate(officers * 2)
        ],
        partial(withdraw_appeal, appeal_id=appeal.pk, by=actor(town.owner), at=MORNING),
    )
    assert kinds(answers) == {"Appeal": 1, "AppealEnded": 4}


def test_one_appeal_a_part_and_one_score_a_day_whoever_comes_first(town: Corner) -> None:
    order_in("completed", town)
    fold()
    ask = [partial(appeal_score, shop_id=town.shop.pk, part="cancels", words="x", key=f"k{n}", by=actor(town.owner), at=MORNING) for n in range(3)]
    keep = [partial(score_shop, shop_id=town.shop.pk, at=MORNING)] * 3
    answers = at_once(*ask, *keep)
    assert kinds(answers)["AppealOpen"] == 2
    assert Score.objects.count() in {1, 2}
    assert len({answer.pk for answer in answers if isinstance(answer, Score)}) == 1

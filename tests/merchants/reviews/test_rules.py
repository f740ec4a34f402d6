"""The rating: its formula on a table, and what holds for any reviews."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merchants.reviews import rules
from merchants.reviews.errors import BadStars, NothingSaid

TODAY = date(2026, 11, 3)
DAYS = st.integers(0, 5 * 365).map(lambda days: TODAY - timedelta(days=days))
ROWS = st.lists(st.tuples(st.integers(1, 5), DAYS, st.integers(1, 50)), max_size=20)


@pytest.mark.parametrize(
    ("fresh", "shown"),
    [
        ([], "3.0"),
        ([5], "3.3"),
        ([1], "2.7"),
        ([5] * 3, "3.8"),
        ([5] * 30, "4.7"),
        ([5] * 1_000, "5.0"),
        ([1] * 1_000, "1.0"),
        # 15 + 4 + 5 over 7 is 3.43; 15 + 4 over 6 is 3.17.
        ([4, 5], "3.4"),
        ([4], "3.2"),
    ],
)
def test_the_rating_is_the_mean_with_one_imagined_review_of_each_kind(fresh: list[int], shown: str) -> None:
    sums = rules.counted([(stars, TODAY, 1) for stars in fresh], today=TODAY)
    assert rules.rating(sums.weight, sums.stars) == Decimal(shown)


def test_a_review_counts_half_as_much_with_each_year_until_nothing_is_left() -> None:
    ages = [0, 364, 365, 730, 1095, 1460, 9_000]
    assert [rules.weight_of(TODAY - timedelta(days=age), TODAY) for age in ages] == [8, 8, 4, 2, 1, 0, 0]
    assert rules.weight_of(TODAY + timedelta(days=1), TODAY) == 8
    assert rules.counted([(5, TODAY - timedelta(days=9_000), 3)], today=TODAY) == rules.Counted()


@given(ROWS)
def test_a_rating_lies_among_the_stars_and_one_more_five_never_lowers_it(rows: list[tuple[int, date, int]]) -> None:
    sums, more = rules.counted(rows, today=TODAY), rules.counted([*rows, (5, TODAY, 1)], today=TODAY)
    shown = rules.rating(sums.weight, sums.stars)
    assert 1 <= shown <= 5
    assert rules.rating(more.weight, more.stars) >= shown
    assert sums.weight <= sums.stars <= 5 * sums.weight
    # Day by day or at once, in whatever order.
    assert rules.counted(reversed(rows), today=TODAY) == sums


def test_odd_stars_and_empty_words_are_refused() -> None:
    for stars in (0, 6, -1):
        with pytest.raises(BadStars):
            rules.checked_stars(stars)
    with pytest.raises(BadStars):
        rules.checked_marks({3: 5}, [1, 2])
    assert rules.checked_marks({2: 5, 1: 1}, [1, 2]) == {1: 1, 2: 5}
    with pytest.raises(NothingSaid):
        rules.checked_text(" \n ")
    assert rules.checked_text("a\n b" * 400) == ("a b" * 400)[:500]
    assert (rules.shown_name("陈安"), rules.shown_name("")) == ("陈**", "**")

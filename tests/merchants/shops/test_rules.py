from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merchants.shops.errors import HoursOverlap, HoursUnreadable
from merchants.shops.rules import DAY, WEEK, Hours, clock_text, every_day, hours_between, is_open, next_change, orderly

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 2, tzinfo=SHANGHAI)
NIGHTS = [Hours(6, 20 * 60, 26 * 60)]  # Sunday 20:00 to Monday 02:00


def after(minutes: int) -> datetime:
    return MONDAY + timedelta(minutes=minutes)


@pytest.mark.parametrize(("minute", "expected"), [(0, True), (119, True), (120, False), (6 * DAY + 1199, False), (6 * DAY + 1200, True)])
def test_sunday_night_reaches_into_monday(minute: int, expected: bool) -> None:
    assert is_open(NIGHTS, after(minute)) is expected


def test_the_town_has_no_summer_time() -> None:
    """Europe loses an hour that night; a shop in the town opens at nine all the same."""
    night = datetime(2026, 3, 29, 0, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    assert next_change(every_day(540, 1260), night) == datetime(2026, 3, 29, 9, tzinfo=SHANGHAI)


def test_adjoining_hours_are_one_opening() -> None:
    assert next_change([Hours(0, 540, 720), Hours(0, 720, 900)], after(600)) == after(900)


@pytest.mark.parametrize("hours", [[], every_day(0, DAY)])
def test_a_shop_that_never_opens_or_never_closes_has_no_next_change(hours: list[Hours]) -> None:
    assert next_change(hours, after(77)) is None


@given(
    st.lists(st.builds(lambda d, o, n: Hours(d, o, o + n), st.integers(0, 6), st.integers(0, 1439), st.integers(1, DAY)), max_size=4),
    st.integers(0, WEEK),
)
def test_the_next_change_is_the_first_minute_that_differs(hours: list[Hours], minute: int) -> None:
    now = is_open(hours, after(minute))
    change = next_change(hours, after(minute))
    ahead = next((n for n in range(1, WEEK + 1) if is_open(hours, after(minute + n)) != now), None)
    assert change == (None if ahead is None else after(minute + ahead))


def test_typed_times_may_cross_midnight() -> None:
    assert hours_between(4, "18:00", "02:00") == Hours(4, 1080, 1560)
    assert hours_between(4, "00:00", "00:00") == Hours(4, 0, 1440)
    assert clock_text(1560) == "02:00"


@pytest.mark.parametrize("text", ["", "9", "24:00", "12:60", "12:5", "ab:cd", "１２:00:00", "-1:00"])
def test_a_time_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(HoursUnreadable):
        hours_between(0, "09:00", text)


@pytest.mark.parametrize("hours", [[Hours(0, 540, 720), Hours(0, 700, 800)], [*NIGHTS, Hours(0, 60, 540)], [Hours(0, 0, 1440), Hours(0, 10, 20)]])
def test_overlapping_hours_are_refused(hours: list[Hours]) -> None:
    with pytest.raises(HoursOverlap):
        orderly(hours)


def test_hours_that_only_touch_are_fine() -> None:
    assert orderly([*NIGHTS, Hours(0, 120, 540)]) == [Hours(0, 120, 540), *NIGHTS]
    assert orderly(every_day(0, 1440)) == every_day(0, 1440)

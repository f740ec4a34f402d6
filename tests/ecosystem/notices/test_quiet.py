"""Quiet hours by the clock of the place where somebody lives, over midnight and over the hours that summer time takes and gives."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.notices.quiet import Quiet, not_before

NIGHT = Quiet(time(22), time(7), "Asia/Shanghai")
ZONES = ["Asia/Shanghai", "Asia/Urumqi", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]
moments = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))
clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


@pytest.mark.parametrize(
    ("at", "goes"),
    [
        (datetime(2026, 11, 3, 13, 59, tzinfo=UTC), None),
        (datetime(2026, 11, 3, 14, 0, tzinfo=UTC), datetime(2026, 11, 3, 23, 0, tzinfo=UTC)),
        (datetime(2026, 11, 3, 22, 59, tzinfo=UTC), datetime(2026, 11, 3, 23, 0, tzinfo=UTC)),
        (datetime(2026, 11, 3, 23, 0, tzinfo=UTC), None),
    ],
)
def test_from_ten_to_seven_in_the_town(at: datetime, goes: datetime | None) -> None:
    assert not_before(at, NIGHT) == (goes or at)
    assert not_before(at, None) == at


def test_where_the_clock_is_put_forward_or_back_over_the_end() -> None:
    forward = Quiet(time(22), time(2, 30), "America/New_York")
    # 2026-03-08: two o'clock is three.
    assert not_before(datetime(2026, 3, 8, 6, 59, tzinfo=UTC), forward) == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)
    back = Quiet(time(22), time(1, 30), "America/New_York")
    # 2026-11-01: half past one comes twice.
    assert not_before(datetime(2026, 11, 1, 5, 45, tzinfo=UTC), back) == datetime(2026, 11, 1, 5, 45, tzinfo=UTC)
    assert not_before(datetime(2026, 11, 1, 6, 10, tzinfo=UTC), back) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


@given(moments, clocks, clocks, st.sampled_from(ZONES))
def test_nobody_is_disturbed_and_nothing_waits_longer_than_a_day(at: datetime, starts: time, ends: time, zone: str) -> None:
    if starts == ends:
        return
    quiet = Quiet(starts, ends, zone)
    goes = not_before(at, quiet)
    assert at <= goes <= at + timedelta(hours=26)
    assert (goes == at) == (not quiet.covers(at))

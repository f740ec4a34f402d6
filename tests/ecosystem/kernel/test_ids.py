"""Identifiers that sort as they were made, also within one instant, and that nobody can guess from the one before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import RFC_4122, UUID

import time_machine

from ecosystem.kernel.ids import uuid7

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)


def _milliseconds(drawn: UUID) -> int:
    return drawn.int >> 80


def test_ids_of_one_instant_sort_as_they_were_made_and_leave_their_neighbours_in_the_dark() -> None:
    with time_machine.travel(NOON, tick=False):
        drawn = [uuid7() for _ in range(5_000)]
    assert drawn == sorted(drawn) and len(set(drawn)) == len(drawn)
    assert {(one.version, one.variant, _milliseconds(one)) for one in drawn} == {(7, RFC_4122, int(NOON.timestamp() * 1000))}
    # Shards and codes are taken from the lowest bits: they are as random as they were.
    assert len({one.hex[-8:] for one in drawn}) > 4_990 and len({one.int % 64 for one in drawn}) == 64
    steps = [later.int - earlier.int for earlier, later in zip(drawn, drawn[1:], strict=False)]
    assert len(set(steps)) == len(steps)


def test_an_id_follows_the_clock_wherever_it_goes() -> None:
    with time_machine.travel(NOON, tick=False) as traveller:
        first = uuid7()
        traveller.shift(timedelta(milliseconds=1))
        second = uuid7()
        traveller.shift(timedelta(days=-1))
        third = uuid7()
    assert third < first < second
    assert _milliseconds(second) - _milliseconds(first) == 1
    assert _milliseconds(second) - _milliseconds(third) == 86_400_000

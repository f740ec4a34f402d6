from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.kernel.clock import TOWN_TIME
from lending.referrals import rules
from lending.referrals.errors import ProposalUnsound
from lending.referrals.queries import Bounds

BOUNDS = Bounds(50_000, 600_000, 10_000)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TOWN_TIME)


@pytest.mark.parametrize(
    ("cause", "opened", "due"),
    [
        ("policy", "2026-11-26 09:00", "2026-11-27 18:00"),
        ("policy", "2026-11-26 23:59", "2026-11-27 18:00"),
        ("policy", "2026-11-27 09:00", "2026-11-30 18:00"),
        ("policy", "2026-11-28 12:00", "2026-11-30 18:00"),
        ("asked", "2026-11-26 09:00", "2026-11-30 18:00"),
        ("asked", "2026-11-29 00:00", "2026-12-01 18:00"),
    ],
)
def test_an_answer_is_due_at_the_end_of_a_working_day(cause: str, opened: str, due: str) -> None:
    assert rules.due_at(cause, at(opened)) == at(due)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)), st.sampled_from(["policy", "asked"]))
def test_it_is_never_due_on_a_weekend_nor_in_less_than_a_working_day(opened: datetime, cause: str) -> None:
    due = rules.due_at(cause, opened.replace(tzinfo=TOWN_TIME))
    assert due.weekday() < 5 and (due.hour, due.minute) == (18, 0)
    assert timedelta(hours=18) <= due - opened.replace(tzinfo=TOWN_TIME) <= timedelta(days=4, hours=18)


def verdict(outcome: str, *codes: str) -> dict[str, Any]:
    reasons = [{"code": code, "outcome": outcome} for code in codes] + [{"code": "R04", "outcome": "approve"}]
    return {"outcome": outcome, "reasons": reasons}


def test_what_people_saw_covers_no_more_than_that() -> None:
    seen = verdict("refer", "R03", "R13")
    assert rules.is_covered(seen, verdict("refer", "R13")) and rules.is_covered(seen, verdict("approve"))
    assert not rules.is_covered(seen, verdict("refer", "R13", "R17")) and not rules.is_covered(seen, verdict("decline", "R13"))


@pytest.mark.parametrize(
    "changed",
    [
        {"outcome": ""},
        {"outcome": "perhaps"},
        {"answer": ""},
        {"grounds": ""},
        {"answer": "x" * 1_001},
        {"amount_minor": 40_000},
        {"amount_minor": 610_000},
        {"amount_minor": 55_000},
    ],
)
def test_a_proposal_that_lacks_something_is_none(changed: dict[str, Any]) -> None:
    sound = {"outcome": "grant", "amount_minor": 500_000, "bounds": BOUNDS, "answer": "yes", "grounds": "seen"}
    rules.require_sound(**sound)
    rules.require_sound(**{**sound, "outcome": "keep", "amount_minor": 0})
    with pytest.raises(ProposalUnsound) as refused:
        rules.require_sound(**{**sound, **changed})
    assert all(amount in refused.value.advise() for amount in ("¥500.00", "¥6000.00", "¥100.00"))

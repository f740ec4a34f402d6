"""By when a complaint is answered, for how long it may be reopened, and what an answer must say. Pure arithmetic."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from .errors import AnswerUnsound, ComplaintUnsound

DATED = Path(__file__).parent / "content" / "deadlines.json"
LONGEST = 1_000
ABOUT = ("offer", "refusal", "loan", "person")


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Calendar days, as they stand from one day until another; the bank confirms the rule that they come from."""

    since: date
    until: date | None
    answer_days: int
    reopen_days: int
    source: str


@cache
def all_deadlines() -> tuple[Deadlines, ...]:
    rows = json.loads(DATED.read_text(encoding="utf-8"))
    days = [(date.fromisoformat(row.pop("since")), row.pop("until")) for row in rows]
    return tuple(
        Deadlines(since=since, until=date.fromisoformat(until) if until else None, **row) for row, (since, until) in zip(rows, days, strict=True)
    )


def deadlines_on(on: date) -> Deadlines:
    """Raises ``LookupError`` where the list says nothing of a day."""
    return next(row for row in reversed(all_deadlines()) if row.since <= on and (row.until is None or on <= row.until))


def answer_on(on: date) -> date:
    """The last day on which what came in on a day is answered."""
    return on + timedelta(days=deadlines_on(on).answer_days)


def may_reopen(answered_on: date, on: date) -> bool:
    return on <= answered_on + timedelta(days=deadlines_on(answered_on).reopen_days)


def number_of(complaint_id: str, on: date) -> str:
    """What people call it: the day it came in, and the end of its id."""
    return f"TS-{on:%Y%m%d}-{complaint_id.replace('-', '')[-8:].upper()}"


def words_of(about: str, words: str) -> str:
    """Raises ``ComplaintUnsound``: about nothing we know, or nothing is said, or too much."""
    words = words.strip()
    if about not in ABOUT or not words or len(words) > LONGEST:
        raise ComplaintUnsound
    return words


def require_sound(*, outcome: str, remedy: str, answer: str, grounds: str) -> None:
    """Raises ``AnswerUnsound``: one of both readers is told nothing, or something changes though the complaint is rejected."""
    is_told = bool(answer and grounds) and max(len(answer), len(grounds)) <= LONGEST
    if not is_told or (outcome, remedy) not in {("rejected", "none"), ("upheld", "none"), ("upheld", "look_again")}:
        raise AnswerUnsound

"""The leak guard: nothing is learned from what came after the decision, knows the outcome, or may not be used to lend.

Four ways in which it finds such a feature: its name, its day, its being worked out from a refused column, and its telling
goods from bads better than anything honest does. Whoever trains can't switch it off; a job may only refuse more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ..measures import auc
from ..prohibited import in_words, why_prohibited
from .job import APPLICATION, Feature, Job, Row, day_of

KNOWS_OUTCOME = (
    (r"chg_?off|charge_?off|charged_off|write_?off|written_off", "says what was written off"),
    (r"mis_status|default|outcome|loan_status|target|bad_flag", "is the outcome itself"),
    (r"balance_gross|outstanding|arrears|overdue|delinq\w*|dpd|recover\w*|collect\w*", "is how the loan went"),
    (r"disburse\w*", "comes after the decision"),
    (r"recession", "is worked out from what came after the decision"),
)
TOO_GOOD = 0.85
"""One honest feature alone hardly reaches 0.75; above this it has seen the end."""


def refusal_by_name(name: str, on: date, job: Job | None = None) -> str:
    """Why a column may not be learned from on a day, by what it is called; empty if it may."""
    if job is not None and name == job.outcome:
        return "is the outcome itself"
    if job is not None and name in job.knows_outcome:
        return job.knows_outcome[name]
    words = in_words(name)
    knows = next((why for pattern, why in KNOWS_OUTCOME if re.search(rf"(^|_)({pattern})(_|$)", words)), "")
    return knows or why_prohibited(name, on)


def leaks(job: Job, rows: Sequence[Row], bads: Sequence[int], on: date) -> list[str]:
    """A sentence for every feature that is refused, naming it and the reason."""
    reasons = {name: refusal_by_name(name, on, job) for name in rows[0]}
    refused = {name: why for name, why in sorted(reasons.items()) if why}
    return [f"{one.feature} {why}" for one in job.features if (why := _refusal(one, job, rows, bads, refused))]


def _refusal(one: Feature, job: Job, rows: Sequence[Row], bads: Sequence[int], refused: Mapping[str, str]) -> str:
    if one.feature not in rows[0]:
        return "is no column of the data"
    why = refused.get(one.feature) or _too_late(one, job, rows, set(rows[0]))
    if why:
        return why
    source = next((name for name in refused if _follows(one.feature, name, rows)), "")
    if source:
        return f"is worked out from {source}, which {refused[source]}"
    alone = _alone(one, rows, bads)
    return f"alone tells goods from bads with an AUC of {alone:.2f}; nothing that is known beforehand does" if alone > TOO_GOOD else ""


def _too_late(one: Feature, job: Job, rows: Sequence[Row], columns: set[str]) -> str:
    if one.known == APPLICATION:
        return ""
    decision = job.content["decision"]
    if not decision or one.known not in columns:
        return f"has no day on which it was known: there is no column {one.known}, or the job names no decision"
    late = 0
    for row in rows:
        known, decided = day_of(row[one.known], decision["type"]), day_of(row[decision["column"]], decision["type"])
        late += bool(known and decided and known > decided)
    return f"came to be after the decision in {late} of {len(rows)} rows, by {one.known}" if late else ""


def _follows(feature: str, source: str, rows: Sequence[Row]) -> bool:
    """Whether one value of ``source`` always goes with one of ``feature``. Columns of nearly distinct values say nothing by that."""
    seen: dict[str, str] = {}
    for row in rows:
        if seen.setdefault(row[source], row[feature]) != row[feature]:
            return False
    return 2 < len(seen) <= len(rows) // 3 and len(set(seen.values())) > 1


def _alone(one: Feature, rows: Sequence[Row], bads: Sequence[int]) -> float:
    """How well the feature does by itself, whichever way round; texts by their own share of bads."""
    values: list[Any] = [row[one.feature].strip() for row in rows]
    if one.type == "number":
        known = [(float(value), bad) for value, bad in zip(values, bads, strict=True) if value]
        reached = auc([value for value, _ in known], [bad for _, bad in known]) if known else 0.5
    else:
        shares = _shares(values[::2], bads[::2])
        reached = auc([-shares.get(value, sum(bads) / len(bads)) for value in values[1::2]], bads[1::2])
    return max(reached, 1 - reached)


def _shares(values: Sequence[str], bads: Sequence[int]) -> dict[str, float]:
    """Of each value the share of bads; asked of every second row and tried on the others, or a value would tell of itself."""
    counts: dict[str, tuple[int, int]] = {}
    for value, bad in zip(values, bads, strict=True):
        rows, lost = counts.get(value, (0, 0))
        counts[value] = rows + 1, lost + bad
    return {value: lost / rows for value, (rows, lost) in counts.items()}

"""What a training job is told: whom and what it learns from, what turned bad means, and what was known when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ..errors import TrainingUnsound
from ..scaling import Scaling

Row = Mapping[str, str]
KEYS = frozenset({"name", "population", "target", "decision", "windows", "split", "features", "knows_outcome", "bins", "scaling"})
TYPES, DIRECTIONS = frozenset({"number", "text"}), frozenset({"rises", "falls", "either", "none"})
APPLICATION = "application"
SAS_EPOCH = date(1960, 1, 1)


@dataclass(frozen=True, slots=True)
class Feature:
    """``known`` is ``application``, or the column that holds the day on which the value came to be.

    ``direction`` says how the chance of being good moves with a number: it rises, falls, or either as the data has it.
    """

    feature: str
    type: str
    direction: str
    code: str
    known: str


@dataclass(frozen=True, slots=True)
class Job:
    """``knows_outcome`` names columns that may never be learned from, with the reason; ``content`` is the job as it was sent."""

    content: Mapping[str, Any]
    features: tuple[Feature, ...]
    knows_outcome: Mapping[str, str]
    scaling: Scaling
    most_bins: int
    least_share_bp: int
    least_iv: float

    @property
    def outcome(self) -> str:
        return str(self.content["target"]["column"])


def job_of(content: Mapping[str, Any]) -> Job:
    """Raises ``TrainingUnsound`` for a job that lacks something or says what means nothing."""
    try:
        if set(content) != KEYS:
            raise TrainingUnsound(faults="the job must have exactly these parts: " + ", ".join(sorted(KEYS)))
        features = tuple(Feature(**row) for row in content["features"])
        wrong = [one.feature for one in features if one.type not in TYPES or one.direction not in DIRECTIONS]
        twice = len({one.feature for one in features}) < len(features)
        if wrong or twice or not features:
            raise TrainingUnsound(faults="features need a name of their own, a type and a direction: " + ", ".join(wrong))
        bins = content["bins"]
        return Job(
            content=content,
            features=features,
            knows_outcome=dict(content["knows_outcome"]),
            scaling=Scaling.of(content["scaling"]),
            most_bins=int(bins["most"]),
            least_share_bp=int(bins["least_share_bp"]),
            least_iv=int(bins["least_iv_bp"]) / 10_000,
        )
    except (AttributeError, KeyError, TypeError, ValueError) as fault:
        raise TrainingUnsound(faults=f"the job can't be read: {type(fault).__name__} {fault}") from None


def day_of(text: str, kind: str) -> date | None:
    """``iso`` is 2026-11-26; ``sas`` counts days from 1960-01-01, as the files of SAS do. Nothing is ``None``."""
    if not text:
        return None
    try:
        return SAS_EPOCH + timedelta(days=int(text)) if kind == "sas" else date.fromisoformat(text[:10])
    except ValueError:
        raise TrainingUnsound(faults=f"{text} is no day of the kind {kind}") from None


@dataclass(frozen=True, slots=True)
class Sample:
    """Rows that may be learned from, and for each whether it turned bad and when it was decided; ``left_out`` are too young to tell."""

    rows: tuple[Row, ...]
    bads: tuple[int, ...]
    days: tuple[date | None, ...]
    left_out: int

    def part(self, places: Sequence[int]) -> Sample:
        def pick(of: Sequence[Any]) -> tuple[Any, ...]:
            return tuple(of[place] for place in places)

        return Sample(pick(self.rows), pick(self.bads), pick(self.days), 0)


def sample_of(job: Job, rows: Sequence[Row]) -> Sample:
    """Who turned bad within the performance window; a row whose window is not over by ``as_of`` says nothing yet and is left out."""
    target, windows, decision = job.content["target"], job.content["windows"], job.content["decision"]
    length, as_of = windows.get("performance_days"), windows.get("as_of")
    kept: list[tuple[Row, int, date | None]] = []
    for row in rows:
        decided = day_of(row[decision["column"]], decision["type"]) if decision else None
        if decided and length and as_of and decided + timedelta(days=length) > date.fromisoformat(as_of):
            continue
        kept.append((row, int(row[target["column"]] in target["bad"] and _in_time(job, row, decided)), decided))
    taken = tuple(zip(*kept, strict=True)) or ((), (), ())
    return Sample(taken[0], taken[1], taken[2], len(rows) - len(kept))


def _in_time(job: Job, row: Row, decided: date | None) -> bool:
    """Whatever turned bad after the window was good within it."""
    length, column = job.content["windows"].get("performance_days"), job.content["target"].get("turned_on")
    turned = day_of(row[column], job.content["decision"]["type"]) if column and job.content["decision"] else None
    return not (length and turned and decided) or turned <= decided + timedelta(days=length)


def in_window(job: Job, rows: Sequence[Row], feature: Feature) -> Iterator[str]:
    """A feature's values; one that came to be before the observation window began is too old to be used, and counts as missing."""
    length, decision = job.content["windows"].get("observation_days"), job.content["decision"]
    for row in rows:
        value = row[feature.feature].strip()
        if feature.known != APPLICATION and length and decision:
            known, decided = day_of(row[feature.known], decision["type"]), day_of(row[decision["column"]], decision["type"])
            value = "" if known and decided and known < decided - timedelta(days=length) else value
        yield value

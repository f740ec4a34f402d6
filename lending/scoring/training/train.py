"""From a job and rows to an artefact and a report: the same rows and the same job give the same bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from lending.portraits.public import digest

from ..artefact import FORMAT, Scorecard, read
from ..errors import LeakFound, TrainingUnsound
from ..rules import score
from .binning import PLACES, Binned, binned
from .job import Feature, Job, Row, Sample, day_of, in_window, job_of, sample_of
from .leaks import leaks
from .logistic import Matrix, fit
from .reporting import report_of

LEAST_BADS = 50
ALIKE = 0.8
LEAST_IV = 1e-6
BANDS = 10


@dataclass(frozen=True, slots=True)
class Trained:
    """``log_odds`` are the trainer's own, in floats, of the rows that it tested on; what the artefact says of them must agree."""

    artefact: dict[str, Any]
    sha256: str
    report: dict[str, Any]
    tested: Sample
    log_odds: Matrix

    def content(self) -> dict[str, Any]:
        """The file that is sent to the registry."""
        return {"artefact": self.artefact, "sha256": self.sha256, "report": self.report}


def train(content: Mapping[str, Any], rows: Sequence[Row], *, on: date, against: Scorecard | None = None) -> Trained:
    """Learn a scorecard by what may be used on a day; ``against`` is one that it is compared with in a swap set.

    Raises:
        TrainingUnsound: the job can't be read, or there are too few bads to learn from.
        LeakFound: a feature knows the outcome, came after the decision, or may not be used.
    """
    job = job_of(content)
    sample = sample_of(job, rows)
    if not sample.rows or job.outcome not in sample.rows[0]:
        raise TrainingUnsound(faults="there are no rows, or no column for the target")
    found = leaks(job, sample.rows, sample.bads, on)
    if found:
        raise LeakFound(faults="; ".join(found[:5]), details={"faults": found})
    learned, tested = _split(job, sample)
    for name, part in (("train", learned), ("test", tested)):
        if min(sum(part.bads), len(part.bads) - sum(part.bads)) < LEAST_BADS:
            raise TrainingUnsound(faults=f"the {name} part has fewer than {LEAST_BADS} bads or goods")
    every = [binned(one, list(in_window(job, learned.rows, one)), learned.bads, job) for one in job.features]
    kept, dropped = _kept(every, learned, job)
    goods = 1.0 - np.array(learned.bads, dtype=np.float64)
    intercept, coefficients = fit(_evidence(kept, learned, job), goods)
    dropped |= {one.feature.feature: "its coefficient would be negative" for one, c in zip(kept, coefficients, strict=True) if c <= 0}
    used = [(one, Decimal(f"{c:.{PLACES}f}")) for one, c in zip(kept, coefficients, strict=True) if c > 0]
    artefact = _artefact(job, used, Decimal(f"{intercept:.{PLACES}f}"), learned)
    sha256 = digest(artefact)
    card = read(artefact, sha256)
    report = {**report_of(job, card, every, (learned, tested), dropped, sample.left_out, against), "trained_on": on.isoformat()}
    told = intercept + _evidence([one for one, _ in used], tested, job) @ coefficients[coefficients > 0]
    return Trained(artefact, sha256, report, tested, told)


def _split(job: Job, sample: Sample) -> tuple[Sample, Sample]:
    """By a column that says so, by the day of the decision (out of time), or by a stable draw from each row."""
    split = job.content["split"]
    if split["by"] == "column":
        learns = [row[split["column"]] in split["train"] for row in sample.rows]
    elif split["by"] == "time":
        since = day_of(split["test_from"], "iso")
        learns = [day is not None and since is not None and day < since for day in sample.days]
    elif split["by"] == "draw":
        learns = [_drawn(split["seed"], place) >= split["test_bp"] for place in range(len(sample.rows))]
    else:
        raise TrainingUnsound(faults=f"no way to split is called {split['by']}")
    places = range(len(learns))
    return sample.part([place for place in places if learns[place]]), sample.part([place for place in places if not learns[place]])


def _drawn(seed: str, place: int) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed}/{place}".encode()).digest()[:8]) % 10_000


def _kept(every: Sequence[Binned], learned: Sample, job: Job) -> tuple[list[Binned], dict[str, str]]:
    """The strongest first; too weak, or a twin of a stronger one, is left out and told."""
    ranked = sorted(every, key=lambda one: (-one.iv, one.feature.feature))
    strong = [one for one in ranked if one.iv >= max(job.least_iv, LEAST_IV)]
    dropped = {one.feature.feature: "says too little" for one in ranked if one not in strong}
    alike = np.corrcoef(_evidence(strong, learned, job), rowvar=False).reshape(len(strong), len(strong))
    kept: list[int] = []
    for place, one in enumerate(strong):
        twin = next((other for other in kept if alike[place, other] > ALIKE), None)
        if twin is None:
            kept.append(place)
        else:
            dropped[one.feature.feature] = f"says the same as {strong[twin].feature.feature}"
    if not kept:
        raise TrainingUnsound(faults="no feature says anything of the outcome")
    return [strong[place] for place in kept], dropped


def _evidence(bins: Sequence[Binned], sample: Sample, job: Job) -> Matrix:
    columns = [[float(_woe(one, value)) for value in in_window(job, sample.rows, one.feature)] for one in bins]
    return np.array(columns, dtype=np.float64).reshape(len(bins), len(sample.rows)).T


def _woe(one: Binned, value: str) -> Decimal:
    if not value:
        return one.woes[-1]
    if one.feature.type == "text":
        return next((woe for group, woe in zip(one.bins, one.woes, strict=False) if value in group.ends), one.woes[-2])
    number = Decimal(value)
    return next(woe for part, woe in zip(one.bins, one.woes, strict=False) if part.ends[0] is None or number < part.ends[0])


def _artefact(job: Job, used: Sequence[tuple[Binned, Decimal]], intercept: Decimal, learned: Sample) -> dict[str, Any]:
    content = {
        "format": FORMAT,
        "name": job.content["name"],
        "population": job.content["population"],
        "target": dict(job.content["target"]),
        "intercept": f"{intercept:f}",
        "base_points": job.scaling.base_points(intercept),
        "scaling": job.scaling.content(),
        "characteristics": [_characteristic(one, coefficient, job) for one, coefficient in used],
        "reference": {"ends": [], "rows": [len(learned.rows)]},
        "trained": {
            "rows": len(learned.rows),
            "bads": sum(learned.bads),
            "job_sha256": digest(dict(job.content)),
            "data_sha256": digest([dict(row) for row in learned.rows]),
        },
    }
    content["reference"] = _reference(read(content, digest(content)), job, learned)
    return content


def _reference(card: Scorecard, job: Job, learned: Sample) -> dict[str, list[int]]:
    """How the scores that it was learned from fall into ten bands: what later ones are compared with."""
    from_rows = points_of(card, job, learned)
    ranked = sorted(from_rows)
    ends = sorted({ranked[len(ranked) * place // BANDS] for place in range(1, BANDS)} - {ranked[0]})
    rows = [0] * (len(ends) + 1)
    for points in from_rows:
        rows[sum(points >= end for end in ends)] += 1
    return {"ends": ends, "rows": rows}


def points_of(card: Scorecard, job: Job, sample: Sample) -> list[int]:
    return [score(card, values).points for values in values_of(job, sample)]


def values_of(job: Job, sample: Sample) -> list[dict[str, str]]:
    """Each row as the scorecard will meet it."""
    columns = {one.feature: list(in_window(job, sample.rows, one)) for one in job.features}
    return [{name: column[place] for name, column in columns.items()} for place in range(len(sample.rows))]


def _characteristic(one: Binned, coefficient: Decimal, job: Job) -> dict[str, Any]:
    feature: Feature = one.feature
    places = [*one.bins, one.other, one.missing]
    told = [
        {"woe": f"{woe:f}", "points": job.scaling.points(coefficient * woe), "rows": part.rows, "bads": part.bads}
        for part, woe in zip(places, one.woes, strict=True)
    ]
    texts = feature.type == "text"
    ends = [{"values": list(part.ends)} if texts else {"until": None if part.ends[0] is None else f"{part.ends[0]:f}"} for part in one.bins]
    return {
        "feature": feature.feature,
        "type": feature.type,
        "direction": one.direction,
        "code": feature.code,
        "coefficient": f"{coefficient:f}",
        "bins": [{**end, **row} for end, row in zip(ends, told, strict=False)],
        "other": told[-2],
        "missing": told[-1],
    }

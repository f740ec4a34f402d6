"""What a validator reads before a scorecard may score anybody: how well it tells, how true its odds are, and who would flip."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from .. import measures
from ..artefact import Scorecard
from ..rules import Scored, bin_of, score
from .binning import Binned
from .job import Job, Sample, in_window
from .logistic import slope

PLACES = 6


def report_of(
    job: Job,
    card: Scorecard,
    every: Sequence[Binned],
    parts: tuple[Sample, Sample],
    dropped: dict[str, str],
    left_out: int,
    against: Scorecard | None,
) -> dict[str, Any]:
    """Plain data; fractions are text of six places, so that the report can be hashed like the artefact."""
    learned, tested = parts
    before, after = (_scores(card, job, part) for part in parts)
    ends = card.reference[0]
    counts = [measures.counted([one.points for one in scores], ends) for scores in (before, after)]
    return {
        "job": dict(job.content),
        "train": _told(before, learned.bads),
        "test": _told(after, tested.bads),
        "psi": text(measures.psi(*counts)),
        "calibration": [
            {"rows": rows, "said": text(said), "was": text(was)}
            for rows, said, was in measures.calibration([float(one.probability) for one in after], tested.bads)
        ],
        "features": [_feature(one, card, job, parts) for one in sorted(every, key=lambda one: (-one.iv, one.feature.feature))],
        "dropped": dropped,
        "left_out": left_out,
        "swaps": {"against": against.name, "sha256": against.sha256, **swaps(after, _scores(against, job, tested), tested.bads)} if against else None,
    }


def _scores(card: Scorecard, job: Job, sample: Sample) -> list[Scored]:
    columns = {one.feature: list(in_window(job, sample.rows, one)) for one in job.features}
    return [score(card, {name: column[place] for name, column in columns.items()}) for place in range(len(sample.rows))]


def _told(scores: Sequence[Scored], bads: Sequence[int]) -> dict[str, Any]:
    log_odds = [float(one.log_odds) for one in scores]
    area = measures.auc(log_odds, bads)
    return {
        "rows": len(bads),
        "bads": sum(bads),
        "auc": text(area),
        "gini": text(2 * area - 1),
        "ks": text(measures.ks(log_odds, bads)),
        "brier": text(measures.brier([float(one.probability) for one in scores], bads)),
        "calibration_slope": text(slope(np.array(log_odds), 1.0 - np.array(bads, dtype=np.float64))),
    }


def _feature(one: Binned, card: Scorecard, job: Job, parts: Iterable[Sample]) -> dict[str, Any]:
    """Its information value, and how far its bins moved between the two parts."""
    name, moved = one.feature.feature, None
    used = next((found for found in card.characteristics if found.feature == name), None)
    if used is not None:
        bins = [found.name for found in used.all_bins()]
        met = [[bin_of(used, value).name for value in in_window(job, part.rows, one.feature)] for part in parts]
        moved = text(measures.psi(*[[names.count(found) for found in bins] for names in met]))
    return {"feature": name, "iv": text(one.iv), "psi": moved, "is_used": used is not None}


def swaps(scores: Sequence[Scored], others: Sequence[Scored], bads: Sequence[int], share: float = 0.7) -> dict[str, Any]:
    """Whom each of two scorecards would take, if either took the same share: those only one takes, and how many of them turned bad."""
    most = int(len(scores) * share)
    taken, before = (set(sorted(range(len(bads)), key=lambda place: (-by[place].log_odds, place))[:most]) for by in (scores, others))
    groups = {"both": taken & before, "swapped_in": taken - before, "swapped_out": before - taken, "neither": set(range(len(bads))) - taken - before}
    return {"share": text(share)} | {name: {"rows": len(who), "bads": sum(bads[place] for place in who)} for name, who in groups.items()}


def text(number: float) -> str:
    return f"{number:.{PLACES}f}"

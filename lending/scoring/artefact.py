"""A scorecard as plain JSON: everything that scoring needs, nothing that runs.

A characteristic is one feature in bins. Numbers are in half-open intervals that meet by construction, since each bin says
only where it ends; a missing value and a text that training never saw have bins of their own. The weight of evidence
(``woe``) of a bin is ln(share of the goods / share of the bads), so more is better, and with coefficients that are never
negative a better bin is a better score. Fractions are written as decimal text, not as floats: PostgreSQL's ``jsonb`` and any
language then read the same number, and scoring is exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from lending.portraits.public import digest

from .errors import ArtefactEdited, ArtefactUnsound
from .scaling import Scaling

FORMAT = 1
PLACES = Decimal("1e-12")
KEYS = frozenset({"format", "name", "population", "target", "intercept", "base_points", "scaling", "characteristics", "reference", "trained"})
CHARACTERISTIC = frozenset({"feature", "type", "direction", "code", "coefficient", "bins", "other", "missing"})
BIN = {"number": frozenset({"until", "woe", "points", "rows", "bads"}), "text": frozenset({"values", "woe", "points", "rows", "bads"})}
OUTSIDE = frozenset({"woe", "points", "rows", "bads"})
DIRECTIONS = frozenset({"rises", "falls", "none"})
Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Bin:
    name: str
    woe: Decimal
    points: int
    rows: int


@dataclass(frozen=True, slots=True)
class Characteristic:
    """``ends`` are the upper ends of all bins of a number but the last; ``bins`` are followed by ``other`` and ``missing``."""

    feature: str
    is_number: bool
    direction: str
    code: str
    coefficient: Decimal
    ends: tuple[Decimal, ...]
    members: Mapping[str, int]
    bins: tuple[Bin, ...]
    other: Bin
    missing: Bin
    most: int

    @property
    def least(self) -> int:
        return min(found.points for found in self.all_bins())

    def all_bins(self) -> tuple[Bin, ...]:
        return (*self.bins, self.other, self.missing)


@dataclass(frozen=True, slots=True)
class Scorecard:
    sha256: str
    name: str
    population: str
    intercept: Decimal
    base_points: int
    characteristics: tuple[Characteristic, ...]
    reference: tuple[tuple[int, ...], tuple[int, ...]]

    def features(self) -> tuple[str, ...]:
        return tuple(one.feature for one in self.characteristics)


def read(content: Content, sha256: str) -> Scorecard:
    """The scorecard of a file, if it is still the one that was hashed and makes sense.

    Raises:
        ArtefactEdited: its canonical digest is another.
        ArtefactUnsound: bins with holes, an order that was broken, points that don't follow, and the like.
    """
    if digest(content) != sha256:
        raise ArtefactEdited
    found = faults(content)
    if found:
        raise ArtefactUnsound(faults="; ".join(found[:5]), details={"faults": found})
    return Scorecard(
        sha256=sha256,
        name=content["name"],
        population=content["population"],
        intercept=Decimal(content["intercept"]),
        base_points=content["base_points"],
        characteristics=tuple(_characteristic(one) for one in content["characteristics"]),
        reference=(tuple(content["reference"]["ends"]), tuple(content["reference"]["rows"])),
    )


def _characteristic(content: Content) -> Characteristic:
    is_number = content["type"] == "number"
    ends = tuple(Decimal(one["until"]) for one in content["bins"][:-1]) if is_number else ()
    names = _intervals(ends) if is_number else [", ".join(one["values"]) for one in content["bins"]]
    return Characteristic(
        feature=content["feature"],
        is_number=is_number,
        direction=content["direction"],
        code=content["code"],
        coefficient=Decimal(content["coefficient"]),
        ends=ends,
        members={} if is_number else {value: place for place, one in enumerate(content["bins"]) for value in one["values"]},
        bins=tuple(_bin(name, one) for name, one in zip(names, content["bins"], strict=True)),
        other=_bin("other", content["other"]),
        missing=_bin("missing", content["missing"]),
        most=max(one["points"] for one in (*content["bins"], content["other"], content["missing"])),
    )


def _intervals(ends: Sequence[Decimal]) -> list[str]:
    if not ends:
        return ["any"]
    between = [f"[{low:f}, {high:f})" for low, high in pairwise(ends)]
    return [f"< {ends[0]:f}", *between, f">= {ends[-1]:f}"]


def _bin(name: str, content: Content) -> Bin:
    return Bin(name, Decimal(content["woe"]), content["points"], content["rows"])


def faults(content: Content) -> list[str]:
    """Sentences for whoever made the file, none if it can score."""
    try:
        if set(content) != KEYS or content["format"] != FORMAT:
            return [f"the file must be of format {FORMAT} and have exactly these parts: " + ", ".join(sorted(KEYS))]
        return list(_faults(content))
    except (ArithmeticError, AttributeError, KeyError, LookupError, TypeError, ValueError, InvalidOperation) as fault:
        return [f"the file can't be read: {type(fault).__name__} {fault}"]


def _faults(content: Content) -> Iterator[str]:
    scaling = Scaling.of(content["scaling"])
    if not content["name"].strip() or not content["population"].strip():
        yield "a scorecard has a name and says whom it was learned from"
    if content["base_points"] != scaling.base_points(_fraction(content["intercept"])):
        yield "the base points don't follow from the intercept"
    names = [one["feature"] for one in content["characteristics"]]
    if not names or len(set(names)) < len(names):
        yield "there is no characteristic, or one is there twice"
    for one in content["characteristics"]:
        yield from (f"{one['feature']}: {fault}" for fault in _faults_of(one, scaling))
    ends, rows = content["reference"]["ends"], content["reference"]["rows"]
    if list(ends) != sorted(set(ends)) or len(rows) != len(ends) + 1 or min(rows) < 0 or not sum(rows):
        yield "the reference scores are not counted in bands that meet"


def _faults_of(one: Content, scaling: Scaling) -> Iterator[str]:
    if set(one) != CHARACTERISTIC or one["type"] not in BIN or one["direction"] not in DIRECTIONS:
        yield "it has other parts than a characteristic"
        return
    bins, coefficient = one["bins"], _fraction(one["coefficient"])
    if not bins or any(set(row) != BIN[one["type"]] for row in bins) or any(set(one[name]) != OUTSIDE for name in ("other", "missing")):
        yield "a bin has other parts than a bin"
        return
    if coefficient < 0:
        yield "a negative coefficient would turn the bins round"
    for row in (*bins, one["other"], one["missing"]):
        if not 0 <= row["bads"] <= row["rows"]:
            yield "a bin has more bads than rows"
        if row["points"] != scaling.points(coefficient * _fraction(row["woe"])):
            yield "points don't follow from weight of evidence and coefficient"
    yield from _order(one) if one["type"] == "number" else _members(bins)


def _order(one: Content) -> Iterator[str]:
    *ends, last = [row["until"] for row in one["bins"]]
    numbers = [_fraction(end) for end in ends]
    if last is not None or any(low >= high for low, high in pairwise(numbers)):
        yield "the bins have a hole or overlap"
    woes = [_fraction(row["woe"]) for row in one["bins"]]
    if (one["direction"] == "rises" and woes != sorted(woes)) or (one["direction"] == "falls" and woes != sorted(woes, reverse=True)):
        yield f"the bins are not monotone, and were to say that it {one['direction']}"


def _members(bins: Sequence[Content]) -> Iterator[str]:
    values = [value for row in bins for value in row["values"]]
    if len(set(values)) < len(values) or not all(isinstance(value, str) for value in values):
        yield "a value is in two bins, or is no text"


def _fraction(text: Any) -> Decimal:
    """Only text: a float has lost what it was already."""
    if not isinstance(text, str):
        raise TypeError(f"{text!r} is not decimal text")
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(f"{text} is no number")
    return number

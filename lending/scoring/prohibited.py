"""What may never be learned from or decided by, as a dated list: each row says from when, until when, why and by whose rule."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from ecosystem.kernel.names import in_language

LIST = Path(__file__).parent / "content" / "prohibited.json"


@dataclass(frozen=True, slots=True)
class Prohibited:
    """``pattern`` is matched against whole words of a feature's name; ``until`` is the last day, or never."""

    pattern: str
    name_zh: str
    name_en: str
    why_zh: str
    why_en: str
    since: date
    until: date | None
    source_zh: str
    source_en: str

    @property
    def why(self) -> str:
        """In the reader's language."""
        return in_language(self.why_zh, self.why_en)

    @property
    def source(self) -> str:
        return in_language(self.source_zh, self.source_en)

    def stands(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)

    def names(self, feature: str) -> bool:
        return re.search(rf"(^|_)({self.pattern})(_|$)", in_words(feature)) is not None


def in_words(name: str) -> str:
    """``ChgOffPrinGr`` and ``chg.off prin`` → words with a ``_`` between, in small letters."""
    return re.sub(r"[^a-z0-9]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()).strip("_")


@cache
def whole_list() -> tuple[Prohibited, ...]:
    rows = json.loads(LIST.read_text(encoding="utf-8"))
    days = [(date.fromisoformat(row.pop("since")), row.pop("until")) for row in rows]
    return tuple(
        Prohibited(**row, since=since, until=date.fromisoformat(until) if until else None) for row, (since, until) in zip(rows, days, strict=True)
    )


def prohibited_on(on: date) -> list[Prohibited]:
    return [one for one in whole_list() if one.stands(on)]


def why_prohibited(feature: str, on: date) -> str:
    """Why a feature may not be used on a day; empty if it may."""
    return next((one.why_en for one in prohibited_on(on) if one.names(feature)), "")


def prohibited_among(features: Iterable[str], on: date) -> list[str]:
    """A sentence for each feature that may not be used on that day."""
    return [f"{feature} may not be used: it {why}" for feature in features if (why := why_prohibited(feature, on))]

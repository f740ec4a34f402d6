"""What a trade usually needs on its first day: category, hours, sections, goods with units and fields, what buyers are asked, reports."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ecosystem.kernel.names import in_language
from merchants.shops.public import Hours, every_day

FOLDER = Path(__file__).parent / "presets"


@dataclass(frozen=True, slots=True)
class Goods:
    """An article to tick: its code in the preset, names, unit, section, the word for its picture, and the questions asked with it.

    What is kept ``by_batch`` comes with its label and expiry from the second delivery on.
    """

    code: str
    name_zh: str
    name_en: str
    unit: str
    section_zh: str
    section_en: str
    kind: str
    asks: tuple[str, ...]
    made_to_order: bool
    by_batch: bool

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)

    @property
    def section(self) -> str:
        return in_language(self.section_zh, self.section_en)


@dataclass(frozen=True, slots=True)
class Ask:
    """A question with its answers: (Chinese, English, price delta in fen)."""

    code: str
    name_zh: str
    name_en: str
    least: int
    most: int
    answers: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Preset:
    category: str
    opens: str
    closes: str
    tables: str
    goods: tuple[Goods, ...]
    asks: dict[str, Ask]
    reports: tuple[str, ...]

    def hours(self) -> list[Hours]:
        opens, closes = (int(text[:2]) * 60 + int(text[3:]) for text in (self.opens, self.closes))
        return every_day(opens, closes)


@cache
def preset_of(trade: str) -> Preset:
    """Read from ``presets/<trade>.toml``."""
    told = tomllib.loads((FOLDER / f"{trade}.toml").read_text(encoding="utf-8"))
    goods = tuple(_goods(section, one) for section in told["section"] for one in section["goods"])
    asks = {one["code"]: _ask(one) for one in told.get("ask", [])}
    return Preset(told["category"], told["opens"], told["closes"], told["place"], goods, asks, tuple(told["reports"]))


def _goods(section: dict[str, Any], one: dict[str, Any]) -> Goods:
    return Goods(
        code=one["code"],
        name_zh=one["zh"],
        name_en=one["en"],
        unit=one["unit"],
        section_zh=section["zh"],
        section_en=section["en"],
        kind=one.get("kind", one["en"].lower()),
        asks=tuple(one.get("asks", ())),
        made_to_order=one.get("made_to_order", False),
        by_batch=one.get("by_batch", False),
    )


def _ask(one: dict[str, Any]) -> Ask:
    answers = tuple((zh, en, delta) for zh, en, delta in one["answers"])
    return Ask(one["code"], one["zh"], one["en"], one.get("least", 0), one.get("most", 1), answers)

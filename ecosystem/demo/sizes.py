"""Package sizes as the source prints them, made readable. A size that isn't understood is left out, never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from .shape import Named
from .source import SourceProduct

UNITS = {
    "OZ": ("盎司", "oz"), "FL OZ": ("液量盎司", "fl oz"), "LB": ("磅", "lb"), "CT": ("件装", "ct"), "ML": ("毫升", "ml"), "L": ("升", "L"),
    "LTR": ("升", "L"), "GAL": ("加仑", "gal"), "GA": ("加仑", "gal"), "PT": ("品脱", "pt"), "QT": ("夸脱", "qt"), "PK": ("联装", "pk"),
    "PC": ("件装", "pc"), "DZ": ("打", "doz"), "ROLL": ("卷", "rolls"), "SQ FT": ("平方英尺", "sq ft"), "FT": ("英尺", "ft"), "IN": ("英寸", "in"),
    "GM": ("克", "g"), "G": ("克", "g"), "STEM": ("枝", "stems"), "LOAD": ("次量", "loads"), "LD": ("次量", "loads"),
    "SHEET": ("张", "sheets"), "CUP": ("杯", "cups"),
}  # fmt: skip
UNIT = "|".join(sorted(UNITS, key=lambda unit: (-len(unit), unit)))
AMOUNT = r"\d+ \d/\d|\d/\d|\d*\.?\d+"
ONE = re.compile(rf"^(?P<amount>{AMOUNT})? ?(?P<unit>{UNIT})S?$")
MANY = re.compile(rf"^(?P<many>\d+)(?: ?(?:PK|CT|P)[ /]|[/-])(?P<amount>\d*\.?\d+) ?(?P<unit>{UNIT})S?$")
MANY_AFTER = re.compile(rf"^(?P<amount>\d*\.?\d+) ?(?P<unit>{UNIT})S?[ /](?P<many>\d+) ?(?:PK|CT)$")
CASES = {"greengrocer": 10, "florist": 10}
"""Fresh goods come in cases: pieces, or more pounds than this, are the case and not what is sold."""


def size(product: SourceProduct) -> Named | None:
    """``"12 PK/12 OZ"`` → 12 × 12 盎司 / 12 × 12 oz; ``None`` where a buyer would learn nothing."""
    printed = _printed(product.size)
    if printed is None:
        return None
    case = CASES.get(product.counter)
    is_case = case is not None and (printed.unit == "CT" or (printed.unit == "LB" and float(printed.amount) > case))
    return None if is_case else printed.name


@dataclass(frozen=True, slots=True)
class Printed:
    amount: str
    unit: str
    name: Named


@cache
def _printed(text: str) -> Printed | None:
    text = re.sub(r"\s+", " ", text.strip().upper())
    if several := MANY.match(text) or MANY_AFTER.match(text):
        many, amount, unit = several["many"], _decimal(several["amount"]), several["unit"]
        understood = 1 < int(many) <= 60 and unit not in ("CT", "PK", "LB", "IN")
        return Printed(amount=amount, unit=unit, name=_named(amount, unit, many=many)) if understood else None
    single = ONE.match(text)
    if not single:
        return None
    amount, unit = _decimal(single["amount"] or "1"), single["unit"]
    says_nothing = (amount == "1" and unit in ("CT", "PK", "PC")) or not 0 < float(amount) <= 2000
    return None if says_nothing else Printed(amount=amount, unit=unit, name=_named(amount, unit))


def _decimal(text: str) -> str:
    """``"10 3/4"`` → ``"10.75"``, ``".50"`` → ``"0.5"``."""
    value = sum(Fraction(part) for part in text.split())
    return f"{float(value):g}"


def _named(amount: str, unit: str, *, many: str = "") -> Named:
    zh, en = UNITS[unit]
    en = en.removesuffix("s") if amount == "1" else en
    prefix = f"{many} × " if many else ""
    return Named(zh=f"{prefix}{amount} {zh}", en=f"{prefix}{amount} {en}")

"""The nearest shops, exactly: cells narrow the search, distance decides, in one statement."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import Invalid
from ecosystem.places.public import MOST_METRES, cell_of, looks_around

from .models import Category
from .queries import FIELDS, ZONE_COLUMNS, ServingShop, serving
from .rules import week_minute

LONGEST_TEXT = 40
# A slip of the finger in a Latin name ("bakry") is forgiven from this length on.
SHORTEST_LOOSE = 4

WITH_SHOPS = f"""
SELECT {", ".join(f"shop.{field}" for field in FIELDS)}, near.metres,
       (SELECT array_agg(ARRAY[weekday, opens_minute, closes_minute] ORDER BY weekday, opens_minute)
        FROM shops_openinginterval WHERE shop_id = shop.id),
       (SELECT jsonb_agg(jsonb_build_array({", ".join(ZONE_COLUMNS)}) ORDER BY position)
        FROM shops_deliveryzone WHERE shop_id = shop.id)::text
FROM near JOIN shops_shop shop ON shop.id = near.shop_id ORDER BY near.metres, near.shop_id
"""  # noqa: S608 - field names of our own
BY_RINGS = f"WITH near AS (SELECT * FROM shops_nearby(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)) {WITH_SHOPS}"  # noqa: S608
LOOSELY = f"WITH near AS (SELECT * FROM shops_alike(%s, %s, %s, %s, %s, %s, %s, %s, %s)) {WITH_SHOPS}"  # noqa: S608


class RadiusOutOfRange(Invalid):
    code = "radius_out_of_range"
    sentence = _("Shops are looked for within %(most)s metres at most.")
    next_step = _("Choose a smaller radius.")


@dataclass(frozen=True, slots=True)
class After:
    """Where a page of results ended; ``loose`` when names were only alike."""

    metres: int
    id: UUID
    loose: bool = False


@dataclass(frozen=True, slots=True)
class NearbyShop:
    shop: ServingShop
    metres: int


@dataclass(frozen=True, slots=True)
class Found:
    """Shops by distance, then id; ``after`` asks for the next page, ``None`` when there is none."""

    shops: tuple[NearbyShop, ...]
    after: After | None
    loose: bool = False


def nearby_shops(
    *,
    lat: float | Decimal,
    lng: float | Decimal,
    radius_m: int,
    category: str = "",
    open_at: datetime | None = None,
    text: str = "",
    limit: int = 20,
    after: After | None = None,
) -> Found:
    """Shops within ``radius_m`` metres of a point (WGS-84), nearest first; one statement.

    ``open_at`` keeps those that are open and selling then. ``text`` matches names in either
    language and categories by word; where nothing does, names that sound alike (a second statement).

    Raises:
        RadiusOutOfRange: a radius below zero or above ``MOST_METRES``.
    """
    if not 0 <= radius_m <= MOST_METRES:
        raise RadiusOutOfRange(most=MOST_METRES)
    minute = week_minute(open_at) if open_at else None
    wanted = tidy(text)
    if after is None or not after.loose:
        found = _by_rings(float(lat), float(lng), radius_m, category, minute, wanted, limit, after)
        if found or after or not _may_be_loose(wanted):
            return _page(found, limit, loose=False)
    which = [float(lat), float(lng), radius_m, wanted, category or None, minute]
    return _page(_read(LOOSELY, [*which, after and after.metres, after and after.id, limit + 1]), limit, loose=True)


def tidy(text: str) -> str:
    """Full-width letters, capitals and spare blanks make no difference."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())[:LONGEST_TEXT]


def _by_rings(
    lat: float, lng: float, radius_m: int, category: str, minute: int | None, wanted: str, limit: int, after: After | None
) -> list[NearbyShop]:
    looks = looks_around(cell_of(lat, lng), radius_m)
    patterns = [f"%{_escaped(word)}%" for word in wanted.split()] or None
    where = [lat, lng, radius_m, list(looks.cells), list(looks.ends), list(looks.sure)]
    which = [[category] if category else Category.values, minute, patterns, categories_called(wanted) if wanted else []]
    return _read(BY_RINGS, [*where, *which, after and after.metres, after and after.id, limit + 1])


def categories_called(wanted: str) -> list[str]:
    """The categories whose name, in a language of ours, holds the text."""
    return [value for value, names in _category_names() if any(wanted in name for name in names)]


@cache
def _category_names() -> tuple[tuple[str, tuple[str, ...]], ...]:
    names: dict[str, list[str]] = {category.value: [] for category in Category}
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            for category in Category:
                names[category.value].append(str(category.label).lower())
    return tuple((value, tuple(called)) for value, called in names.items())


def _may_be_loose(wanted: str) -> bool:
    return len(wanted) >= SHORTEST_LOOSE and wanted.isascii()


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _read(statement: str, values: Sequence[Any]) -> list[NearbyShop]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchall()
    return [NearbyShop(serving(row[:-3], row[-2] or (), zones=json.loads(row[-1]) if row[-1] else ()), row[-3]) for row in rows]


def _page(rows: list[NearbyShop], limit: int, *, loose: bool) -> Found:
    shown = tuple(rows[:limit])
    more = len(rows) > limit and bool(shown)
    return Found(shown, After(shown[-1].metres, shown[-1].shop.id, loose) if more else None, loose)

"""The nearest shops, exactly: cells narrow the search, distance decides, in one statement."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.clock import business_date
from ecosystem.kernel.errors import Invalid
from ecosystem.kernel.words import Sought, exactly, loosely, terms_of
from ecosystem.places.public import MOST_METRES, areas_around, cell_of, looks_around

from .models import Category
from .queries import DAYS, FIELDS, HOURS, ZONES, ServingShop, serving
from .rules import week_minute

WITH_SHOPS = f"""
SELECT {", ".join(f"shop.{field}" for field in FIELDS)}, {HOURS}, {DAYS}, {ZONES}, near.*
FROM near JOIN shops_shop shop ON shop.id = near.shop_id ORDER BY near.metres, near.shop_id
"""  # noqa: S608 - field names of our own
AROUND = f"WITH near AS (SELECT * FROM shops_around(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)) {WITH_SHOPS}"  # noqa: S608
FOUND = f"WITH near AS (SELECT * FROM shops_found(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)) {WITH_SHOPS}"  # noqa: S608


class RadiusOutOfRange(Invalid):
    code = "radius_out_of_range"
    sentence = _("Shops are looked for within %(most)s metres at most.")
    next_step = _("Choose a smaller radius.")


@dataclass(frozen=True, slots=True)
class After:
    """Where a page of results ended; ``loose`` when slips were forgiven."""

    metres: int
    id: UUID
    loose: bool = False


@dataclass(frozen=True, slots=True)
class NearbyShop:
    """A shop and how far it is; of a search also ``hits``, how many of its goods answer to it, and the three closest of them."""

    shop: ServingShop
    metres: int
    goods: tuple[UUID, ...] = ()
    hits: int = 0


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
    delivers: bool = False,
    text: str = "",
    limit: int = 20,
    after: After | None = None,
) -> Found:
    """Shops within ``radius_m`` metres of a point (WGS-84), nearest first, whatever else they are; one statement.

    ``open_at`` keeps those that are open and selling then, ``delivers`` those that deliver to the point. ``text`` keeps
    those whose names and trade, or one of whose goods, have words that begin as all its terms do, in Chinese, pinyin,
    initials or English; where none does, slips are forgiven (a second statement, see ``loosely``).

    Raises:
        RadiusOutOfRange: a radius below zero or above ``MOST_METRES``.
    """
    if not 0 <= radius_m <= MOST_METRES:
        raise RadiusOutOfRange(most=MOST_METRES)
    # A tenth of a metre is as exact as zones are: the statement and the page then mean one point.
    here = (round(float(lat), 6), round(float(lng), 6), radius_m)
    moment = (business_date(open_at), week_minute(open_at)) if open_at else (None, None)
    which = ([category] if category else Category.values, *moment, delivers)
    page = (after and after.metres, after and after.id, limit + 1)
    terms = terms_of(text)
    if not terms:
        looks = looks_around(cell_of(lat, lng), radius_m)
        return _page(_read(AROUND, [*here, list(looks.cells), list(looks.ends), list(looks.sure), *which, *page]), limit)
    areas = areas_around(lat, lng, radius_m)
    where = (*here, list(areas.cells), list(areas.ends), list(areas.sure))
    if after is None or not after.loose:
        found = _found(where, exactly(terms), which, page)
        if found or after:
            return _page(found, limit)
    loose = loosely(terms)
    return _page(_found(where, loose, which, page), limit, loose=True) if loose else Found((), None)


def _found(where: Sequence[Any], sought: Sought, which: Sequence[Any], page: Sequence[Any]) -> list[NearbyShop]:
    return _read(FOUND, [*where, *sought.asked(), *which, *page])


def _read(statement: str, values: Sequence[Any]) -> list[NearbyShop]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchall()
    return [_nearby(row) for row in rows]


def _nearby(row: Sequence[Any]) -> NearbyShop:
    width = len(FIELDS)
    hours, days, zones, _shop_id, metres, *hit = row[width:]
    shop = serving(row[:width], hours or (), zones=json.loads(zones) if zones else (), days=json.loads(days) if days else ())
    if not hit:
        return NearbyShop(shop, metres)
    goods, hits = hit
    return NearbyShop(shop, metres, tuple(UUID(one) for one in goods.split(",") if one), hits)


def _page(rows: list[NearbyShop], limit: int, *, loose: bool = False) -> Found:
    shown = tuple(rows[:limit])
    more = len(rows) > limit and bool(shown)
    return Found(shown, After(shown[-1].metres, shown[-1].shop.id, loose) if more else None, loose)

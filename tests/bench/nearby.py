"""How long the server takes to find the nearest open shops among 20,000 in one town.

The value is the 95th percentile of whole requests to ``GET /api/v1/shops/nearby`` through every
middleware; the limit is that of the bare statement on the same connection, in the same run.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from time import perf_counter, process_time
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ecosystem.identity.public import Party
from merchants.shops.models import Shop
from merchants.shops.public import Category, Profile, draft_shop, nearby_shops

SHOPS, ASKED, WARMING = 20_000, 300, 30
CENTRE = (30.60, 122.90)
# 20,000 shops within 15 km of the centre, most of them in the middle, as towns are.
SPREAD_DEGREES = 0.06
AT = datetime(2026, 11, 3, 2, tzinfo=UTC)

# Nine days in ten; from between six and eleven in the morning, for eight to fourteen hours.
WEEKS = """
INSERT INTO shops_openinginterval (shop_id, weekday, opens_minute, closes_minute)
SELECT id, weekday, (6 + luck % 6) * 60, (6 + luck % 6 + 8 + luck % 7) * 60
FROM (SELECT id, weekday, abs(hashtext(name_en)) AS luck, abs(hashtext(name_en || weekday)) AS day_luck
      FROM shops_shop, generate_series(0, 6) weekday) each_day
WHERE day_luck % 10 > 0
"""


def run() -> dict[str, float | str | None]:
    """Builds the town in a transaction, measures, and leaves nothing behind."""
    dice = random.Random(7)
    with transaction.atomic():
        _build(dice)
        points = [_place(dice) for _ in range(ASKED)]
        trades = [dice.choice(Category.values) for _ in range(ASKED)]
        asked = list(zip(points, trades, strict=True))
        limit = _p95([lambda lat=lat, lng=lng, trade=trade: _bare(lat, lng, trade) for (lat, lng), trade in asked])
        client = Client()
        began = process_time()
        value = _p95([lambda lat=lat, lng=lng, trade=trade: _request(client, lat, lng, trade) for (lat, lng), trade in asked])
        cpu_ms = (process_time() - began) * 1000 / (ASKED + WARMING)
        with CaptureQueriesContext(connection) as statements:
            _request(client, *points[0], trades[0])
        transaction.set_rollback(True)
    return {
        "value": round(value, 2),
        "unit": "ms p95",
        "limit": round(limit, 2),
        "ratio": round(value / limit, 2),
        "sql": len(statements),
        "cpu_ms": round(cpu_ms, 2),
    }


def _build(dice: random.Random) -> None:
    party = Party.objects.create(kind="company", name_zh="街", name_en="Street", created_at=AT)
    profile = Profile(name_zh="店", name_en="Shop", category="grocer", lat=Decimal(0), lng=Decimal(0), opened_on=date(2026, 1, 5))
    shops = []
    for number in range(SHOPS):
        lat, lng = _place(dice)
        name = {"name_zh": f"小店{number}", "name_en": f"Shop {number}", "category": dice.choice(Category.values)}
        shops.append(draft_shop(party.pk, replace(profile, **name, lat=Decimal(f"{lat:.6f}"), lng=Decimal(f"{lng:.6f}"))))
    Shop.objects.bulk_create(shops, batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute(WEEKS)


def _place(dice: random.Random) -> tuple[float, float]:
    return dice.gauss(CENTRE[0], SPREAD_DEGREES), dice.gauss(CENTRE[1], SPREAD_DEGREES)


def _bare(lat: float, lng: float, trade: str) -> None:
    nearby_shops(lat=lat, lng=lng, radius_m=3000, category=trade, open_at=AT, limit=20)


def _request(client: Client, lat: float, lng: float, trade: str) -> None:
    where = {"lat": lat, "lng": lng, "radius_m": 3000, "category": trade, "open": "true", "limit": 20}
    answer = client.get("/api/v1/shops/nearby", where)
    assert answer.status_code == 200, answer.content


def _p95(asks: Sequence[Callable[[], Any]]) -> float:
    for ask in asks[:WARMING]:
        ask()
    took = []
    for ask in asks:
        began = perf_counter()
        ask()
        took.append((perf_counter() - began) * 1000)
    return sorted(took)[int(len(took) * 0.95)]

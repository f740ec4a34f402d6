"""How long the server takes to find the nearest open shops among 20,000 in one town.

The value is the 95th percentile of whole requests to ``GET /api/v1/shops/nearby`` through every
middleware; the limit is that of the bare statement on a bare connection, in the same run.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from time import perf_counter, process_time
from typing import Any

import psycopg

from ecosystem.kernel import clock
from tests import databases
from tests.bench import Measure, measured

SHOPS, ASKED, WARMING = 20_000, 300, 30
RADIUS_M, PAGE = 3000, 20
CENTRE = (30.60, 122.90)
# 20,000 shops within 15 km of the centre, most of them in the middle, as towns are.
SPREAD_DEGREES = 0.06
TRADES = ("grocer", "greengrocer", "butcher", "bakery", "deli", "household", "pharmacy", "fishmonger", "florist", "wine")
AT = datetime(2026, 11, 3, 2, tzinfo=UTC)

# Nine days in ten; from between six and eleven in the morning, for eight to fourteen hours.
WEEKS = """
INSERT INTO shops_openinginterval (shop_id, weekday, opens_minute, closes_minute)
SELECT id, weekday, (6 + luck % 6) * 60, (6 + luck % 6 + 8 + luck % 7) * 60
FROM (SELECT id, weekday, abs(hashtext(name_en)) AS luck, abs(hashtext(name_en || weekday)) AS day_luck
      FROM shops_shop, generate_series(0, 6) weekday) each_day
WHERE day_luck % 10 > 0
"""


def nearby() -> Measure:
    """Whole requests for 20 open shops of one trade within 3 km, one client."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    dice = random.Random(7)
    _build(dice)
    asked = [(*_place(dice), dice.choice(TRADES)) for _ in range(ASKED)]
    with databases.connect(connection.settings_dict) as bare:
        limit = _p95([_bare(bare, *where) for where in asked])
    client = Client(headers={"host": "localhost"})
    began = process_time()
    value = _p95([partial(_request, client, *where) for where in asked])
    cpu_ms = (process_time() - began) * 1000 / (ASKED + WARMING)
    with CaptureQueriesContext(connection) as statements:
        _request(client, *asked[0])
    connection.close()
    return measured(value, "ms p95", limit=limit, sql=len(statements), cpu_ms=cpu_ms)


def _build(dice: random.Random) -> None:
    from django.db import connection, transaction

    from ecosystem.identity.public import Party
    from merchants.shops.models import Shop
    from merchants.shops.public import Profile, draft_shop

    party = Party.objects.create(kind="company", name_zh="街", name_en="Street", created_at=AT)
    profile = Profile(name_zh="店", name_en="Shop", category="grocer", lat=Decimal(0), lng=Decimal(0), opened_on=date(2026, 1, 5))
    shops = []
    for number in range(SHOPS):
        lat, lng = _place(dice)
        name: dict[str, Any] = {"name_zh": f"小店{number}", "name_en": f"Shop {number}", "category": dice.choice(TRADES)}
        shops.append(draft_shop(party.pk, replace(profile, **name, lat=Decimal(f"{lat:.6f}"), lng=Decimal(f"{lng:.6f}"))))
    with transaction.atomic(), connection.cursor() as cursor:
        Shop.objects.bulk_create(shops, batch_size=2000)
        cursor.execute(WEEKS)
    with databases.owner_connection(str(connection.settings_dict["NAME"])) as owner:
        owner.execute("VACUUM ANALYZE shops_shop, shops_openinginterval")


def _place(dice: random.Random) -> tuple[float, float]:
    return dice.gauss(CENTRE[0], SPREAD_DEGREES), dice.gauss(CENTRE[1], SPREAD_DEGREES)


def _bare(bare: psycopg.Connection[tuple[object, ...]], lat: float, lng: float, trade: str) -> Callable[[], Any]:
    """The statement alone, its parameters worked out beforehand, its rows left as they come."""
    from ecosystem.places.public import cell_of, looks_around
    from merchants.shops.nearby import BY_RINGS
    from merchants.shops.rules import week_minute

    looks = looks_around(cell_of(lat, lng), RADIUS_M)
    where = [lat, lng, RADIUS_M, list(looks.cells), list(looks.ends), list(looks.sure)]
    return lambda: bare.execute(BY_RINGS, [*where, [trade], week_minute(clock.now()), None, [], None, None, PAGE + 1]).fetchall()


def _request(client: Any, lat: float, lng: float, trade: str) -> None:
    where = {"lat": lat, "lng": lng, "radius_m": RADIUS_M, "category": trade, "open": "true", "limit": PAGE}
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

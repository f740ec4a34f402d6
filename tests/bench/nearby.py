"""How long the server takes to find the nearest open shops, and those that have what somebody types.

The value is the 95th percentile of whole requests to ``GET /api/v1/shops/nearby`` through every middleware; the limit is
that of the bare statement on a bare connection, in the same run. ``make bench`` asks a town of 150,000 shops, and one of
15,000 with ten articles each; ``make soak ARGS="nearby"`` asks ten times as many of both. 150,000 shops lie within some
40 km, most of them in the middle; more are not denser, they reach farther.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Sequence
from functools import partial
from time import perf_counter, process_time
from typing import Any

import psycopg

from ecosystem.kernel import clock
from tests import databases
from tests.bench import Measure, Rows, measured
from tests.bench._street import TRADES, build, goods_named, place

SCALE = int(os.environ.get("TWIN_BENCH_SCALE", "1"))
SUFFIX = "" if SCALE == 1 else f"_{SCALE}x"
SHOPS, STOCKED_SHOPS, GOODS_EACH = 150_000 * SCALE, 15_000 * SCALE, 10
ASKED, WARMING = 300, 30
RADIUS_M, PAGE = 3000, 20


def nearby() -> Rows:
    """Whole requests for 20 open shops of one trade within 3 km, one client."""
    dice, spread = random.Random(7), _spread(SHOPS)
    build(dice, SHOPS, spread)
    return {f"nearby{SUFFIX}": _told([(*place(dice, spread), dice.choice(TRADES)) for _ in range(ASKED)], _by_trade, _bare_around)}


def search() -> Rows:
    """Whole requests for 20 shops within 3 km that have what is typed, one client."""
    dice, spread = random.Random(7), _spread(STOCKED_SHOPS)
    build(dice, STOCKED_SHOPS, spread, goods_each=GOODS_EACH)
    return {f"search{SUFFIX}": _told([(*place(dice, spread), _typed(dice)) for _ in range(ASKED)], _by_words, _bare_found)}


def _spread(shops: int) -> float:
    """Degrees of the normal distribution by which they lie around the centre."""
    return float(0.15 * (shops / 150_000) ** 0.5)


def _typed(dice: random.Random) -> str:
    """As people type: characters, pinyin, initials, English; two words, a slip in one of eight, nothing in one of twenty."""
    zh, pinyin, initials, en = dice.choice(goods_named())
    luck = dice.random()
    if luck < 0.05:
        return f"zz{initials}q"
    if luck < 0.175:
        word = max(pinyin, *en.split(), key=len)
        at = dice.randrange(2, len(word))
        return word[:at] + word[at + 1 :]
    return dice.choice([zh, zh[:1] + zh[1:2], pinyin, pinyin[:4], initials, en, en.split()[-1], f"{en.split()[0]} {zh[-1]}"])


def _told(asked: Sequence[tuple[float, float, str]], wish: Callable[..., dict[str, Any]], bare_ask: Callable[..., Callable[[], Any]]) -> Measure:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "localhost"})
    with databases.connect(connection.settings_dict) as bare:
        limit = _p95([bare_ask(bare, *where) for where in asked])
    began = process_time()
    value = _p95([partial(_request, client, wish(*where)) for where in asked])
    cpu_ms = (process_time() - began) * 1000 / (ASKED + WARMING)
    with CaptureQueriesContext(connection) as statements:
        _request(client, wish(*asked[0]))
    connection.close()
    return measured(value, "ms p95", limit=limit, sql=len(statements), cpu_ms=cpu_ms)


def _by_trade(lat: float, lng: float, trade: str) -> dict[str, Any]:
    return {"lat": lat, "lng": lng, "radius_m": RADIUS_M, "category": trade, "open": "true", "limit": PAGE}


def _by_words(lat: float, lng: float, text: str) -> dict[str, Any]:
    return {"lat": lat, "lng": lng, "radius_m": RADIUS_M, "q": text, "limit": PAGE}


def _request(client: Any, wish: dict[str, Any]) -> None:
    answer = client.get("/api/v1/shops/nearby", wish)
    assert answer.status_code == 200, answer.content


def _bare_around(bare: psycopg.Connection[tuple[object, ...]], lat: float, lng: float, trade: str) -> Callable[[], Any]:
    """The statement alone, its parameters worked out beforehand, its rows left as they come."""
    from ecosystem.kernel.clock import business_date
    from ecosystem.places.public import cell_of, looks_around
    from merchants.shops.nearby import AROUND
    from merchants.shops.rules import week_minute

    now = clock.now()
    looks = looks_around(cell_of(lat, lng), RADIUS_M)
    where = [lat, lng, RADIUS_M, list(looks.cells), list(looks.ends), list(looks.sure)]
    return lambda: bare.execute(AROUND, [*where, [trade], business_date(now), week_minute(now), False, None, None, PAGE + 1]).fetchall()


def _bare_found(bare: psycopg.Connection[tuple[object, ...]], lat: float, lng: float, text: str) -> Callable[[], Any]:
    """The same of a search, as it is typed: forgiving a slip is a second look, and no part of the limit."""
    from ecosystem.kernel.words import exactly, terms_of
    from ecosystem.places.public import areas_around
    from merchants.shops.models import Category
    from merchants.shops.nearby import FOUND

    areas, sought = areas_around(lat, lng, RADIUS_M), exactly(terms_of(text))
    where = [lat, lng, RADIUS_M, list(areas.cells), list(areas.ends), list(areas.sure)]
    which = [*sought.asked(), Category.values]
    return lambda: bare.execute(FOUND, [*where, *which, None, None, False, None, None, PAGE + 1]).fetchall()


def _p95(asks: Sequence[Callable[[], Any]]) -> float:
    for ask in asks[:WARMING]:
        ask()
    took = []
    for ask in asks:
        began = perf_counter()
        ask()
        took.append((perf_counter() - began) * 1000)
    return sorted(took)[int(len(took) * 0.95)]

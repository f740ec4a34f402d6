"""Paid orders of three lines per second, over HTTP from two server processes, eight buyers at eight shops.

The basket is filled on a bare connection before each checkout, for ours and for the limit alike.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from tests import databases
from tests.bench import Rows, measured
from tests.bench._corner import CLIENTS, FILL, Place, build
from tests.bench._served import FILLER, Caller, cpu_of, served
from tests.bench.clients import Act, Tally, repeat

SECONDS, WARMING_SECONDS = 5.0, 1.0
Each = TypeVar("Each")


def checkout() -> Rows:
    """The limit writes the same rows from one bare view, through Django's ORM, with no session and no rules."""
    from django.db import connection

    places = build()
    ours = run("ecosystem.wsgi:application", ours_of, places)
    bare = run("tests.bench._bare:application", bare_of, places)
    statements = _statements_of_one(places[0])
    connection.close()
    cpu_ms, bare_ms = (1000 * tally.served_seconds / tally.done for tally in (ours, bare))
    return {
        "checkout": measured(ours.per_second, "orders/s", limit=bare.per_second, sql=statements, cpu_ms=cpu_ms),
        "checkout_cpu": measured(cpu_ms, "ms CPU/order", limit=bare_ms, sql=statements, cpu_ms=cpu_ms),
    }


def run(application: str, make: Callable[[list[Each], int, int], Act], places: list[Each]) -> Tally:
    """What eight clients get done; ``make`` is told all their places, the port, and which client it is."""
    with served(application) as (port, server):
        # Once for the server to load all that it needs, once for the clock.
        repeat(partial(make, places, port), clients=CLIENTS, seconds=WARMING_SECONDS)
        return repeat(partial(make, places, port), clients=CLIENTS, seconds=SECONDS, meter=partial(cpu_of, server))


def ours_of(places: list[Place], port: int, client: int) -> Act:
    place, caller = places[client], Caller(port, places[client].cookie)
    fill = _filler(place)
    fill()
    asked = {"quote": caller.ask("GET", "/api/v1/basket")["quote"], "channel": "pickup"}
    caller.ask("POST", "/api/v1/checkout", asked, expect=201)

    def buy() -> None:
        fill()
        caller.ask("POST", "/api/v1/checkout", asked, expect=201)

    return buy


def bare_of(places: list[Place], port: int, client: int) -> Act:
    place, caller = places[client], Caller(port)
    fill = _filler(place)
    asked = {"buyer": str(place.buyer), "shops": [[str(place.shop), str(place.party)]]}

    def buy() -> None:
        fill()
        caller.ask("POST", "/bare", asked, expect=201)

    return buy


def _filler(place: Place) -> Act:
    from django.conf import settings

    line = databases.connect(settings.DATABASES["default"], FILLER)

    def fill() -> None:
        line.execute(FILL, [place.buyer, list(place.skus)])

    return fill


def _statements_of_one(place: Place) -> int:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "localhost", "cookie": place.cookie})
    _filler(place)()
    asked = {"quote": client.get("/api/v1/basket").json()["quote"], "channel": "pickup"}
    with CaptureQueriesContext(connection) as captured:
        answer = client.post("/api/v1/checkout", asked, content_type="application/json", headers={"Idempotency-Key": "one"})
    if answer.status_code != 201:
        raise AssertionError(answer.content)
    return sum(1 for query in captured if query["sql"] not in ("BEGIN", "COMMIT"))

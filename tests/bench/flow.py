"""Whole visits per second over HTTP: the shops nearby, three articles into the basket, the quote, the checkout."""

from __future__ import annotations

from functools import partial

from tests.bench import Measure, measured
from tests.bench._corner import CLIENTS, Place, build
from tests.bench._served import Caller, cpu_of, served
from tests.bench.clients import Act, repeat

SECONDS, WARMING_SECONDS = 6.0, 1.0


def flow() -> Measure:
    """Eight residents, each at a shop of her own; six requests a visit."""
    from django.db import connection

    places = build()
    with served("ecosystem.wsgi:application") as (port, server):
        visits = partial(visit_of, places, port)
        repeat(visits, clients=CLIENTS, seconds=WARMING_SECONDS)
        tally = repeat(visits, clients=CLIENTS, seconds=SECONDS, meter=partial(cpu_of, server))
    connection.close()
    return measured(tally.per_second, "flows/s", cpu_ms=1000 * tally.served_seconds / tally.done)


def visit_of(places: list[Place], port: int, client: int) -> Act:
    place, caller = places[client], Caller(port, places[client].cookie)

    def visit() -> None:
        caller.ask("GET", "/api/v1/shops/nearby?lat=30.6&lng=122.9&radius_m=1000")
        for sku in place.skus:
            caller.ask("POST", "/api/v1/basket/lines", {"sku": str(sku), "quantity": "1"}, expect=204)
        quote = caller.ask("GET", "/api/v1/basket")["quote"]
        caller.ask("POST", "/api/v1/checkout", {"quote": quote, "channel": "pickup"}, expect=201)

    return visit

"""How long a shop waits for what the bank makes of its trade: an answer over HTTP, a portrait after an order, a night's looking at everybody.

``offer`` is the slowest twentieth of owners who ask what they can borrow, until they see it: the request that looks, decides and offers,
and the page that it leads to. ``portrait_delay`` is the longest of a few orders, from their commit to the portrait that counts them,
with Celery and its clock as production has them. ``nightly`` looks at 5,000 merchants of 200 facts each, in as many processes
as there are workers, and is scaled to the 150,000 of a bank: they are looked at a slice at a time.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from multiprocessing import get_context
from time import perf_counter, process_time, sleep
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from tests import databases
from tests.bench import Measure, measured
from tests.bench._served import TOKEN, Caller, cpu_of, served, session_of

SHOPS, ASKED, DAYS = 6, 60, 120
ORDERS, PATIENCE_S = 5, 60
# Somebody else speaks HTTPS, as for the server.
FOR_WORKERS = {"DATABASE_POOL": "0", "HTTPS": "1"}
BANK, SHARE, SLICE, WORKERS = 150_000, 5_000, 1_000, 2


def offer() -> Measure:
    from ecosystem.kernel import clock
    from tests.lending.cast import merchant

    shops = [merchant(f"Shop {number}", days=DAYS, daily=60_000 + number * 7_000) for number in range(SHOPS)]
    for shop in shops:
        shop.consent(at=clock.now())
    cookies = [session_of(shop.owner) for shop in shops]
    databases.let_go()
    took = []
    with served("ecosystem.wsgi:application") as (port, server):
        callers = [Caller(port, cookie) for cookie in cookies]
        for caller, shop in zip(callers, shops, strict=True):
            _ask(caller, str(shop.party_id))
        cpu = sum(cpu_of(server).values())
        for turn in range(ASKED):
            began = perf_counter()
            _ask(callers[turn % SHOPS], str(shops[turn % SHOPS].party_id))
            took.append((perf_counter() - began) * 1_000)
        cpu = sum(cpu_of(server).values()) - cpu
    databases.let_go()
    return measured(sorted(took)[int(ASKED * 0.95)], "ms p95", cpu_ms=1_000 * cpu / ASKED)


def _ask(caller: Caller, party: str) -> None:
    form = urlencode({"party": party, "idempotency_key": uuid4().hex, "csrfmiddlewaretoken": TOKEN})
    status, said = caller.send("POST", "/credit/ask/", form, **{"Content-Type": "application/x-www-form-urlencoded"})
    assert status == 302, (status, said[:300])
    status, page = caller.send("GET", f"/credit/?party={party}", None)
    assert status == 200, page[:300]


def portrait_delay() -> Measure:
    from django.db import transaction

    from ecosystem.consent.public import CREDIT_ASSESSMENT, grant
    from ecosystem.feed.public import FactRow
    from ecosystem.identity.public import Membership
    from ecosystem.kernel import clock
    from lending.portraits.public import latest_snapshot
    from tests import cast
    from tests.bench._corner import build

    [place] = build(1)
    owner = Membership.objects.select_related("person").get(party=place.party, role=Membership.Role.OWNER).person
    with transaction.atomic():
        grant(party_id=place.party, purpose=CREDIT_ASSESSMENT.code, by=cast.actor(owner), at=clock.now())
    waited = []
    with served("ecosystem.wsgi:application") as (port, _server), _workers():
        for turn in range(ORDERS + 1):
            # A line of its own: the server hangs up on one that waits for a portrait.
            caller = Caller(port, place.cookie)
            caller.ask("POST", "/api/v1/basket/lines", {"sku": str(place.skus[0]), "quantity": "1"}, expect=204)
            quote = caller.ask("GET", "/api/v1/basket")["quote"]
            caller.ask("POST", "/api/v1/checkout", {"quote": quote, "channel": "pickup"}, expect=201)
            began = perf_counter()
            paid = FactRow.objects.filter(about=place.party, kind="trade.order_paid").latest("pk")
            while (seen := latest_snapshot(place.party)) is None or seen.facts_until < paid.pk:
                assert perf_counter() - began < PATIENCE_S, "no portrait counts the order"
                sleep(0.02)
            # The first waits for workers that are only starting.
            waited += [perf_counter() - began] if turn else []
            sleep(0.7 * turn)
    databases.let_go()
    return measured(max(waited), "s")


@contextmanager
def _workers() -> Iterator[None]:
    """Celery and its clock."""
    from ecosystem.stack.children import Program, end, spawn
    from ecosystem.stack.places import REPOSITORY, State

    state = State(REPOSITORY / ".state" / "bench")
    celery = (sys.executable, "-m", "celery", "-A", "ecosystem.celery")
    lines = {
        "worker": (*celery, "worker", "--concurrency", str(WORKERS), "--loglevel", "WARNING", "--without-gossip", "--without-mingle"),
        "beat": (*celery, "beat", "--schedule", str(state.folder / "beat-of-the-bench"), "--pidfile=", "--loglevel", "WARNING"),
    }
    with ExitStack() as running:
        for each, line in lines.items():
            program = Program(f"bench-{each}", line, state.log(f"bench-{each}"), {**os.environ, **FOR_WORKERS}, cwd=REPOSITORY)
            running.callback(end, spawn(program), program)
        yield


def nightly() -> Measure:
    from ecosystem.kernel import clock
    from lending.portraits import engines
    from lending.portraits.drawing import pack_some
    from lending.portraits.queries import consenting_parties
    from tests.bench import portraits

    at = clock.now()
    portraits.tell(at, merchants=SHARE)
    engines.plan("duckdb")
    while pack_some(SHARE * portraits.EACH):
        pass
    parties = consenting_parties(at)
    # The first night makes the offers that later nights find standing.
    seconds, cpu = 0.0, 0.0
    for night in range(2):
        work = [(parties[first : first + SLICE], at + timedelta(days=night)) for first in range(0, SHARE, SLICE)]
        databases.let_go()
        began = perf_counter()
        with ProcessPoolExecutor(WORKERS, mp_context=get_context("fork")) as workers:
            told = list(workers.map(_looked_at, work))
        seconds, cpu = perf_counter() - began, sum(spent for _decided, spent in told)
        assert sum(decided for decided, _spent in told) == SHARE
    databases.let_go()
    return measured(seconds * BANK / SHARE, "s", cpu_ms=1_000 * cpu / SHARE)


def _looked_at(work: tuple[list[Any], datetime]) -> tuple[int, float]:
    from lending.offers.public import qualify_parties

    began = process_time()
    return len(qualify_parties(party_ids=work[0], at=work[1])), process_time() - began

"""How long the portraits of many merchants take, facts read from PostgreSQL and all: 50,000 merchants over 10,000,000 facts.

The limit is the same facts copied out of PostgreSQL by a bare ``COPY`` of the columns, of which nothing is made.
Two processes draw, as many as Celery has workers here, each a slice of merchants at a time. A run takes 10,000 merchants, slices for
each, and its figure is scaled to 50,000: everything in it is in proportion. ``PORTRAITS=50000`` draws them all, which takes
a quarter of an hour with what they are drawn from. Facts are packed before the clock starts, as they are when they arrive:
``portraits_packing`` is how many facts a second that takes in. ``portraits_mib`` is the most memory that both processes held together.
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from functools import cache
from hashlib import md5
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter, process_time
from typing import LiteralString
from uuid import UUID

from tests import databases
from tests.bench import Rows, measured

WHOLE, EACH, WORKERS = 50_000, 200, 2
MERCHANTS = int(os.environ.get("PORTRAITS", 10_000))
SLICE = min(2_500, -(-MERCHANTS // WORKERS))
# Two of five facts tell of payments, two of their settlement; of the fifth half are refunds, half goods.
FACTS: LiteralString = """
INSERT INTO feed_factrow (kind, version, about, source, source_key, body, fingerprint, standing, transfer_id, occurred_at, recorded_at)
SELECT kind, 1, md5('party' || merchant)::uuid, 'bench', n || '/' || merchant,
    CASE kind
    WHEN 'trade.order_refunded' THEN jsonb_build_object('order', o, 'refund', n, 'amount_minor', 100 + n, 'currency', 'CNY', 'buyer', buyer)
    WHEN 'trade.stock_received' THEN jsonb_build_object('receipt', n, 'suppliers', 1, 'cost_minor', 10000 + n, 'lines', 3)
    ELSE jsonb_build_object('order', o, 'channel', 'pickup', 'gross_minor', paid, 'paid_minor', paid, 'fee_minor', paid / 200,
        'net_minor', paid - paid / 200, 'currency', 'CNY', 'buyer', buyer, 'same_owner', false, 'lines', 2, 'payer', buyer) END,
    decode(md5(n || '/' || merchant) || md5(kind), 'hex'), CASE kind WHEN 'trade.stock_received' THEN 'claimed' ELSE 'settled' END,
    md5(n || 'transfer' || merchant)::uuid, %(at)s - make_interval(secs => 60 + 86400 * 0.97 * o::int * 4), %(at)s
FROM (
    SELECT n, merchant, (n / 2)::text AS o, md5('buyer' || (n / 2 * 7919 + merchant) %% 40) AS buyer,
        500 + (n / 2 * 104729 + merchant * 31) %% 9000 AS paid,
        CASE WHEN n %% 10 < 4 OR n %% 10 IN (5, 6) THEN CASE n %% 2 WHEN 0 THEN 'trade.order_paid' ELSE 'trade.order_settled' END
        WHEN n %% 10 IN (7, 8) THEN CASE n %% 2 WHEN 0 THEN 'trade.order_paid' ELSE 'trade.order_settled' END
        WHEN n %% 10 = 4 THEN 'trade.order_refunded' ELSE 'trade.stock_received' END AS kind
    FROM generate_series(1, %(each)s) n, generate_series(1, %(merchants)s) merchant) told
"""
BARE: LiteralString = """COPY (SELECT id, about, kind, standing, occurred_at, body -> 'paid_minor', body -> 'net_minor',
    body -> 'order', body -> 'buyer' FROM feed_factrow) TO STDOUT (FORMAT binary)"""


def portraits() -> Rows:
    from django.conf import settings

    from ecosystem.kernel import clock
    from lending.portraits import engines
    from lending.portraits.drawing import pack_some

    at = clock.now()
    tell(at, merchants=MERCHANTS)
    # What a worker has loaded since its first portraits, and who they are of.
    engines.plan("duckdb")
    _parties()
    import_module("pandas")
    began = perf_counter()
    while pack_some(MERCHANTS * EACH):
        pass
    packing = MERCHANTS * EACH / (perf_counter() - began)
    with databases.connect(settings.DATABASES["default"]) as bare:
        began = perf_counter()
        with bare.cursor().copy(BARE) as rows:
            read = sum(1 for _row in rows)
        limit = perf_counter() - began
    assert read >= MERCHANTS * EACH
    databases.let_go()
    began = perf_counter()
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("fork")) as workers:
        told = list(workers.map(_drawn, [(first, at) for first in range(0, MERCHANTS, SLICE)]))
    seconds = perf_counter() - began
    assert sum(drawn for drawn, *_ in told) == MERCHANTS
    most = {process: mib for _drawn_, _cpu, process, mib in sorted(told, key=lambda one: one[3])}
    cpu = sum(one[1] for one in told)
    times = WHOLE / MERCHANTS
    return {
        "portraits": measured(seconds * times, "s", limit=limit * times, cpu_ms=1_000 * cpu / MERCHANTS),
        "portraits_mib": measured(sum(most.values()), "MiB"),
        "portraits_packing": measured(packing, "facts/s"),
    }


def _drawn(slice_: tuple[int, datetime]) -> tuple[int, float, int, float]:
    """The features of a slice of merchants, as ``draw_portraits`` makes them; how many have a typical month, and what it took of which process."""
    from django.db import transaction

    from lending.portraits.actions import measured_of
    from lending.portraits.drawing import uncollected
    from lending.portraits.rules import features_of

    first, at = slice_
    parties = _parties()[first : first + SLICE]
    cpu = process_time()
    with transaction.atomic(), uncollected():
        found = [features_of(row) for _grant, row in measured_of(party_ids=parties, at=at)]
    drawn = sum(1 for features in found if features["median_monthly_net_minor"]["value"] is not None)
    return drawn, process_time() - cpu, os.getpid(), _most_mib()


def tell(at: datetime, *, merchants: int) -> None:
    """Facts in the order in which they happened, merchants mixed as they are in life; each merchant consents."""
    from django.conf import settings
    from django.db import transaction

    from ecosystem.consent.public import CREDIT_ASSESSMENT
    from ecosystem.identity.public import register_person

    with transaction.atomic():
        register_person(email="bench@example.test", name_zh="店主", name_en="Owner", password=None, at=at)
    with databases.owner_connection(str(settings.DATABASES["default"]["NAME"])) as owner:
        owner.execute("ALTER TABLE feed_factrow DISABLE TRIGGER USER")
        owner.execute(FACTS, {"at": at, "each": EACH, "merchants": merchants})
        owner.execute("ALTER TABLE feed_factrow ENABLE TRIGGER USER")
        owner.execute("VACUUM ANALYZE feed_factrow")
        grant = {"at": at, "until": at + timedelta(days=100), "purpose": CREDIT_ASSESSMENT.code, "merchants": merchants}
        owner.execute(PARTIES, grant)
        owner.execute(GRANTS, grant)


PARTIES: LiteralString = """
INSERT INTO identity_party (id, kind, name_zh, name_en, created_at)
SELECT md5('party' || n)::uuid, 'sole_trader', '店', 'Shop', %(at)s FROM generate_series(1, %(merchants)s) n"""
GRANTS: LiteralString = """
INSERT INTO consent_grant (id, party_id, purpose, grantee, text_version, text_sha256, granted_by_id, granted_at, until, ending)
SELECT md5('grant' || n)::uuid, md5('party' || n)::uuid, %(purpose)s, 'bank', 1, repeat('0', 64),
    (SELECT id FROM identity_person LIMIT 1), %(at)s, %(until)s, ''
FROM generate_series(1, %(merchants)s) n"""


@cache
def _parties() -> list[UUID]:
    return sorted(UUID(md5(f"party{number}".encode(), usedforsecurity=False).hexdigest()) for number in range(1, MERCHANTS + 1))


def _most_mib() -> float:
    """Of this process alone: getrusage answers with the size of the one that started it, where that was greater."""
    kept = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
    return int(kept.split()[1]) / 1024

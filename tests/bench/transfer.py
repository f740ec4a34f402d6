"""Balanced transfers per second: 8 clients, 1,000 accounts, each transfer committed by itself."""

from __future__ import annotations

import json
import random
from itertools import count
from typing import LiteralString
from uuid import UUID

from tests import databases
from tests.bench import Measure, measured
from tests.bench.clients import Act, repeat

CLIENTS = 8
SECONDS = 5.0
ACCOUNTS = [f"deposit/{UUID(int=number)}/CNY" for number in range(1, 1001)]
OPENING_MINOR = 100_000_000
RAW: LiteralString = "SELECT transfer_id FROM ledger_post(%s, %s, 'bench', %s, now(), %s, %s::text[], %s::bigint[], NULL, 0)"


def transfer() -> Measure:
    """Through ``post_transfer``; the limit calls the same SQL function on a bare connection."""
    from django.db import connection

    from ecosystem.ledger.prove import PROOF

    _open()
    ours = repeat(ours_of, clients=CLIENTS, seconds=SECONDS)
    bare = repeat(bare_of, clients=CLIENTS, seconds=SECONDS)
    differences = [line for line in PROOF.prove() if line.differences]
    if differences:
        raise AssertionError(differences)
    statements = _statements_of_one()
    connection.close()
    return measured(ours.per_second, "transfers/s", limit=bare.per_second, sql=statements, cpu_ms=ours.cpu_ms_each)


def _open() -> None:
    from django.db import connection, transaction

    from ecosystem.kernel import clock
    from ecosystem.ledger.public import Leg, bank_account, open_accounts, post_transfer

    with transaction.atomic():
        open_accounts(ACCOUNTS)
        for code in ACCOUNTS:
            legs = [Leg(bank_account("cash", spread_by=code), -OPENING_MINOR), Leg(code, OPENING_MINOR)]
            post_transfer(key=f"opening/{code}", kind="opening", legs=legs, at=clock.now())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE ledger_account, ledger_transfer, ledger_entry")


def _statements_of_one() -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        ours_of(CLIENTS)()
    return sum(1 for query in captured if query["sql"] not in ("BEGIN", "COMMIT"))


def ours_of(client: int) -> Act:
    from django.db import transaction

    from ecosystem.kernel import clock
    from ecosystem.ledger.public import Leg, post_transfer

    chance, numbers = random.Random(client), count()

    def post() -> None:
        source, target = chance.sample(ACCOUNTS, 2)
        amount = chance.randint(1, 5000)
        with transaction.atomic():
            legs = [Leg(source, -amount), Leg(target, amount)]
            post_transfer(key=f"ours/{client}/{next(numbers)}", kind="bench", legs=legs, at=clock.now(), memo={"order": client})

    return post


def bare_of(client: int) -> Act:
    from django.conf import settings

    from ecosystem.kernel.ids import uuid7

    bare = databases.connect(settings.DATABASES["default"])
    bare.prepare_threshold = 1
    chance, numbers = random.Random(client), count()
    memo, nothing = json.dumps({"order": client}), bytes(32)

    def post() -> None:
        amount = chance.randint(1, 5000)
        bare.execute(RAW, [uuid7(), f"bare/{client}/{next(numbers)}", nothing, memo, chance.sample(ACCOUNTS, 2), [-amount, amount]])

    return post

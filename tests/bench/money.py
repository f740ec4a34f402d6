"""Paying out what ten thousand orders earned, and comparing a day of a hundred thousand payments with its file."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from tests import databases
from tests.bench import Measure, measured

SHOPS, ORDERS = 100, 10_000
PAYMENTS, LOST = 100_000, 50
SETTLED = """
INSERT INTO settlement_settlement (id, kind, shop_id, order_id, channel, goods_minor, subsidy_minor, delivery_fee_minor, commission_minor,
    commission_tax_minor, acquiring_fee_minor, recovered_minor, net_minor, advanced_minor, transfer_id, settled_at, available_on, released_at)
SELECT gen_random_uuid(), 'sale', s.id, gen_random_uuid(), 'pickup', 1000, 0, 0, 10, 0, 0, 0, 990, 0, gen_random_uuid(), %(at)s, %(on)s, %(at)s
FROM shops_shop s, generate_series(1, %(each)s)"""
# What a payout run must do at the least: stamp every order, move one balance a shop, write one row a shop.
BARE_RUN = """
WITH stamped AS (UPDATE settlement_settlement SET payout_id = %(payout)s WHERE shop_id = %(shop)s AND payout_id IS NULL RETURNING net_minor)
SELECT count(*), sum(net_minor) FROM stamped"""
PAID = """
WITH made AS (SELECT gen_random_uuid() AS id, gen_random_uuid() AS transfer, n FROM generate_series(1, %(count)s) n),
moved AS (
    INSERT INTO ledger_transfer (id, key, kind, fingerprint, memo, at)
    SELECT transfer, 'payment/' || id, 'payment', ''::bytea, '{}', %(at)s FROM made),
entries AS (
    INSERT INTO ledger_entry (transfer_id, account_id, currency, amount_minor, balance_after_minor, version)
    SELECT m.transfer, a.id, 'CNY', a.sign * 1000, a.sign * 1000 * m.n, m.n FROM made m, (VALUES (%(cash)s, -1), (%(shop)s, 1)) a(id, sign)),
balances AS (
    UPDATE ledger_account a SET balance_minor = w.sign * 1000 * %(count)s, version = %(count)s
    FROM (VALUES (%(cash)s, -1), (%(shop)s, 1)) w(id, sign) WHERE a.id = w.id)
INSERT INTO payments_payment (id, payer_id, method, amount_minor, currency, status, refund_reserved_minor, transfer_id, created_at, decided_at)
SELECT id, %(party)s, 'bank_account', 1000, 'CNY', 'succeeded', 0, transfer, %(at)s, %(at)s FROM made"""
# What any comparison must do at the least: read the file's rows into a table and join them with ours once.
BARE_COMPARISON = """
SELECT count(*) FROM payments_payment p FULL JOIN payments_statementline l ON l.ours_id = p.id
WHERE p.id IS NULL OR l.ours_id IS NULL OR p.amount_minor <> l.amount_minor"""


def payout_run() -> Measure:
    """Each shop's payout by its schedule; the limit stamps the same orders with one bare statement a shop."""
    from django.db import connection

    from ecosystem.kernel import clock
    from merchants.payouts.models import Payout
    from merchants.payouts.public import pay_out_by_schedule
    from merchants.payouts.queries import shops_due
    from merchants.settlement.prove import PROOF
    from merchants.shops.public import Shop

    at = clock.now()
    _open_shops(at)
    begun = time.perf_counter()
    due = shops_due(at + timedelta(days=1))
    for shop_id in due:
        pay_out_by_schedule(shop_id=shop_id, at=at + timedelta(days=1))
    took = time.perf_counter() - begun
    if (len(due), sum(Payout.objects.values_list("settlements", flat=True))) != (SHOPS, ORDERS):
        raise AssertionError("the run left orders unpaid")
    wrong = [line for line in PROOF.prove() if line.differences and "waits for payout" in line.name]
    if wrong:
        raise AssertionError(wrong)
    shops = list(Shop.objects.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(SETTLED, {"at": at, "on": at.date(), "each": ORDERS // SHOPS})
        cursor.execute("ANALYZE settlement_settlement")
    bare = _timed(lambda: _bare_run(shops))
    return measured(took, "s", limit=bare)


def _open_shops(at: datetime) -> None:
    from django.db import connection, transaction

    from ecosystem.ledger.public import Leg, available_of, bank_account, post_transfer
    from tests import cast

    owner = cast.person("owner")
    shops = [cast.shop(owner, f"Shop {number}") for number in range(SHOPS)]
    with connection.cursor() as cursor:
        cursor.execute(SETTLED, {"at": at, "on": at.date(), "each": ORDERS // SHOPS})
        cursor.execute("ANALYZE settlement_settlement")
    for shop in shops:
        earned = 990 * ORDERS // SHOPS
        legs = [Leg(bank_account("cash", spread_by=str(shop.pk)), -earned), Leg(available_of(shop.party_id), earned)]
        with transaction.atomic():
            post_transfer(key=f"bench/{shop.pk}", kind="opening", legs=legs, at=at)


def _bare_run(shops: list[UUID]) -> None:
    from django.conf import settings

    with databases.connect(settings.DATABASES["default"]) as bare:
        for shop in shops:
            with bare.transaction():
                bare.execute(BARE_RUN, {"payout": uuid4(), "shop": shop})


def reconcile() -> Measure:
    """Reading the file and comparing it with our rows and the ledger; the limit reads and joins once, on a bare connection."""
    from django.conf import settings
    from django.db import connection

    from ecosystem.kernel import clock
    from ecosystem.kernel.actor import platform
    from ecosystem.payments.actions import read_statement
    from ecosystem.payments.actions import reconcile as compare
    from ecosystem.payments.models import Case
    from ecosystem.payments.simulators.statements import SimulatedStatements

    at = clock.now()
    on, tomorrow = clock.business_date(at), at + timedelta(days=1)
    _open_payments(at)
    content = SimulatedStatements("bank_account", dict.fromkeys(range(1, LOST + 1), "lose")).fetch(on=on)
    if content is None:
        raise AssertionError("there is a file")
    by, begun = platform("bench"), time.perf_counter()
    read_statement(source="bank_account", on=on, content=content, by=by, at=tomorrow)
    compared = compare(source="bank_account", on=on, by=by, at=tomorrow)
    took = time.perf_counter() - begun
    if (compared.rows, Case.objects.count(), Case.objects.filter(difference="ours_only").count()) != (PAYMENTS, LOST, LOST):
        raise AssertionError(compared)
    connection.close()
    with databases.connect(settings.DATABASES["default"]) as bare:
        limit = _timed(lambda: bare.execute(BARE_COMPARISON).fetchone())
    return measured(took, "s", limit=limit)


def _open_payments(at: datetime) -> None:
    from django.db import connection, transaction

    from ecosystem.ledger.public import Account, bank_account, pending_of
    from tests import cast

    owner, payer = cast.person("owner"), cast.person("payer")
    shop = cast.shop(owner, "Shop")
    cash, pending = bank_account("cash", spread_by="bench"), pending_of(shop.party_id)
    codes = dict(Account.objects.filter(code__in=[cash, pending]).values_list("code", "pk"))
    named = {"cash": codes[cash], "shop": codes[pending], "party": payer.party_id}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PAID, {"count": PAYMENTS, "at": at, **named})
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE payments_payment, ledger_transfer, ledger_entry")


def _timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun

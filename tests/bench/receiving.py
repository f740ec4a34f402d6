"""Goods in: an order of two hundred lines counted at the door, shelved, valued and told to both sides, in one transaction.

The limit is one bare COPY of what those lines leave behind, a movement and a receipt's line each, and one UPDATE of their shelves,
on a bare connection, in the same run.
"""

from __future__ import annotations

import time
from itertools import count
from typing import Any

from tests import databases
from tests.bench import Measure, measured

LINES, EACH = 200, 10
BARE = """
CREATE TEMPORARY TABLE shelves (id int PRIMARY KEY, on_hand numeric(14, 3), value_minor bigint);
CREATE TEMPORARY TABLE moved (
    id int, kind text, quantity numeric(14, 3), on_hand_after numeric(14, 3), value_minor bigint, cause uuid, at timestamptz);
CREATE TEMPORARY TABLE counted (id int, accepted numeric(14, 3), rejected numeric(14, 3), why text, landed_minor bigint);
INSERT INTO shelves SELECT n, 0, 0 FROM generate_series(1, 200) n;
"""
SHELVE = """
UPDATE shelves s SET on_hand = s.on_hand + m.quantity, value_minor = s.value_minor + m.value_minor FROM moved m WHERE m.id = s.id
"""


def receive_order() -> Measure:
    """Milliseconds from the count to the commit, the middle of some orders."""
    from django.conf import settings

    town, articles = _stocked()
    taken = sorted(_received(town, articles) for _ in range(3))
    seconds, statements, cpu = taken[1]
    bare = _copied(databases.connect(settings.DATABASES["default"]))
    return measured(seconds * 1000, "ms", limit=bare * 1000, sql=statements, cpu_ms=cpu * 1000)


def _stocked() -> tuple[Any, list[Any]]:
    """A market whose shop buys two hundred articles of its own from the wholesaler."""
    from tests import buying, cast

    town = buying.market(money_minor=100_000_000)
    articles = []
    for number in range(LINES):
        name = f"Goods {number:03}"
        article = buying.article(town.supplier, town.wholesaler, name, price_minor=700 + number)
        buying.link(town.owner, cast.article(town.shop, town.owner, stock="0", name=name), article)
        articles.append(article)
    return town, articles


def _received(town: Any, articles: list[Any]) -> tuple[float, int, float]:
    from decimal import Decimal
    from uuid import uuid4

    from django.db import connection

    from merchants.procurement import actions
    from merchants.procurement.actions import Counted
    from merchants.procurement.rules import Want
    from tests.cast import MORNING, actor

    owner = actor(town.owner)
    wants = [Want(article.pk, Decimal(EACH)) for article in articles]
    order = actions.draft_order(shop_id=town.shop.pk, supplier_id=town.supplier.pk, wants=wants, key=uuid4().hex, by=owner, at=MORNING)
    order = actions.send_order(order_id=order.pk, by=owner, at=MORNING)
    actions.confirm_order(order_id=order.pk, revision=1, by=actor(town.packer), at=MORNING)
    counted = [Counted(position, Decimal(EACH), Decimal(0), "") for position in range(1, LINES + 1)]
    asked = count()
    began, cpu = time.perf_counter(), time.process_time()
    with connection.execute_wrapper(lambda execute, sql, params, many, context: (next(asked), execute(sql, params, many, context))[1]):
        receipt = actions.post_receipt(order_id=order.pk, counted=counted, shipment_id=None, key=uuid4().hex, by=actor(town.keeper), at=MORNING)
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    if receipt.lines.count() != LINES:
        raise AssertionError(receipt.lines.count())
    connection.close()
    return seconds, next(asked), cpu


def _copied(bare: Any) -> float:
    """The same rows, with nothing looked at, worked out or told."""
    bare.execute(BARE)
    cause, at = "0190a000-0000-7000-8000-000000000000", "2026-11-03 02:00:00+00"
    began = time.perf_counter()
    with bare.transaction():
        with bare.cursor() as cursor, cursor.copy("COPY moved FROM STDIN") as copy:
            for number in range(1, LINES + 1):
                copy.write_row((number, "received", EACH, EACH, 7_000, cause, at))
        with bare.cursor() as cursor, cursor.copy("COPY counted FROM STDIN") as copy:
            for number in range(1, LINES + 1):
                copy.write_row((number, EACH, 0, "", 0))
        bare.execute(SHELVE)
    return time.perf_counter() - began

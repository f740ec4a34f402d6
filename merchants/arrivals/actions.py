"""Counting how far people get who scanned a code. Nothing here knows who they are."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from ecosystem.kernel.clock import business_date
from ecosystem.kernel.verbs import entry

from .models import Arrival
from .rules import LONGEST_PLACE, MOST_PLACES, SCANNED, STEPS, counts

SCAN = """
INSERT INTO arrivals_arrival AS a (shop_id, "on", kind, place, scanned, opened, filled, signed_in, paid, returned)
SELECT %(shop)s, %(on)s, %(kind)s,
    CASE WHEN (SELECT count(*) FROM arrivals_arrival o WHERE o.shop_id = %(shop)s AND o."on" = %(on)s) < %(most)s THEN %(place)s ELSE '' END,
    1, 0, 0, 0, 0, 0
ON CONFLICT (shop_id, "on", kind, place) DO UPDATE SET scanned = a.scanned + 1
RETURNING a.place
"""


@entry
def count_scan(*, shop_id: UUID, kind: str, place: str, at: datetime) -> str:
    """A code of the shop was scanned once more today. Returns the place it is counted at; an unknown kind counts as elsewhere."""
    kind = kind if kind in Arrival.Kind.values else Arrival.Kind.OTHER
    values: dict[str, Any] = {"shop": shop_id, "on": business_date(at), "kind": kind, "place": place.strip()[:LONGEST_PLACE], "most": MOST_PLACES}
    with connection.cursor() as cursor:
        cursor.execute(SCAN, values)
        return str(cursor.fetchone()[0])


@entry
def count_steps(*, shop_id: UUID, on: date, kind: str, place: str, reached: int, step: int, at: datetime) -> bool:
    """Somebody who scanned that code on that day, and had ``reached`` one step, has come to another; those between count as taken.

    Returns whether it counted: a step of later than thirty days after the scan does not, nor does one that was reached before. The same
    told twice at once never makes more steps than scans.
    """
    if not (SCANNED <= reached < step < len(STEPS) and counts(on, business_date(at))):
        return False
    taken = [f"{name} + {int(reached < number <= step)}" for number, name in enumerate(STEPS)]
    sets = ", ".join(f"{STEPS[number]} = LEAST({', '.join(taken[: number + 1])})" for number in range(1, len(STEPS)))
    with connection.cursor() as cursor:
        where = 'shop_id = %s AND "on" = %s AND kind = %s AND place = %s'
        cursor.execute(f"UPDATE arrivals_arrival SET {sets} WHERE {where}", [shop_id, on, kind, place])  # noqa: S608 - our own names of columns
        return bool(cursor.rowcount)

"""The steps of a day's close, set-based: each once per line and day, on lines that are locked."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import inner
from ecosystem.ledger.public import Leg, bank_account, post_transfer
from lending.limits.public import freeze, unfreeze
from lending.loans.public import Facility

from .rules import FLOORS

OVERDUE = "overdue"
# The rows written here say which lines this close holds: one opened meanwhile waits for the next day.
LOCK = """
INSERT INTO closing_closeentry (facility_id, "on", step, interest_minor, days_past_due, classification)
SELECT id, %s, 'accrual', 0, 0, '' FROM (
    SELECT id FROM loans_facility WHERE status <> 'closed' ORDER BY id FOR NO KEY UPDATE) locked"""
RUN_TO = """
UPDATE loans_facility f SET accrued_until = %(until)s FROM closing_closeentry e
WHERE e.facility_id = f.id AND e."on" = %(on)s AND e.step = 'accrual' AND f.accrued_until < %(until)s"""
CLASSIFY = """
WITH late AS (
    SELECT f.id, greatest(%(on)s::date - min(d.due_on), 0) AS days FROM loans_facility f
    JOIN closing_closeentry e ON e.facility_id = f.id AND e."on" = %(on)s AND e.step = 'accrual'
    LEFT JOIN loans_draw d ON d.facility_id = f.id AND d.outstanding_minor > 0 GROUP BY f.id
), told AS (
    SELECT late.id, coalesce(days, 0) AS days, (
        SELECT name FROM unnest(%(least)s::int[], %(names)s::text[]) AS floor(least, name)
        WHERE least <= coalesce(days, 0) ORDER BY least DESC LIMIT 1) AS name
    FROM late
), changed AS (
    UPDATE loans_facility f SET days_past_due = told.days, classification = told.name FROM told
    WHERE told.id = f.id AND (f.days_past_due, f.classification) IS DISTINCT FROM (told.days, told.name)
)
INSERT INTO closing_closeentry (facility_id, "on", step, interest_minor, days_past_due, classification)
SELECT id, %(on)s, 'classification', 0, days, name FROM told"""


def _run(statement: str, values: Any = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.fetchone()[0]) if cursor.description else cursor.rowcount


@inner
def lock_lines(*, on: date) -> int:
    """All open lines, by id; a payment on one of them waits, or has happened."""
    return _run(LOCK, [on])


@inner
def accrue(*, on: date, at: datetime) -> tuple[int, UUID | None]:
    """Run interest through the day; what a payment has run already is not run again."""
    until = on + timedelta(days=1)
    interest, transfer_id = _run("SELECT coalesce(sum(grown), 0) FROM closing_interest(%s)", [until]), None
    if interest:
        key = f"close/{on}/interest"
        legs = [
            Leg(bank_account("interest_receivable", spread_by=key), -interest),
            Leg(bank_account("interest_income", spread_by=key), interest),
        ]
        transfer_id = post_transfer(key=key, kind="loan_interest", legs=legs, at=at)
    _run("SELECT 1 FROM (SELECT closing_post_interest(%s, %s, %s)) posted", [until, transfer_id, at])
    _run(RUN_TO, {"on": on, "until": until})
    return interest, transfer_id


@inner
def classify(*, on: date) -> int:
    """Days past due and the floor of the class for every open line; answers how many are late."""
    _run(CLASSIFY, {"on": on, "least": [least for least, _name in FLOORS], "names": [name for _least, name in FLOORS]})
    return Facility.objects.open().filter(days_past_due__gt=0).count()


@inner
def freeze_the_late(*, by: Actor, at: datetime) -> None:
    """Lines that became late take no more draws; those that caught up do again."""
    for line in Facility.objects.filter(status=Facility.Status.ACTIVE, days_past_due__gt=0).order_by("pk"):
        freeze(node_id=line.limit_node_id, reason=OVERDUE, by=by, at=at)
        Facility.objects.filter(pk=line.pk).update(status=Facility.Status.FROZEN)
    for line in Facility.objects.filter(status=Facility.Status.FROZEN, days_past_due=0).order_by("pk"):
        unfreeze(node_id=line.limit_node_id, reason=OVERDUE, by=by, at=at)
        Facility.objects.filter(pk=line.pk).update(status=Facility.Status.ACTIVE)

"""Reading the facts of many parties at once, straight into columns."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from django.db import connection

from ecosystem.audit.public import Note, record_all
from ecosystem.consent.public import Grant, held_grants
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import inner

from .errors import PartyUnknown
from .reader import Place

# A fact that a later one corrects is not among them, as with ``as_corrected``.
COPY: LiteralString = """
COPY ({told} SELECT asked.place::int, {columns} FROM {facts} f
JOIN unnest(%s::uuid[]) WITH ORDINALITY AS asked(party, place) ON f.about = asked.party
WHERE f.kind = ANY(%s) AND f.occurred_at >= %s AND NOT EXISTS (SELECT FROM feed_factrow later WHERE later.corrects = f.id))
TO STDOUT (FORMAT binary)"""
# What came lately is found by when it came, however much there was before.
LATELY: LiteralString = "WITH lately AS MATERIALIZED (SELECT * FROM feed_factrow WHERE (xid, id) > (%s::xid8, %s))"

CORRECTED = "SELECT corrects FROM feed_factrow WHERE (xid, id) > (%s::xid8, %s) AND corrects IS NOT NULL AND about = ANY(%s)"
BEGINNING = Place(0, 0)


@inner
def hold_for_reading(*, party_ids: Collection[UUID], kinds: Collection[str], purpose: str, by: Actor, at: datetime, since: datetime) -> list[Grant]:
    """The grants of those among the parties whose consent stands, held, and each recorded as read under.

    Raises:
        PartyUnknown: ``by`` is not the platform; nobody else reads many at once.
    """
    if not by.is_platform:
        raise PartyUnknown
    grants = held_grants(party_ids=party_ids, purpose=purpose, at=at)
    asked = {"kinds": sorted(kinds), "since": since}
    record_all([Note(act="feed.read", target=grant, by=by, at=at, after={"party": grant.party_id, **asked}, reason=purpose) for grant in grants])
    return grants


@inner
def copy_facts(
    *, grants: Sequence[Grant], kinds: Collection[str], columns: Sequence[LiteralString], since: datetime, after: Place = BEGINNING
) -> Iterator[bytes]:
    """The facts of the parties of held grants, as rows of PostgreSQL's binary format, header and trailer among them.

    The first column is the party's place among the grants, from 1; the others are ``columns``,
    expressions over the row ``f``. Corrected facts are left out; the order is any. ``after`` leaves
    out what a reader had read when it was there.
    """
    asked = [[grant.party_id for grant in grants], list(kinds), since]
    if after == BEGINNING:
        return _rows(COPY.format(told="", facts="feed_factrow", columns=", ".join(columns)), asked)
    return _rows(COPY.format(told=LATELY, facts="lately", columns=", ".join(columns)), [str(after.xid), after.pk, *asked])


@inner
def corrected_after(place: Place, *, grants: Sequence[Grant]) -> list[int]:
    """The numbers of the facts about these parties that facts beyond a reader's place correct."""
    with connection.cursor() as cursor:
        cursor.execute(CORRECTED, [str(place.xid), place.pk, [grant.party_id for grant in grants]])
        return [number for (number,) in cursor.fetchall()]


def _rows(query: LiteralString, values: list[object]) -> Iterator[bytes]:
    with connection.cursor() as cursor, cursor.copy(query, values) as rows:
        yield from rows

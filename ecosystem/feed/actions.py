"""Publishing facts, reading them with a consent, and forgetting whom they name."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import TruncDate

from ecosystem.audit.public import record
from ecosystem.consent.public import require_grant
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import TOWN_TIME
from ecosystem.kernel.verbs import inner
from ecosystem.once.public import fingerprint

from . import access, rules
from .errors import FactConflict, FactNotAllowed, NothingToCorrect
from .facts import DayTold, Fact, Publication, Stated
from .models import FactRow

T = TypeVar("T")

# One statement however many facts; the array keeps their order.
INSERT = """
INSERT INTO feed_factrow (kind, version, about, source, source_key, body, fingerprint, standing, transfer_id, corrects, occurred_at, recorded_at)
SELECT kind, version, about, source, source_key, body, decode(fingerprint, 'hex'), standing, transfer_id, corrects, occurred_at, recorded_at
FROM jsonb_to_recordset(%s::jsonb) AS told(
    kind text, version smallint, about uuid, source text, source_key text, body jsonb, fingerprint text,
    standing text, transfer_id uuid, corrects bigint, occurred_at timestamptz, recorded_at timestamptz)
ON CONFLICT (source, source_key) DO NOTHING
RETURNING source, source_key, id
"""


@inner
def publish(
    fact: Fact | Stated,
    *,
    about: UUID,
    key: str,
    at: datetime,
    occurred_at: datetime | None = None,
    standing: str = "claimed",
    transfer_id: UUID | None = None,
    source: str = "twin",
    corrects: int | None = None,
) -> int:
    """Append one fact to the caller's transaction: one INSERT. Answers its number.

    ``about`` is the party whose trade it is, ``key`` the source's own name for the fact:
    telling it again with the same content changes nothing. ``settled`` needs ``transfer_id``.
    ``corrects`` is the number of an earlier fact that this one puts right.

    Raises:
        FactConflict: the key was used for other content.
        FactNotAllowed: a float, or something that names a person.
        NothingToCorrect: ``corrects`` is not an earlier fact of this source, kind and party.
    """
    told = Publication(
        fact=fact,
        about=about,
        key=key,
        at=at,
        occurred_at=occurred_at,
        standing=standing,
        transfer_id=transfer_id,
        source=source,
        corrects=corrects,
    )
    return publish_all([told])[0]


@inner
def read_facts(*, party_id: UUID, kinds: str | Sequence[str], purpose: str, by: Actor, at: datetime, since: datetime | None = None) -> list[FactRow]:
    """A party's facts, oldest first, under the consent that she gave; the reading is recorded.

    ``kinds`` is a prefix (``"trade."``) or a list of whole kinds; ``since`` limits when they
    occurred. Corrections are among them: see ``as_corrected``.

    Raises:
        PartyUnknown: ``by`` is neither the platform, a lender or judge of lending, nor the party or an owner of it.
        ConsentWithdrawn: no consent to this purpose stands.
    """
    return _read(_Asked(party_id, kinds, purpose, since), by, at, list)


@inner
def read_days(*, party_id: UUID, kinds: str | Sequence[str], purpose: str, by: Actor, at: datetime, since: datetime | None = None) -> list[DayTold]:
    """``read_facts`` for whoever wants no more than what was said and of which day, at a third of the time. Raises the same."""
    day = TruncDate("occurred_at", tzinfo=TOWN_TIME)
    return _read(
        _Asked(party_id, kinds, purpose, since),
        by,
        at,
        lambda facts: [DayTold(*row) for row in facts.annotate(on=day).values_list("pk", "corrects", "kind", "on", "body")],
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    party_id: UUID
    kinds: str | Sequence[str]
    purpose: str
    since: datetime | None


def _read(asked: _Asked, by: Actor, at: datetime, take: Callable[[QuerySet[FactRow]], list[T]]) -> list[T]:
    access.require_reader(by, asked.party_id)
    grant, kinds = require_grant(party_id=asked.party_id, purpose=asked.purpose, at=at), asked.kinds
    facts = FactRow.objects.filter(about=asked.party_id)
    facts = facts.filter(kind__startswith=kinds) if isinstance(kinds, str) else facts.filter(kind__in=kinds)
    rows = take((facts.filter(occurred_at__gte=asked.since) if asked.since else facts).order_by("occurred_at", "pk"))
    named = kinds if isinstance(kinds, str) else list(kinds)
    after = {"party": asked.party_id, "kinds": named, "since": asked.since, "facts": len(rows)}
    record("feed.read", target=grant, by=by, at=at, after=after, reason=asked.purpose)
    return rows


@inner
def count_facts(*, party_id: UUID, kinds: Sequence[str], purpose: str, at: datetime, since: datetime) -> int:
    """How many facts ``read_facts`` would read: so whoever keeps what came of an earlier reading knows whether there is more.

    Raises:
        ConsentWithdrawn: no consent to this purpose stands.
    """
    require_grant(party_id=party_id, purpose=purpose, at=at)
    return FactRow.objects.filter(about=party_id, kind__in=kinds, occurred_at__gte=since).count()


@inner
def publish_all(publications: Sequence[Publication]) -> list[int]:
    """``publish`` for many, in one INSERT; the numbers come in the order given."""
    if not publications:
        return []
    rows = [_row(told) for told in publications]
    _require_corrected([told for told in publications if told.corrects is not None])
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False)])
        numbers = {(source, key): number for source, key, number in cursor.fetchall()}
    if len(numbers) < len(rows):
        numbers |= _told_before(rows)
    return [numbers[row["source"], row["source_key"]] for row in rows]


def drafted_fact(told: Publication) -> FactRow:
    """The unsaved row of a fact. Raises ``FactNotAllowed``."""
    row = _row(told)
    return FactRow(**{**row, "fingerprint": bytes.fromhex(row["fingerprint"])})


def _row(told: Publication) -> dict[str, Any]:
    body = told.fact.body()
    fault = rules.fault_in(body)
    if fault:
        raise FactNotAllowed(fault=fault)
    # When the source gave no time of its own, a repeat at another time is still the same fact.
    content = [told.fact.kind, told.fact.version, told.about, told.standing, told.transfer_id, told.corrects, told.occurred_at, body]
    return {
        "kind": told.fact.kind,
        "version": told.fact.version,
        "about": told.about,
        "source": told.source,
        "source_key": told.key,
        "body": body,
        "fingerprint": fingerprint(content).hex(),
        "standing": told.standing,
        "transfer_id": told.transfer_id,
        "corrects": told.corrects,
        "occurred_at": told.occurred_at or told.at,
        "recorded_at": told.at,
    }


def _told_before(rows: Sequence[dict[str, Any]]) -> dict[tuple[str, str], int]:
    """The numbers of facts that were there already, having compared what they say."""
    keys = {row["source_key"] for row in rows}
    sources = {row["source"] for row in rows}
    found = FactRow.objects.filter(source__in=sources, source_key__in=keys).values_list("source", "source_key", "fingerprint", "id")
    known = {(source, key): (bytes(print_).hex(), number) for source, key, print_, number in found}
    for row in rows:
        if known[row["source"], row["source_key"]][0] != row["fingerprint"]:
            raise FactConflict(details={"source": row["source"], "key": row["source_key"]})
    return {name: number for name, (_print, number) in known.items()}


def _require_corrected(corrections: Sequence[Publication]) -> None:
    if not corrections:
        return
    earlier = {row.pk: row for row in FactRow.objects.filter(pk__in=[told.corrects for told in corrections])}
    for told in corrections:
        row = earlier.get(told.corrects or 0)
        if row is None or (row.source, row.kind, row.about) != (told.source, told.fact.kind, told.about):
            raise NothingToCorrect

"""A platform tells of a business's trade: all of a batch or nothing, always as a claim."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.feed.public import REPORTED, FactRow, Publication, Stated, publish_all, thing
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry
from ecosystem.once.public import once

from .. import access, rules
from ..errors import FactsRefused, TooManyFacts
from ..models import Client


@entry
def report_facts(*, client: Client, party_id: UUID, rows: Sequence[rules.Row], key: str, at: datetime) -> list[int]:
    """Append facts about one business; answers their numbers in the order given. Once per key, and each fact once by its id.

    Raises:
        MerchantNotConnected: no such business, it did not connect this client, or no longer consents.
        TooManyFacts: more than ``rules.MOST``.
        FactsRefused: some can't be taken; none was.
        FactConflict: an id was used for other content, be it only another amount.
        NothingToCorrect: ``corrects`` is no earlier fact of this client, kind and business.
    """
    by = Actor(client=str(client.pk))
    if len(rows) > rules.MOST:
        raise TooManyFacts(most=rules.MOST, details={"most": rules.MOST})
    body = {"party": party_id, "facts": [[row.id, row.kind, row.occurred_at, row.data, row.corrects] for row in rows]}
    with once(key, verb="openapi.report", by=by, body=body, at=at) as turn:
        access.require_connected(client, party_id, at=at)
        if turn.earlier:
            return list(turn.earlier["facts"])
        source = f"{REPORTED}{client.pk}"
        found = list(rules.faults(rows, opened_on=_opened_on(party_id, source), at=at))
        if found:
            raise FactsRefused(count=len(found), details={"rows": [fault._asdict() for fault in found[: rules.MOST_SHOWN]]})
        numbers = publish_all([_told(row, party_id, source, at) for row in rows])
        record("openapi.report", target=f"client/{client.pk}", by=by, at=at, after={"party": party_id, "facts": len(rows)})
        turn.remember(facts=numbers)
        return numbers


def _opened_on(party_id: UUID, source: str) -> date | None:
    told = FactRow.objects.filter(about=party_id, kind=rules.OPENED, source=source).values_list("body__opened_on", flat=True)
    return min((date.fromisoformat(day) for day in told), default=None)


def _told(row: rules.Row, party_id: UUID, source: str, at: datetime) -> Publication:
    body = rules.read(row)
    named = {name: thing(kind, f"{source}/{body[name]}", within=party_id) for name, kind in rules.CODED.items() if name in body}
    return Publication(
        fact=Stated(row.kind, 1, {**body, **named}),
        about=party_id,
        key=f"{party_id}/{row.id}",
        at=at,
        occurred_at=row.occurred_at,
        standing="claimed",
        source=source,
        corrects=row.corrects,
    )

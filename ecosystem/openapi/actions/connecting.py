"""A business lets a platform tell of its trade, and stops it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.consent.public import OUTSIDE_TRADE, PartyNotYours, decides_for, grant, standing_grant
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry
from ecosystem.once.public import once

from .. import access
from ..models import Connection


@entry
def connect_client(*, party_id: UUID, client_id: UUID, seen: str, key: str, by: Actor, at: datetime) -> Connection:
    """Consent to trade facts from elsewhere, unless that consent stands, and name the platform that may send them. Once per key.

    ``seen`` is the SHA-256 of the consent's text that was on the screen. Connecting again changes nothing.

    Raises:
        PartyNotYours: ``by`` is neither the party nor an owner of it.
        ClientNotFound: no such client is live.
        TextChanged, MoreOwnersNeeded: as ``grant``.
    """
    with once(key, verb="openapi.connect", by=by, body={"party": party_id, "client": client_id, "seen": seen}, at=at) as turn:
        if turn.earlier:
            return access.connection_for(by, UUID(turn.earlier["connection"]))
        if not decides_for(by, party_id):
            raise PartyNotYours
        client = access.client_for(client_id)
        if standing_grant(party_id, OUTSIDE_TRADE.code, at) is None:
            grant(party_id=party_id, purpose=OUTSIDE_TRADE.code, by=by, at=at, seen=seen)
        # Of two at once the second waits for the first at the constraint, and does nothing.
        fresh = Connection(client=client, party_id=party_id, allowed_by=by.name, allowed_at=at)
        Connection.objects.bulk_create([fresh], ignore_conflicts=True)
        connection = Connection.objects.get(client=client, party=party_id, ended_at=None)
        if connection.pk == fresh.pk:
            record("openapi.connect", target=f"connection/{connection.pk}", by=by, at=at, after={"party": party_id, "client": client.pk})
        turn.remember(connection=connection.pk)
        return connection


@entry
def end_connection(*, connection_id: UUID, by: Actor, at: datetime) -> Connection:
    """Nothing more is taken from the platform about this business. Ending again changes nothing. Raises ``ConnectionNotFound``."""
    connection = access.connection_for(by, connection_id)
    if Connection.objects.filter(pk=connection.pk, ended_at=None).update(ended_at=max(at, connection.allowed_at)):
        record("openapi.disconnect", target=f"connection/{connection.pk}", by=by, at=at, after={"party": connection.party_id})
    connection.refresh_from_db()
    return connection

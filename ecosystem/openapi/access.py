"""Operators see clients, owners their own connections, clients whom they are connected with."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.consent.public import OUTSIDE_TRADE, ConsentWithdrawn, decides_for, require_grant
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import inner

from .errors import ClientNotFound, ConnectionNotFound, MerchantNotConnected
from .models import Client, Connection


def client_for(client_id: UUID) -> Client:
    """A client that is live. Raises ``ClientNotFound``."""
    client = Client.objects.filter(pk=client_id, status=Client.Status.LIVE).first()
    if client is None:
        raise ClientNotFound
    return client


def connection_for(by: Actor, connection_id: UUID) -> Connection:
    """Raises ``ConnectionNotFound``."""
    connection = Connection.objects.filter(pk=connection_id).first()
    if connection is None or not decides_for(by, connection.party_id):
        raise ConnectionNotFound
    return connection


@inner
def require_connected(client: Client, party_id: UUID, *, at: datetime) -> Connection:
    """The connection by which a client tells of a business, whose consent is held until the transaction ends. Raises ``MerchantNotConnected``."""
    try:
        require_grant(party_id=party_id, purpose=OUTSIDE_TRADE.code, at=at)
    except ConsentWithdrawn:
        raise MerchantNotConnected from None
    # FOR SHARE, which the ORM lacks: batches do not wait for each other, an end of the connection waits for those under way.
    found = Connection.objects.raw(
        "SELECT * FROM openapi_connection WHERE client_id = %s AND party_id = %s AND ended_at IS NULL FOR SHARE", [client.pk, party_id]
    )
    connection = next(iter(found), None)
    if connection is None:
        raise MerchantNotConnected
    return connection

"""The desk's list of clients, and what each business of an owner lets tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, Count, Q, Value, When

from ecosystem.audit.public import latest_of
from ecosystem.consent.public import OUTSIDE_TRADE, parties_of, standing_grant
from ecosystem.identity.public import Party, require_operator
from ecosystem.kernel.actor import Actor

from .models import Client, Connection

TOLD = "openapi.report"
# What waits for somebody comes first.
RANK = Case(When(status=Client.Status.DRAFTED, then=Value(0)), When(status=Client.Status.LIVE, then=Value(1)), default=Value(2))


@dataclass(frozen=True, slots=True)
class Listed:
    """A client as the desk sees it, how many businesses let it tell, and when it last told anything."""

    client: Client
    connected: int
    told_at: datetime | None
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Platform:
    """A client as an owner sees it: the connection of her business that stands, if any."""

    client: Client
    connection: Connection | None


@dataclass(frozen=True, slots=True)
class Business:
    party: Party
    consents: bool
    platforms: list[Platform]


def clients_for_desk(by: Actor) -> list[Listed]:
    """Every client, those that wait first: three queries. Raises ``NotFound`` for whoever is no operator."""
    require_operator(by)
    clients = list(
        Client.objects.annotate(rank=RANK, connected=Count("connections", filter=Q(connections__ended_at=None))).order_by("rank", "name", "pk")
    )
    told = last_told(clients)
    return [Listed(client, client.connected, told.get(client.pk), client.made_by == by.name) for client in clients]


def last_told(clients: Sequence[Client]) -> dict[UUID, datetime]:
    """When each client last told of anybody; the silent ones are left out."""
    names = {f"client/{client.pk}": client.pk for client in clients}
    return {names[name]: at for name, at in latest_of(TOLD, list(names)).items()}


def businesses_of(by: Actor, *, at: datetime) -> list[Business]:
    """What ``by`` owns, each with the platforms that may or could tell of it: three queries, and one for each business."""
    # A person's own party trades nothing.
    owned = list(parties_of(by).exclude(kind=Party.Kind.NATURAL_PERSON).order_by("pk"))
    if not owned:
        return []
    standing = {(one.party_id, one.client_id): one for one in Connection.objects.filter(party__in=owned, ended_at=None)}
    # A suspended one is shown to whom it is connected with: nothing of it is taken, and the owner may end it.
    known = Client.objects.filter(Q(status=Client.Status.LIVE) | Q(pk__in={client_id for _party, client_id in standing})).order_by("name", "pk")
    clients = list(known)
    return [
        Business(
            party,
            standing_grant(party.pk, OUTSIDE_TRADE.code, at) is not None,
            [
                Platform(client, standing.get((party.pk, client.pk)))
                for client in clients
                if client.status == Client.Status.LIVE or (party.pk, client.pk) in standing
            ],
        )
        for party in owned
    ]

"""Customers, for whoever asks; absent and forbidden are the same."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet

from ecosystem.kernel.actor import Actor
from merchants.shops.public import SELLERS, shops_where

from .errors import CustomerNotFound
from .models import Card


def card_for(actor: Actor, card_id: UUID, roles: Collection[str] = SELLERS, *, lock: bool = False) -> Card:
    """A customer of a shop where the actor holds one of the roles. With ``lock`` her tab is held."""
    return _one(Card.objects.allowed().filter(pk=card_id, shop__in=shops_where(actor, roles)), lock)


def card_behind(token: str, *, lock: bool = False) -> Card:
    """The card whose link this is; whoever has the link may see what is open and pay it."""
    return _one(Card.objects.filter(link_digest=digest(token)), lock)


def cards_held_by(actor: Actor) -> QuerySet[Card]:
    """Tabs that the actor has opened by their link and paid before."""
    if not actor.is_signed_in:
        return Card.objects.none()
    return Card.objects.filter(Q(holder=actor.party_id)).select_related("shop").order_by("-balance_minor", "pk")


def digest(token: str) -> bytes:
    """What is kept of a link: it can be checked, not shown again."""
    return hashlib.sha256(token.encode()).digest()


def _one(cards: QuerySet[Card], lock: bool) -> Card:
    if lock:
        cards = cards.select_for_update(of=("self",), no_key=True)
    card = cards.select_related("shop").first()
    if card is None:
        raise CustomerNotFound
    return card

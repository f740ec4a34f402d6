"""Prepaid cards, for an actor: absent and forbidden are the same."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from ecosystem.kernel.actor import Actor
from merchants.shops.public import MANAGERS, Shop, shops_where

from . import rules
from .errors import CardNotFound, PlanNotFound, ShownCardStale
from .models import Plan, PrepaidCard


def card_for_holder(actor: Actor, card_id: UUID, *, lock: bool = False) -> PrepaidCard:
    """A card that the actor bought. Raises ``CardNotFound``."""
    return card_of(actor.party_id, card_id, lock=lock)


def card_of(holder_id: UUID | None, card_id: UUID, *, lock: bool = False) -> PrepaidCard:
    """A card of this holder. Raises ``CardNotFound``."""
    return _one(PrepaidCard.objects.filter(pk=card_id, holder=holder_id, holder__isnull=False), lock)


def card_shown(shop: Shop, token: str, *, at: datetime) -> PrepaidCard:
    """The card whose code was shown at a shop of the merchant that sold it.

    Raises:
        ShownCardStale: a code that is too old or not ours.
        CardNotFound: another merchant's.
    """
    card_id = rules.card_of_token(token, at)
    if card_id is None:
        raise ShownCardStale
    return _one(PrepaidCard.objects.filter(pk=card_id, shop__party=shop.party_id), lock=False)


def plan_for_manager(actor: Actor, plan_id: UUID) -> Plan:
    """A plan of a shop that the actor manages. Raises ``PlanNotFound``."""
    plan = Plan.objects.filter(pk=plan_id, shop__in=shops_where(actor, MANAGERS)).select_related("shop").first()
    if plan is None:
        raise PlanNotFound
    return plan


def _one(found: QuerySet[PrepaidCard], lock: bool) -> PrepaidCard:
    if lock:
        found = found.select_for_update(of=("self",), no_key=True)
    card = found.select_related("plan", "shop").first()
    if card is None:
        raise CardNotFound
    return card

"""Whose notices an actor may read, and whose changes she may hear of."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from ecosystem.identity.public import Membership, parties_where
from ecosystem.kernel.actor import Actor

from .models import Notice

Role = Membership.Role


def notices_for(actor: Actor) -> QuerySet[Notice]:
    """Her own, all of the parties that she owns, and of the parties where she is a clerk what concerns orders."""
    if not actor.is_signed_in:
        return Notice.objects.none()
    owned, served = parties_where(actor, {Role.OWNER}), parties_where(actor, {Role.CLERK})
    return Notice.objects.filter(Q(party_id__in=[actor.party_id, *owned]) | Q(party_id__in=served, kind__startswith="order_"))


def parties_heard_by(actor: Actor) -> list[UUID]:
    """The parties whose pages the actor has open: her own, and those where she holds a role."""
    if actor.party_id is None:
        return []
    return sorted({actor.party_id, *parties_where(actor, list(Role.values))})

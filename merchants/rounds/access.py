"""Rounds, for an actor: absent and forbidden are the same."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.codes import code_typed
from merchants.groups.public import CODE_LENGTH
from merchants.shops.public import KEEPERS, MANAGERS, shops_where

from .errors import RoundNotFound
from .models import Round


def round_opened_by(actor: Actor, round_id: UUID, *, lock: bool = False) -> Round:
    """A round that a shop which the actor manages has opened."""
    rows = Round.objects.filter(pk=round_id, shop__in=shops_where(actor, MANAGERS))
    return _one(rows.select_for_update(of=("self",), no_key=True) if lock else rows)


def round_served_by(actor: Actor, round_id: UUID) -> Round:
    """A round that a shop which the actor keeps serves."""
    return _one(Round.objects.filter(pk=round_id, servings__shop__in=shops_where(actor, KEEPERS)).distinct())


def round_by_code(code: str) -> Round:
    """A round by what its link or code says; whoever has the code may look at it."""
    return _one(Round.objects.filter(code=code_typed(code)[: CODE_LENGTH + 1]))


def round_shown(round_id: UUID, *, lock: bool = False) -> Round:
    """Any round: what it says of people are numbers."""
    rows = Round.objects.filter(pk=round_id)
    return _one(rows.select_for_update(of=("self",), no_key=True) if lock else rows)


def _one(rows: QuerySet[Round]) -> Round:
    found = rows.select_related("shop", "landmark").first()
    if found is None:
        raise RoundNotFound
    return found

"""Whose takings an actor hands in and reads: who reads the shop's reports; absent and forbidden are the same."""

from __future__ import annotations

from uuid import UUID

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import NotFound
from merchants.shops.public import ACCOUNTANTS, MANAGERS, Shop, shop_for, shops_of, shops_where

from .errors import StatementNotFound
from .models import Statement

KEEPERS_OF_BOOKS = MANAGERS | ACCOUNTANTS


def shop_kept(actor: Actor, shop_id: UUID) -> Shop:
    """Raises ``NotFound``."""
    return shop_for(actor, shop_id, roles=KEEPERS_OF_BOOKS)


def shop_shown(actor: Actor, wanted: str) -> tuple[Shop, list[Shop]]:
    """The shop asked for, or the actor's first, and all whose takings she reads. Raises ``NotFound``."""
    shops = shops_of(actor, KEEPERS_OF_BOOKS)
    chosen = next((shop for shop in shops if not wanted or str(shop.pk) == wanted), None)
    if chosen is None:
        raise NotFound
    return chosen, shops


def statement_for(actor: Actor, statement_id: UUID, *, lock: bool = False) -> Statement:
    """Raises ``StatementNotFound``."""
    rows = Statement.objects.select_for_update(of=("self",)) if lock else Statement.objects.all()
    found = rows.filter(pk=statement_id, shop__in=shops_where(actor, KEEPERS_OF_BOOKS)).select_related("shop").first()
    if found is None:
        raise StatementNotFound
    return found


def waiting_statement_for(actor: Actor, statement_id: UUID, *, lock: bool = False) -> Statement:
    """A file that was not taken in yet. Raises ``StatementNotFound``."""
    found = statement_for(actor, statement_id, lock=lock)
    if found.status != Statement.Status.UPLOADED:
        raise StatementNotFound
    return found

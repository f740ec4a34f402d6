"""Whose reports an actor reads; absent and forbidden are the same."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import NotFound
from merchants.procurement.public import BILLERS, Supplier, suppliers_of
from merchants.shops.public import ACCOUNTANTS, MANAGERS, Shop, shops_of, shops_where

from .errors import AppealNotFound
from .models import Appeal

READERS = MANAGERS | ACCOUNTANTS


def shop_read(actor: Actor, wanted: str | UUID = "") -> tuple[Shop, list[Shop]]:
    """The shop asked for, or the actor's first, and all whose reports she reads. Raises ``NotFound``."""
    shops = shops_of(actor, READERS)
    chosen = [shop for shop in shops if str(shop.pk) == str(wanted)] if wanted else shops
    if not chosen:
        raise NotFound
    return chosen[0], shops


def supplier_read(actor: Actor, supplier_id: UUID) -> Supplier:
    """The supplier asked for, of those for whom the actor bills. Raises ``NotFound``."""
    supplier = suppliers_of(actor, BILLERS).filter(pk=supplier_id).first()
    if supplier is None:
        raise NotFound
    return supplier


def appeal_of(actor: Actor, appeal_id: UUID) -> Appeal:
    """An appeal of a shop that the actor manages, held. Raises ``AppealNotFound``."""
    return _held(Appeal.objects.filter(pk=appeal_id, shop__in=shops_where(actor, MANAGERS)))


def appeal_held(appeal_id: UUID) -> Appeal:
    """Any appeal, for the bank. Raises ``AppealNotFound``."""
    return _held(Appeal.objects.filter(pk=appeal_id))


def _held(appeals: QuerySet[Appeal]) -> Appeal:
    appeal = appeals.select_for_update(of=("self",)).select_related("shop").first()
    if appeal is None:
        raise AppealNotFound
    return appeal

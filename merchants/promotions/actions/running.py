"""A promotion begins, stops for a while, goes on and ends; a flash sale's goods move out of the shelf and what is left moves back."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.verbs import entry, inner
from ecosystem.notices.public import nudge
from ecosystem.once.public import once
from merchants.catalog.public import terms_of
from merchants.stock.public import Demand, SoldOut, release, reserve

from .. import access
from ..errors import PromotionMoved
from ..models import Promotion

Status = Promotion.Status
BEFORE = {
    Status.PUBLISHED: (Status.DRAFT, Status.PAUSED),
    Status.PAUSED: (Status.PUBLISHED,),
    Status.ENDED: (Status.PUBLISHED, Status.PAUSED, Status.DRAFT),
}
BY_ITSELF = platform("promotions.turn")


@entry
def publish_promotion(*, promotion_id: UUID, key: str, by: Actor, at: datetime) -> Promotion:
    """Let it run, from its beginning on; again after a stop. A flash sale takes its goods from the shelf when it begins. Once a key.

    Raises:
        PromotionNotFound: not of a shop that the actor manages.
        PromotionMoved: it has ended or runs already.
        SoldOut: the shelf has too little for the flash sale.
    """
    with once(key, verb="promotions.publish", by=by, body={"promotion": promotion_id}, at=at) as turn:
        promotion = access.promotion_for(by, promotion_id, lock=True)
        if turn.earlier:
            return promotion
        _move(promotion, Status.PUBLISHED, by=by, at=at)
        if promotion.ends_at is not None and promotion.ends_at <= at:
            raise PromotionMoved(status=Promotion.Status.ENDED.label)
        _set_aside(promotion, at)
        turn.remember(promotion=promotion_id)
        return promotion


@entry
def pause_promotion(*, promotion_id: UUID, key: str, by: Actor, at: datetime) -> Promotion:
    """Stop it for now, once a key: nothing is offered any more; coupons that people hold stay good. Raises as ``publish_promotion``."""
    with once(key, verb="promotions.pause", by=by, body={"promotion": promotion_id}, at=at) as turn:
        promotion = access.promotion_for(by, promotion_id, lock=True)
        if turn.earlier:
            return promotion
        turn.remember(promotion=promotion_id)
        return _move(promotion, Status.PAUSED, by=by, at=at)


@entry
def end_promotion(*, promotion_id: UUID, key: str, by: Actor, at: datetime) -> Promotion:
    """Stop it for good, once a key; what a flash sale did not sell goes back to the shelf. Raises as ``publish_promotion``."""
    with once(key, verb="promotions.end", by=by, body={"promotion": promotion_id}, at=at) as turn:
        promotion = access.promotion_for(by, promotion_id, lock=True)
        if turn.earlier:
            return promotion
        turn.remember(promotion=promotion_id)
        return _end(promotion, by=by, at=at)


@entry
def turn_promotion(*, at: datetime) -> int:
    """Begin the next flash sale whose hour has come, or end what is over; returns 1, or 0 when nothing waits.

    One a transaction, since the shelves of several would be locked in no order; safe to run by several workers. A sale for
    which the shelf has too little by then is stopped, and its keeper told by its badge.
    """
    over = Q(status__in=[Status.PUBLISHED, Status.PAUSED], ends_at__lte=at)
    due = Q(kind=Promotion.Kind.FLASH, status=Status.PUBLISHED, set_aside_at=None, starts_at__lte=at, ends_at__gt=at)
    held = Promotion.objects.select_for_update(skip_locked=True, no_key=True, of=("self",)).select_related("shop")
    promotion = held.filter(over | due).order_by("pk").first()
    if promotion is None:
        return 0
    if promotion.ends_at is not None and promotion.ends_at <= at:
        _end(promotion, by=BY_ITSELF, at=at)
        return 1
    try:
        with transaction.atomic():
            _set_aside(promotion, at)
    except SoldOut:
        _move(promotion, Status.PAUSED, by=BY_ITSELF, at=at)
    return 1


@inner
def _move(promotion: Promotion, to: str, *, by: Actor, at: datetime) -> Promotion:
    came_from = promotion.status
    if not Promotion.objects.filter(pk=promotion.pk, status__in=BEFORE[Status(to)]).update(status=to, version=F("version") + 1):
        raise PromotionMoved(status=promotion.get_status_display())
    promotion.status, promotion.version = to, promotion.version + 1
    record(f"promotions.{to}", target=promotion, by=by, at=at, before={"status": came_from}, after={"status": to}, about=promotion.shop_id)
    nudge([promotion.shop.party_id], "promotions")
    return promotion


@inner
def _end(promotion: Promotion, *, by: Actor, at: datetime) -> Promotion:
    _move(promotion, Status.ENDED, by=by, at=at)
    promotion.ended_at = at
    if promotion.set_aside_at is not None and promotion.brought_back_at is None:
        release(order_ids=[promotion.pk])
        promotion.brought_back_at = at
    promotion.save(update_fields=["ended_at", "brought_back_at"])
    return promotion


@inner
def _set_aside(promotion: Promotion, at: datetime) -> None:
    """Move a flash sale's goods out of what others may buy, once it has begun."""
    if promotion.kind != Promotion.Kind.FLASH or promotion.set_aside_at is not None or promotion.starts_at > at:
        return
    sku_id = promotion.scopes.values_list("sku", flat=True).get()
    pieces = Decimal(promotion.allotted or 0)
    known = terms_of(promotion.shop_id, [sku_id])[sku_id]
    reserve(shop_id=promotion.shop_id, order_id=promotion.pk, demands=[Demand(1, sku_id, known.base_of(pieces))])
    promotion.set_aside_at = at
    promotion.save(update_fields=["set_aside_at"])

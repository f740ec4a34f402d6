"""Writing down what happened to goods apart from trade, and how a shelf is kept."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.verbs import entry
from ecosystem.once.public import once
from merchants.shops.public import STOCKERS, shop_for

from .. import rules
from ..errors import BatchNotFound, PromisedAlready, ReasonNeeded
from ..models import Batch, Level, Movement
from . import batching
from .batching import Label
from .moving import Cause, draft_movements, levels_of, require_free, sold_out, write

Kind = Movement.Kind
# What may be written down, and whether goods leave (−1) or turn up (+1).
REASONS = {"damaged": -1, "own_use": -1, "gift": -1, "lost": -1, "expired": -1, "found": 1}


@entry
def adjust_stock(
    *, shop_id: UUID, sku_id: UUID, quantity: Decimal, reason: str, key: str, by: Actor, at: datetime, batch_id: int | None = None
) -> Movement:
    """Goods were damaged, used, given away, lost or found; once a key. ``quantity`` is always more than nothing.

    Raises:
        NotFound, SkuNotFound, BatchNotFound: not the actor's.
        BadQuantity, ReasonNeeded: no quantity, or a reason that is none of ``REASONS``.
        SoldOut: more would leave than lies there unpromised.
    """
    body = {"shop": shop_id, "sku": sku_id, "quantity": quantity, "reason": reason, "batch": batch_id}
    with once(key, verb="stock.adjust", by=by, body=body, at=at) as turn:
        shop = shop_for(by, shop_id, roles=STOCKERS)
        if turn.earlier:
            return Movement.objects.get(pk=turn.earlier["movement"])
        quantity, way = rules.checked_quantity(quantity), REASONS.get(reason)
        if way is None:
            raise ReasonNeeded
        levels = levels_of(shop.pk, [sku_id])
        if way < 0:
            require_free(levels, {sku_id: quantity})
        moved = _adjust(levels[sku_id], way * quantity, reason, by=by, at=at, batch_id=batch_id)
        turn.remember(movement=moved.pk)
        return moved


@entry
def write_off_batch(*, shop_id: UUID, batch_id: int, key: str, by: Actor, at: datetime) -> Movement:
    """An expired batch leaves the shelf, all that is left of it; once a key.

    Raises:
        NotFound, BatchNotFound: not the actor's, or nothing is left of it.
        SoldOut: what else lies there does not cover what is promised.
    """
    with once(key, verb="stock.write_off", by=by, body={"shop": shop_id, "batch": batch_id}, at=at) as turn:
        shop = shop_for(by, shop_id, roles=STOCKERS)
        if turn.earlier:
            return Movement.objects.get(pk=turn.earlier["movement"])
        sku_id = Batch.objects.filter(pk=batch_id, level__shop=shop).values_list("level__sku", flat=True).first()
        if sku_id is None:
            raise BatchNotFound
        levels = levels_of(shop.pk, [sku_id])
        left = Batch.objects.get(pk=batch_id).on_hand
        if left <= 0:
            raise BatchNotFound
        require_free(levels, {sku_id: left})
        moved = _adjust(levels[sku_id], -left, "expired", by=by, at=at, batch_id=batch_id)
        turn.remember(movement=moved.pk)
        return moved


def _adjust(level: Level, quantity: Decimal, reason: str, *, by: Actor, at: datetime, batch_id: int | None) -> Movement:
    before = {"on_hand": str(level.on_hand), "value_minor": level.value_minor}
    kind = Kind.DAMAGED if reason == "damaged" else Kind.ADJUSTED
    movements = draft_movements(level, kind, quantity, Cause(uuid7(), by, at, reason))
    write([level], movements, {0: Label(batch_id=batch_id)} if batch_id is not None else None)
    after = {"on_hand": str(level.on_hand), "value_minor": level.value_minor}
    record("stock.adjust", target=f"sku/{level.sku_id}", by=by, at=at, before=before, after=after, reason=reason, about=level.shop_id)
    return movements[0]


@entry
def set_on_hand(*, sku_id: UUID, shop_id: UUID, counted: Decimal, reason: str, by: Actor, at: datetime) -> Level:
    """Write down what was counted on the shelf; the difference is a movement.

    Raises:
        NotFound, SkuNotFound: not the actor's.
        BadQuantity: a count that is no count.
        SoldOut: less was counted than is promised to orders.
    """
    counted = rules.checked_count(counted)
    shop = shop_for(by, shop_id, roles=STOCKERS)
    level = levels_of(shop.pk, [sku_id])[sku_id]
    before, difference = level.on_hand, counted - level.on_hand
    if not level.bears(difference):
        raise sold_out([sku_id], shop_id)
    if difference:
        kind = Kind.COUNT_GAIN if difference > 0 else Kind.COUNT_LOSS
        write([level], draft_movements(level, kind, difference, Cause(sku_id, by, at, reason)))
        record(
            "stock.count",
            target=f"sku/{sku_id}",
            by=by,
            at=at,
            before={"on_hand": str(before)},
            after={"on_hand": str(counted)},
            reason=reason,
            about=shop.pk,
        )
    return level


@entry
def set_shelf_limits(*, shop_id: UUID, sku_id: UUID, safety: Decimal, backorder_limit: Decimal, by: Actor, at: datetime) -> Level:
    """Keep ``safety`` back from online sales, and take orders for so much more than lies there.

    Raises:
        NotFound, SkuNotFound: not the actor's.
        BadQuantity: a limit that is no quantity.
        PromisedAlready: orders hold more than the lower backorder limit would have let them.
    """
    shop = shop_for(by, shop_id, roles=STOCKERS)
    safety, backorder_limit = rules.checked_count(safety), rules.checked_count(backorder_limit)
    level = levels_of(shop.pk, [sku_id])[sku_id]
    if level.reserved > level.on_hand + backorder_limit and backorder_limit < level.backorder_limit and not level.allow_negative:
        raise PromisedAlready
    before = {"safety": str(level.safety), "backorder_limit": str(level.backorder_limit)}
    level.safety, level.backorder_limit = safety, backorder_limit
    level.save(update_fields=["safety", "backorder_limit"])
    after = {"safety": str(safety), "backorder_limit": str(backorder_limit)}
    record("stock.set_limits", target=f"sku/{sku_id}", by=by, at=at, before=before, after=after, about=shop.pk)
    return level


@entry
def track_batches(*, shop_id: UUID, sku_id: UUID, by: Actor, at: datetime) -> Level:
    """From now on an article is kept by batch; for good. What lies there already has no label.

    Raises ``NotFound`` or ``SkuNotFound``: not the actor's.
    """
    shop = shop_for(by, shop_id, roles=STOCKERS)
    level = levels_of(shop.pk, [sku_id])[sku_id]
    if not level.tracks_batches:
        batching.begin(level)
        told = {"tracks_batches": False}
        record("stock.track_batches", target=f"sku/{sku_id}", by=by, at=at, before=told, after={"tracks_batches": True}, about=shop.pk)
    return level

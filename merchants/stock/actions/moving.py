"""One change of a shelf: quantity, value, movement and batch, always together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import F

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import inner
from merchants.catalog.public import Sku, SkuNotFound

from .. import rules
from ..errors import ShelfFrozen, SoldOut
from ..models import Level, Movement, Setting
from . import batching
from .batching import Label

Kind = Movement.Kind


@dataclass(frozen=True, slots=True)
class Cause:
    """The document that moves goods, who moves them, when and why."""

    document: UUID
    by: Actor
    at: datetime
    reason: str = ""


def draft_movements(
    level: Level,
    kind: str,
    quantity: Decimal,
    cause: Cause,
    *,
    cost_minor: int | None = None,
    unit_cost_minor: int | None = None,
    supplier: str = "",
) -> list[Movement]:
    """Change a shelf in memory and draft what says so: one movement, and a second where an earlier guess is corrected.

    Without ``cost_minor`` goods leave at their share of the value and come in at the average.

    Raises ``NoParts`` where a part of a whole article would come or go, ``ShelfFrozen`` where a count holds the shelf still.
    """
    if level.frozen_by_id not in (None, cause.document):
        raise ShelfFrozen(names=level.sku.name)
    rules.require_whole(quantity, level.on_hand + quantity, whole_only=getattr(level, "whole_only", False))
    held, value = level.on_hand, level.value_minor
    if quantity < 0:
        told = cost_minor is not None and held >= -quantity
        cost = rules.worth_at(held, value, -quantity, cost_minor or 0) if told else rules.worth_out(held, value, -quantity, level.unit_cost)
        worth = rules.Worth(-cost)
    else:
        cost = rules.average(held, value, level.unit_cost, quantity) if cost_minor is None else cost_minor
        worth = rules.worth_in(held, value, quantity, cost)
    if kind in {Kind.RECEIVED, Kind.OPENING}:
        level.unit_cost = rules.unit_cost_of(cost, quantity)
    level.on_hand += quantity
    moved = _draft(level, kind, quantity, worth.moved, cause)
    moved.unit_cost_minor, moved.supplier = unit_cost_minor, supplier
    return [moved, _draft(level, Kind.REVALUED, Decimal(0), worth.correction, cause)] if worth.correction else [moved]


def draft_revaluation(level: Level, value_minor: int, cause: Cause) -> list[Movement]:
    """Change what lies there by value alone; nothing where the value is nothing."""
    return [_draft(level, Kind.REVALUED, Decimal(0), value_minor, cause)] if value_minor else []


def _draft(level: Level, kind: str, quantity: Decimal, value_minor: int, cause: Cause) -> Movement:
    level.value_minor += value_minor
    return Movement(
        level=level,
        kind=kind,
        quantity=quantity,
        on_hand_after=level.on_hand,
        value_minor=value_minor,
        value_after_minor=level.value_minor,
        reason=cause.reason,
        cause=cause.document,
        by_id=cause.by.person_id,
        at=cause.at,
    )


@inner
def write(levels: Collection[Level], movements: Sequence[Movement], labels: dict[int, Label] | None = None) -> None:
    """Put down what was drafted over locked shelves; ``labels`` by place in ``movements`` say which batch.

    Raises:
        OnlyExpiredLeft, BatchNotFound: of a shelf kept by batch.
    """
    Level.objects.bulk_update(levels, ["on_hand", "value_minor", "unit_cost"])
    Movement.objects.bulk_create(movements)
    tracked = [(number, movement) for number, movement in enumerate(movements) if movement.level.tracks_batches and movement.quantity]
    if tracked:
        batching.follow([(movement, (labels or {}).get(number)) for number, movement in tracked])


@inner
def levels_of(shop_id: UUID, sku_ids: Iterable[UUID]) -> dict[UUID, Level]:
    """The shelves of these articles, made where they are missing, locked in id order. Raises ``SkuNotFound``."""
    wanted = set(sku_ids)
    known = dict(Sku.objects.filter(shop=shop_id, pk__in=wanted).values_list("pk", "level__pk"))
    if set(known) != wanted:
        raise SkuNotFound
    missing = sorted(sku_id for sku_id, level_id in known.items() if level_id is None)
    if missing:
        # Held before the shelves, as where it changes: a shelf made meanwhile would be one of which the change knows nothing.
        setting = Setting.objects.select_for_update(no_key=True).filter(shop=shop_id).first()
        below = setting is not None and setting.counter_may_go_below
        drafts = [Level(sku_id=sku_id, shop_id=shop_id, on_hand=Decimal(0), allow_negative=below) for sku_id in missing]
        Level.objects.bulk_create(drafts, ignore_conflicts=True)
    levels = Level.objects.select_for_update(of=("self",)).annotate(whole_only=F("sku__variant__whole_only"))
    return {level.sku_id: level for level in levels.filter(sku__in=wanted).order_by("pk")}


def require_free(levels: dict[UUID, Level], wanted: dict[UUID, Decimal]) -> None:
    """Raises ``SoldOut`` where less lies there than is wanted beyond what is promised."""
    short = [sku_id for sku_id, quantity in wanted.items() if levels[sku_id].free < quantity]
    if short:
        raise sold_out(short, levels[short[0]].shop_id)


def sold_out(sku_ids: Sequence[UUID], shop_id: UUID) -> SoldOut:
    """The refusal; it tells nothing of another shop's shelves."""
    short = list(Sku.objects.filter(shop=shop_id, pk__in=sku_ids).select_related("level"))
    if len(short) < len(sku_ids):
        raise SkuNotFound
    left = {sku.pk: sku.level.available if hasattr(sku, "level") else Decimal(0) for sku in short}
    return SoldOut(
        names=", ".join(sku.name for sku in short),
        details={"items": [{"sku": str(sku_id), "left": str(left.get(sku_id, 0))} for sku_id in sku_ids]},
    )


def names_of(sku_ids: Collection[UUID]) -> str:
    return ", ".join(sku.name for sku in Sku.objects.filter(pk__in=sku_ids).order_by("code"))

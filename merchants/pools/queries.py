"""Reads for the pools' pages and their sweeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from merchants.procurement.public import Article, Source
from merchants.shops.public import Shop

from . import access, rules
from .models import LadderStep, Member, Pool, PoolStep
from .rules import Step


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a pool is: its ladder, the price reached, what is missing for the next, and the reader's own place."""

    pool: Pool
    steps: Sequence[Step]
    mine: Member | None
    members: int

    @property
    def price_minor(self) -> int | None:
        return rules.price_at(self.steps, self.pool.confirmed)

    @property
    def ahead(self) -> Step | None:
        return rules.next_step(self.steps, self.pool.confirmed)

    @property
    def missing(self) -> Decimal:
        return self.ahead.least - self.pool.confirmed if self.ahead else Decimal(0)


def standings(shop: Shop, *, most: int = 60) -> list[Standing]:
    """Pools near a shop, open ones first."""
    seen = access.pools_near(shop).values("pk")
    return [_standing(pool) for pool in _whole(Pool.objects.filter(pk__in=seen), shop).order_by("ended_at", "closes_at", "pk")[:most]]


def standing_of(shop: Shop, pool_id: UUID) -> Standing:
    return _standing(_whole(Pool.objects.filter(pk=access.pool_near(shop, pool_id).pk), shop).get())


def could_open(shop: Shop, *, most: int = 30) -> list[Article]:
    """Articles with prices by quantity that are something in the shop."""
    linked = Source.objects.filter(article=OuterRef("pk"), sku__shop=shop)
    stepped = LadderStep.objects.filter(article=OuterRef("pk"))
    rows = Article.objects.filter(Exists(linked), Exists(stepped), offered=True, supplier__taking_orders=True, supplier__party__isnull=False)
    steps = Prefetch("ladder", LadderStep.objects.order_by("least"))
    return list(rows.select_related("supplier").prefetch_related(steps).order_by("name_en", "pk")[:most])


def laddered(supplier_ids: Sequence[UUID], *, most: int = 100) -> list[Article]:
    """A supplier's offered articles with their steps, those with steps first."""
    rows = Article.objects.filter(supplier__in=supplier_ids, offered=True).annotate(step_count=Count("ladder"))
    return list(rows.prefetch_related(Prefetch("ladder", LadderStep.objects.order_by("least"))).order_by("-step_count", "name_en", "pk")[:most])


def pools_on(supplier_ids: Sequence[UUID], *, most: int = 30) -> QuerySet[Pool, Any]:
    """Pools on a supplier's articles; who is in them it learns from the orders."""
    joined = Count("members", filter=Q(members__status__in=("confirmed", "ordered")))
    rows = Pool.objects.filter(article__supplier__in=supplier_ids).select_related("article").annotate(joined=joined)
    return rows.order_by("ended_at", "closes_at", "pk")[:most]


def to_close(at: datetime, *, most: int = 500) -> list[UUID]:
    return list(Pool.objects.filter(status="open", closes_at__lte=at).order_by("closes_at", "pk").values_list("pk", flat=True)[:most])


def to_settle(at: datetime, *, most: int = 500) -> list[int]:
    """Members whose order may have decided about their deposit."""
    waiting = Q(order__status__in=("sent", "changed", "acknowledged"), order__made_at__gt=at - rules.GIVE_UP_AFTER)
    rows = Member.objects.filter(deposit="held", status="ordered").exclude(waiting)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:most])


def _whole(rows: QuerySet[Pool, Any], shop: Shop) -> QuerySet[Pool, Any]:
    mine = Prefetch("members", Member.objects.filter(shop=shop).select_related("order"), to_attr="mine")
    counted = rows.annotate(joined=Count("members", filter=Q(members__status__in=("confirmed", "ordered"))))
    steps = Prefetch("steps", PoolStep.objects.order_by("least"))
    return counted.select_related("article__supplier", "opened_by", "neighbourhood").prefetch_related(steps, mine)


def _standing(pool: Any) -> Standing:
    steps = [Step(step.least, step.unit_minor) for step in pool.steps.all()]
    return Standing(pool, steps, pool.mine[0] if pool.mine else None, pool.joined)


def ladder_of(article_id: UUID) -> Article | None:
    """An article with its steps in order."""
    steps = Prefetch("ladder", LadderStep.objects.order_by("least"))
    return Article.objects.filter(pk=article_id).prefetch_related(steps).first()

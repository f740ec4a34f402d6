"""Promotions and budgets for screens and endpoints; each has a query budget in the tests."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from .models import Announcement, Budget, BudgetEntry, Coupon, Promotion, Showing, Use
from .wording import PICTURES, takes_off


def _of_uses(expression: Any) -> Coalesce:
    uses = Use.objects.filter(promotion=OuterRef("pk")).exclude(status=Use.Status.LET_GO).order_by().values("promotion")
    return Coalesce(Subquery(uses.annotate(found=expression).values("found")), 0)


def _with_results(promotions: QuerySet[Promotion]) -> QuerySet[Promotion]:
    """``shown``, ``used``, ``turnover``, ``own_cost`` and ``borne`` of each, cancelled orders left out."""
    showings = Showing.objects.filter(promotion=OuterRef("pk")).order_by().values("promotion").annotate(found=Sum("shown")).values("found")
    return promotions.annotate(
        shown=Coalesce(Subquery(showings), 0),
        used=_of_uses(Count("pk")),
        turnover=_of_uses(Sum("turnover_minor")),
        own_cost=_of_uses(Sum("merchant_minor")),
        borne=_of_uses(Sum(F("platform_minor") + F("supplier_minor"))),
    ).prefetch_related("steps", "scopes__sku")


@dataclass(frozen=True, slots=True)
class Shown:
    """A promotion with its words and its result: shown → taken → used, turnover with it, what it cost."""

    promotion: Any
    says: str
    picture: str

    @property
    def about(self) -> list[Any]:
        return [scope.sku for scope in self.promotion.scopes.all()]


def shown(promotion: Promotion) -> Shown:
    steps = sorted((step.from_minor, step.off_minor) for step in promotion.steps.all())
    return Shown(promotion, takes_off(promotion, steps), PICTURES[promotion.kind])


def promotions_of(shop_id: UUID, *, most: int = 60) -> list[Shown]:
    """What a shop has made, newest first."""
    rows = _with_results(Promotion.objects.filter(shop=shop_id)).order_by("-created_at", "-pk")[:most]
    return [shown(row) for row in rows]


def promotion_shown(promotion_id: UUID) -> Shown:
    return shown(_with_results(Promotion.objects.filter(pk=promotion_id)).get())


def running_at(shop_id: UUID, at: datetime) -> list[Shown]:
    """What anybody may know of: promotions that run, and coupons that are left to take."""
    rows = _open_at(shop_id, at).prefetch_related("steps", "scopes__sku").order_by("kind", "created_at", "pk")
    return [shown(row) for row in rows if row.kind != Promotion.Kind.COUPON or row.left is None or row.left > 0]


def coupons_to_take(shop_id: UUID, holder_id: UUID, at: datetime) -> list[Shown]:
    """Coupons of a shop that somebody may take now: those of which she had as many as she may are left out. One statement."""
    hers = Coupon.objects.filter(holder=holder_id, promotion=OuterRef("pk")).order_by().values("promotion")
    had, may = Coalesce(Subquery(hers.annotate(found=Count("pk")).values("found")), 0), Coalesce("per_person", 1)
    again = Q(points__gt=0, per_person=None) | Q(had__lt=may)
    rows = _open_at(shop_id, at).annotate(had=had).filter(again, kind=Promotion.Kind.COUPON).order_by("created_at", "pk")
    return [Shown(row, takes_off(row, ()), PICTURES[row.kind]) for row in rows if row.left is None or row.left > 0]


def _open_at(shop_id: UUID, at: datetime) -> QuerySet[Promotion]:
    return Promotion.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), shop=shop_id, status=Promotion.Status.PUBLISHED, starts_at__lte=at)


def coupons_of(holder_id: UUID, *, most: int = 60) -> list[Coupon]:
    """A person's coupons: by their day."""
    mine = Coupon.objects.filter(holder=holder_id).select_related("promotion__shop").prefetch_related("promotion__steps")
    return list(mine.order_by("expires_at", "pk")[:most])


def budgets_open_to(shop_id: UUID) -> list[Budget]:
    """Budgets that a shop may let bear a part, with money left in them."""
    found = Budget.objects.filter(Q(shop=None) | Q(shop=shop_id), status=Budget.Status.ACTIVE).select_related("party").order_by("name", "pk")
    return [budget for budget in found if budget.left_minor > 0]


def budgets_of(party_ids: Collection[UUID]) -> QuerySet[Budget]:
    return Budget.objects.filter(party__in=party_ids).select_related("party", "shop").order_by("-opened_at", "-pk")


def statement_of(budget_id: UUID, *, most: int = 200) -> QuerySet[BudgetEntry]:
    """A funder's statement, newest first."""
    return BudgetEntry.objects.filter(budget=budget_id).order_by("-at", "-pk")[:most]


def uses_in(order_id: UUID) -> list[Use]:
    """What promotions gave one order, with their names; what was let go is left out."""
    found = Use.objects.filter(order_id=order_id).exclude(status=Use.Status.LET_GO)
    return list(found.select_related("promotion").order_by("pk"))


def announcement_of(promotion_id: UUID) -> Announcement | None:
    return Announcement.objects.filter(promotion=promotion_id).first()


def has_promotions(shop_id: UUID) -> bool:
    """Whether anything of a shop may be running today: a till that asks nothing else asks no quotes then."""
    return Promotion.objects.filter(shop=shop_id, status=Promotion.Status.PUBLISHED).exists()

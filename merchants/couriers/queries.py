"""Couriers' errands for screens and endpoints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncDate

from ecosystem.kernel.clock import TOWN_TIME, begin_of, end_of
from merchants.shops.public import Shop

from .models import CourierRule, Dispatch


def rule_of(shop_id: UUID) -> CourierRule | None:
    return CourierRule.objects.filter(shop=shop_id).first()


def latest_of(order_id: UUID) -> Dispatch | None:
    """The errand that an order was given last."""
    found = Dispatch.objects.filter(delivery__order=order_id).select_related("delivery__order").order_by("-made_at", "-pk")
    return found.first()


def lately(shop: Shop, *, most: int = 30) -> QuerySet[Dispatch]:
    """Couriers of a shop, the latest first."""
    return Dispatch.objects.filter(shop=shop).select_related("delivery__order").order_by("-made_at", "-pk")[:most]


@dataclass(frozen=True, slots=True)
class Statement:
    """What couriers took of a shop for errands that ended on one business day, and what its buyers had paid for the same ways."""

    on: date
    rows: list[Dispatch]

    @property
    def fee_minor(self) -> int:
        return sum(row.fee_minor or 0 for row in self.rows)

    @property
    def buyers_minor(self) -> int:
        return sum(row.delivery.order.delivery_fee_minor for row in self.rows)

    @property
    def own_minor(self) -> int:
        """What the ways cost the shop beyond what buyers paid for them; less than nothing where it kept some of that."""
        return self.fee_minor - self.buyers_minor

    @property
    def left_or_added_minor(self) -> int:
        return abs(self.own_minor)


def statement_of(shop: Shop, on: date) -> Statement:
    """The errands of a day in the order in which they ended, each with how it was moved and whether its firm was sent it."""
    ended = Dispatch.objects.filter(shop=shop, ended_at__gte=begin_of(on), ended_at__lt=end_of(on))
    return Statement(on, list(ended.select_related("delivery__order", "remittance").order_by("ended_at", "pk")))


def days_of(shop: Shop, *, most: int = 31) -> list[Any]:
    """The latest days on which errands ended: ``on``, how many ``errands``, and ``fee_minor`` of them all."""
    ended = Dispatch.objects.filter(shop=shop, ended_at__isnull=False).annotate(on=TruncDate("ended_at", tzinfo=TOWN_TIME))
    return list(ended.values("on").annotate(errands=Count("pk"), fee_minor=Sum("fee_minor")).order_by("-on")[:most])

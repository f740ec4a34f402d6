"""Couriers' errands for screens and endpoints."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

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

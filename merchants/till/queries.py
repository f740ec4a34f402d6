"""The till's reads: the price list, the last sale, shifts, what must be looked at."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from ecosystem.kernel.actor import Actor
from merchants.catalog.public import Group, Sku, choices_of
from merchants.orders.public import Line
from merchants.shops.public import Shop
from merchants.staff.public import limits_for

from .models import Invoice, Sale, Shift, Todo

MOST_PRICES = 5_000
LINES = Prefetch("order__lines", Line.objects.order_by("position"))


@dataclass(frozen=True, slots=True)
class PriceList:
    """Everything on sale, as the till keeps it for when there is no network. ``version`` names its content."""

    version: str
    rows: list[dict[str, Any]]


def price_list(shop_id: UUID) -> PriceList:
    skus = Sku.objects.filter(shop=shop_id, on_sale=True).order_by("section_en", "name_en", "pk")[:MOST_PRICES]
    asked = choices_of(shop_id)
    rows = [
        {
            "id": str(sku.pk),
            "code": sku.code,
            "zh": sku.name_zh,
            "en": sku.name_en,
            "size": sku.size,
            "price": sku.price_minor,
            "choices": [_told(group) for group in asked.get(sku.pk, ())],
        }
        for sku in skus
    ]
    digest = hashlib.sha256("".join(f"{row['id']}{row['price']}{row['choices'] or ''};" for row in rows).encode()).hexdigest()
    return PriceList(digest[:16], rows)


def _told(group: Group) -> dict[str, Any]:
    """A question with its answers, as the till keeps it."""
    options = [{"id": str(one.id), "zh": one.name_zh, "en": one.name_en, "delta": one.delta_minor} for one in group.options]
    return {"zh": group.name_zh, "en": group.name_en, "least": group.min_picks, "most": group.max_picks, "options": options}


def may_alone(actor: Actor, shop: Shop) -> dict[str, int]:
    """What part of a line the actor may take off, and of a price she may ask more or less, in basis points."""
    limits = limits_for(actor, shop)
    return {name: 10_000 if part is None else part for name, part in (("discount", limits.discount_bp), ("override", limits.override_bp))}


def last_sales(shop_id: UUID, *, most: int = 10) -> QuerySet[Sale]:
    return Sale.objects.filter(shop=shop_id).select_related("order", "customer").order_by("-booked_at", "-pk")[:most]


def sale_with_lines(order_id: UUID) -> Sale:
    return Sale.objects.select_related("order__shop", "shop", "customer").prefetch_related(LINES, "returns__lines").get(pk=order_id)


def open_shifts(shop_id: UUID) -> QuerySet[Shift]:
    return (
        Shift.objects.filter(drawer__shop=shop_id, status=Shift.Status.OPEN)
        .select_related("drawer", "opened_by__party")
        .order_by("drawer__name", "pk")
    )


def counted_shifts(shop_id: UUID, *, most: int = 30) -> QuerySet[Shift]:
    """Shifts that were counted, newest first, with their counts."""
    done = Shift.objects.filter(drawer__shop=shop_id).exclude(status=Shift.Status.OPEN)
    return done.select_related("drawer", "closed_by__party", "approved_by__party").prefetch_related("counts").order_by("-closed_at", "-pk")[:most]


def open_todos(shop_id: UUID) -> QuerySet[Todo]:
    return Todo.objects.filter(shop=shop_id, closed_at=None).select_related("opened_by__party").order_by("opened_at", "pk")


def invoices_of(shop_id: UUID, *, most: int = 50) -> QuerySet[Invoice]:
    return Invoice.objects.filter(shop=shop_id).select_related("order").order_by("-requested_at", "-pk")[:most]

"""The till's reads: the price list, the last sale, shifts, what must be looked at."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from ecosystem.identity.public import Membership
from ecosystem.kernel.actor import Actor
from merchants.catalog.public import Sku
from merchants.orders.public import Line
from merchants.shops.public import Shop

from . import rules
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
    rows = [{"id": str(sku.pk), "code": sku.code, "zh": sku.name_zh, "en": sku.name_en, "size": sku.size, "price": sku.price_minor} for sku in skus]
    digest = hashlib.sha256("".join(f"{row['id']}{row['price']};" for row in rows).encode()).hexdigest()
    return PriceList(digest[:16], rows)


def most_discount_of(actor: Actor, shop: Shop) -> str:
    """The part of a line that the actor may take off, as a decimal."""
    roles = Membership.objects.filter(person=actor.person_id, party=shop.party_id, ended_at=None).values_list("role", flat=True)
    return str(max((rules.MAX_DISCOUNT.get(role, 0) for role in roles), default=0))


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

"""Vouchers for screens and endpoints; each has a query budget in the tests."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from ecosystem.kernel.tokens import CLOCKS_DIFFER

from . import rules
from .models import Product, Redemption, Voucher

MOST_PRODUCTS = 1_000
IN_CUSTODY = F("vouchers__price_minor") - F("vouchers__released_minor") - F("vouchers__refunded_minor")


def products_of(shop_id: UUID) -> QuerySet[Product]:
    """What a shop sells ahead, with ``bought`` vouchers and what of them is still in ``custody``."""
    paid = ~Q(vouchers__status=Voucher.Status.PENDING)
    rows = Product.objects.filter(shop=shop_id).select_related("sku")
    rows = rows.annotate(bought=Count("vouchers", filter=paid), custody=Coalesce(Sum(IN_CUSTODY, filter=paid), 0))
    return rows.order_by("status", "-created_at", "pk")


def on_sale_at(shop_id: UUID) -> QuerySet[Product]:
    return Product.objects.filter(shop=shop_id, status=Product.Status.ON_SALE).select_related("sku").order_by("price_minor", "pk")


def vouchers_of(holder_id: UUID, *, most: int = 60) -> QuerySet[Voucher]:
    """A person's vouchers, newest first."""
    return Voucher.objects.filter(holder=holder_id).select_related("product", "shop").order_by("-bought_at", "-pk")[:most]


def token_of(voucher: Voucher, at: datetime) -> str:
    """What its holder's screen shows."""
    return rules.signed(voucher.pk, voucher.product_id, voucher.remaining, at)


def taken_at_till(party_id: UUID) -> dict[str, Any]:
    """What a till keeps so that it can take a merchant's vouchers without a network: the key of their codes, and what they are of."""
    products = Product.objects.filter(shop__party=party_id).select_related("sku").order_by("pk")[:MOST_PRODUCTS]
    told = {one.pk.hex: {"name": one.name, "zh": one.sku.name_zh, "en": one.sku.name_en} for one in products}
    lives, differ = (int(span.total_seconds()) for span in (rules.LIVES_OFFLINE, CLOCKS_DIFFER))
    return {"key": rules.key_of_codes(), "products": told, "lives": lives, "early": differ}


def voucher_meant(party_id: UUID, shown: str, *, at: datetime) -> Voucher | None:
    """A merchant's voucher whose token was shown, however long ago: for telling what could not be booked."""
    told = rules.read(shown, at, lives=rules.EVER)
    return Voucher.objects.filter(pk=told.voucher_id, shop__party=party_id).select_related("product").first() if told else None


def uses_at(shop_id: UUID, *, most: int = 20) -> QuerySet[Redemption]:
    """The latest uses at a shop."""
    return Redemption.objects.filter(shop=shop_id).select_related("voucher__product", "by").order_by("-at", "-pk")[:most]


def may_undo(redemption: Redemption, at: datetime) -> bool:
    return redemption.undone_at is None and at - redemption.at <= rules.UNDO_WITHIN


def stopped_with_vouchers() -> list[UUID]:
    """Shops that the bank has stopped and whose vouchers are still out."""
    out = Voucher.objects.filter(status=Voucher.Status.ISSUED, shop__suspended_at__isnull=False)
    return list(out.order_by("shop").values_list("shop", flat=True).distinct())

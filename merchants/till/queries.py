"""The till's reads: the price list, the last sale, shifts, what must be looked at."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from ecosystem.kernel.actor import Actor
from ecosystem.payments.public import documents_of
from merchants.catalog.public import Group, Sku, choices_of
from merchants.customers.public import Card, OpenItem, is_nameless
from merchants.orders.public import Line, Order, Sold, pieces_sold
from merchants.promotions.public import Coupon, Deal, deal_for, offers_for
from merchants.shops.public import Shop
from merchants.staff.public import limits_for

from . import rules
from .models import Collection, Invoice, Sale, Shift, Todo

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


def deal_at_counter(*, shop_id: UUID, sold: Sequence[Sold], tender: str, buyer_id: UUID | None, at: datetime, shown: Coupon | None = None) -> Deal:
    """What the shop's promotions give a sale at its counter, by what quotes a basket; a promotion that others share in is for codes alone."""
    offers = offers_for([shop_id], buyer_id=buyer_id, at=at, shown=shown)
    fitting = offers if tender == rules.CODE else offers.of_shops_alone()
    return deal_for(pieces_sold(sold), fitting.of(shop_id), fitting.purse)


def best_coupon(*, shop_id: UUID, sold: Sequence[Sold], tender: str, holder_id: UUID, at: datetime) -> UUID | None:
    """The coupon of a holder's that takes most off a sale beside what the shop's promotions give anybody; ``None`` where none takes anything."""
    offers = offers_for([shop_id], buyer_id=None, at=at, holder_id=holder_id)
    fitting = offers if tender == rules.CODE else offers.of_shops_alone()
    deal = deal_for(pieces_sold(sold), fitting.of(shop_id), fitting.purse)
    return next((one.offer.coupon_id for one in deal.applied if one.offer.coupon_id), None)


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


def unlinked(shop_id: UUID, *, most: int = 50) -> list[Collection]:
    """What came by the static code and is not linked, newest first, each with the sales and tabs that it may be for."""
    rows = Collection.objects.filter(shop=shop_id, status=Collection.Status.RECEIVED).select_related("payer", "shop")
    rows = rows.annotate(nameless=is_nameless("payer"))
    found: list[Collection] = [*rows.order_by("-received_at", "-pk")[:most]]
    amounts = {one.amount_minor for one in found}
    waiting = list(_waiting_sales(shop_id).filter(total_minor__in=amounts))
    held = Q(holder__in={one.payer_id for one in found}) | Q(balance_minor__in=amounts)
    cards = list(Card.objects.filter(held, shop=shop_id, balance_minor__gt=0).order_by("name", "pk")) if found else []
    for one in found:
        one.sales = [order for order in waiting if _fits(one, order)]  # type: ignore[attr-defined]
        one.tabs = [card for card in cards if _owes(one, card)]  # type: ignore[attr-defined]
    return found


def collection_paid_by(payment_id: UUID, payer_id: UUID | None) -> Collection | None:
    """What a payment of the payer's was begun for, by a shop's static code."""
    begun = documents_of(payment_id, "collection")
    rows = Collection.objects.filter(Q(payment_id=payment_id) | Q(pk__in=begun), payer=payer_id, payer__isnull=False)
    return rows.select_related("shop").first()


def unlinked_count(shop_id: UUID) -> int:
    return Collection.objects.filter(shop=shop_id, status=Collection.Status.RECEIVED).count()


def sales_for(collection: Collection, *, at: datetime) -> list[Order]:
    """Sales of that shop and amount that wait to be scanned, rung up before the money came and not out of time."""
    waiting = _waiting_sales(collection.shop_id).filter(total_minor=collection.amount_minor, pay_until__gt=at)
    return [order for order in waiting if _fits(collection, order)]


def tabs_for(collection: Collection) -> list[Card]:
    """Tabs of the payer's at that shop with at least that much open."""
    cards = Card.objects.filter(shop=collection.shop_id, holder=collection.payer_id, balance_minor__gte=collection.amount_minor)
    return list(cards.order_by("name", "pk"))


def owes_exactly(card: Card, amount_minor: int) -> bool:
    """The whole tab, or one sale on it."""
    return card.balance_minor == amount_minor or OpenItem.objects.filter(card=card, open_minor=amount_minor).exists()


def collections_to_match(*, most: int = 200) -> list[UUID]:
    return list(Collection.objects.filter(status=Collection.Status.RECEIVED).order_by("received_at", "pk").values_list("pk", flat=True)[:most])


def _waiting_sales(shop_id: UUID) -> QuerySet[Order]:
    return Order.objects.filter(shop=shop_id, channel=Order.Channel.CODE, status=Order.Status.PENDING_PAYMENT).order_by("placed_at", "pk")


def _fits(collection: Collection, order: Order) -> bool:
    paid_at = collection.received_at or collection.made_at
    return order.total_minor == collection.amount_minor and order.placed_at <= paid_at and order.buyer_id in (None, collection.payer_id)


def _owes(collection: Collection, card: Card) -> bool:
    hers = card.holder_id == collection.payer_id and card.balance_minor >= collection.amount_minor
    return hers or card.balance_minor == collection.amount_minor

"""Orders as each side's desk shows them, and the whole shared document."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery

from .. import rules
from ..models import DebitNote, Invoice, InvoiceLine, Line, Order, ReceiptLine, ReturnLine, RevisionLine, ShipmentLine

BUYERS_COLUMNS = (
    ("yours", ("draft", "to_approve", "changed")),
    ("theirs", ("sent",)),
    ("coming", ("acknowledged", "partially_received")),
    ("here", ("received",)),
)
SUPPLIERS_COLUMNS = (
    ("yours", ("sent",)),
    ("theirs", ("changed",)),
    ("coming", ("acknowledged", "partially_received")),
    ("here", ("received",)),
)
ENDED = ("closed", "short_closed", "cancelled", "declined")


def board_of(shop_ids: Collection[UUID], *, most: int = 100) -> list[tuple[str, list[Order]]]:
    """The shop's open orders by whose turn it is."""
    rows = list(_listed(Order.objects.filter(shop__in=shop_ids).exclude(status__in=ENDED))[:most])
    return [(name, [order for order in rows if order.status in statuses]) for name, statuses in BUYERS_COLUMNS]


def supply_board(supplier_ids: Collection[UUID], *, most: int = 100) -> list[tuple[str, list[Order]]]:
    rows = list(_listed(Order.objects.filter(supplier__in=supplier_ids, status__in=rules.OPEN))[:most])
    return [(name, [order for order in rows if order.status in statuses]) for name, statuses in SUPPLIERS_COLUMNS]


def ended_of(orders: Q, *, most: int = 30) -> QuerySet[Order, Any]:
    return _listed(Order.objects.filter(orders, status__in=ENDED))[:most]


def purchases_of(shop_id: UUID, *, most: int = 50) -> QuerySet[Order, Any]:
    return Order.objects.filter(shop=shop_id).prefetch_related("lines", "invoices").order_by("-made_at", "-pk")[:most]


def sales_of(supplier_id: UUID, *, most: int = 50) -> QuerySet[Order, Any]:
    return Order.objects.filter(supplier=supplier_id, sent_at__isnull=False).prefetch_related("lines", "invoices").order_by("-made_at", "-pk")[:most]


def document(order_id: UUID) -> Order:
    """One order with everything that both sides see of it."""
    parts: list[Any] = [
        Prefetch("lines", Line.objects.order_by("position").select_related("sku__level")),
        "revisions",
        Prefetch("revisions__lines", RevisionLine.objects.order_by("position")),
        "shipments",
        Prefetch("shipments__lines", ShipmentLine.objects.select_related("line").order_by("line__position")),
        "receipts",
        Prefetch("receipts__lines", ReceiptLine.objects.select_related("line").order_by("line__position")),
        "returns",
        Prefetch("returns__lines", ReturnLine.objects.select_related("line").order_by("line__position")),
        "disputes__line",
        "charges",
        Prefetch("invoices", Invoice.objects.order_by("issued_at", "pk")),
        Prefetch("invoices__lines", InvoiceLine.objects.select_related("line").order_by("line__position")),
        Prefetch("invoices__debits", DebitNote.objects.select_related("line__line").order_by("made_at", "pk")),
    ]
    return Order.objects.select_related("shop", "supplier", "made_by__party", "approved_by__party").prefetch_related(*parts).get(pk=order_id)


def last_prices(order: Order) -> dict[UUID, int]:
    """What the shop last agreed to pay for each of the order's articles elsewhere, in minor units."""
    earlier = Line.objects.filter(
        article=OuterRef("article"), order__shop=order.shop_id, order__agreed_revision__isnull=False, order__made_at__lt=order.made_at
    ).exclude(order=order.pk)
    newest = earlier.order_by("-order__made_at", "-pk").values("unit_minor")[:1]
    rows = Line.objects.filter(order=order.pk).annotate(last=Subquery(newest)).values_list("article_id", "last")
    return {article_id: last for article_id, last in rows if last is not None}


def _listed(orders: QuerySet[Order, Any]) -> QuerySet[Order, Any]:
    return orders.annotate(line_count=Count("lines")).select_related("shop", "supplier").order_by("-made_at", "-pk")

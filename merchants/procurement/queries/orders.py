"""Orders as each side's desk shows them, and the whole shared document."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery

from ecosystem.kernel.clock import business_date

from ..models import (
    Charge,
    DebitNote,
    Dispute,
    DoorCount,
    DoorCountLine,
    Invoice,
    InvoiceLine,
    Line,
    Order,
    Receipt,
    ReceiptLine,
    Refused,
    Return,
    ReturnLine,
    Revision,
    RevisionLine,
    Shipment,
    ShipmentLine,
)

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
HERE = ("received",)
MOST = 100
Columns = tuple[tuple[str, tuple[str, ...]], ...]
ENDED = ("closed", "short_closed", "cancelled", "declined", "lapsed")


@dataclass(frozen=True, slots=True)
class Week:
    """Orders that were made in one week; ``starts_on`` is its Monday."""

    starts_on: date
    orders: list[Order]

    @property
    def sum_minor(self) -> int:
        return sum(order.with_extra_minor for order in self.orders)


@dataclass(frozen=True, slots=True)
class Column:
    """What waits in one place: how many orders, the newest of them, and those by week where there are many small ones."""

    name: str
    count: int
    orders: list[Order]
    weeks: list[Week]


def board_of(shop_ids: Collection[UUID]) -> list[Column]:
    """The shop's open orders by whose turn it is."""
    return _columns(Q(shop__in=shop_ids), BUYERS_COLUMNS)


def supply_board(supplier_ids: Collection[UUID]) -> list[Column]:
    return _columns(Q(supplier__in=supplier_ids), SUPPLIERS_COLUMNS)


def turns_of(shop_ids: Collection[UUID]) -> dict[str, int]:
    """How many of the shop's open orders wait in each column."""
    return _counts(Q(shop__in=shop_ids), BUYERS_COLUMNS)


def ended_of(orders: Q, *, most: int = 8) -> list[Order]:
    """The last that ended; the others are on the page of earlier orders."""
    return list(_listed(Order.objects.filter(orders, status__in=ENDED))[:most])


def earlier_of(orders: Q, *, page: int, size: int = 60) -> tuple[list[Week], bool]:
    """A page of what was delivered or has ended, by week, and whether there is more."""
    start = (max(page, 1) - 1) * size
    rows = list(_listed(Order.objects.filter(orders, status__in=(*HERE, *ENDED)))[start : start + size + 1])
    return _weeks(rows[:size]), len(rows) > size


def _columns(orders: Q, columns: Columns) -> list[Column]:
    counts = _counts(orders, columns)
    waiting = [status for _name, statuses in columns for status in statuses if status not in HERE]
    rows = list(_listed(Order.objects.filter(orders, status__in=waiting))[:MOST])
    here = list(_listed(Order.objects.filter(orders, status__in=HERE))[:MOST]) if counts["here"] else []
    found = []
    for name, statuses in columns:
        if name == "here":
            found.append(Column(name, counts[name], [], _weeks(here)))
        else:
            found.append(Column(name, counts[name], [order for order in rows if order.status in statuses], []))
    return found


def _counts(orders: Q, columns: Columns) -> dict[str, int]:
    known = dict(Order.objects.filter(orders).order_by("status").values_list("status").annotate(count=Count("pk")))
    return {name: sum(known.get(status, 0) for status in statuses) for name, statuses in columns}


def _weeks(orders: Iterable[Order]) -> list[Week]:
    weeks: dict[date, list[Order]] = {}
    for order in orders:
        made_on = business_date(order.made_at)
        weeks.setdefault(made_on - timedelta(days=made_on.weekday()), []).append(order)
    return [Week(monday, rows) for monday, rows in weeks.items()]


def unanswered(at: datetime, *, most: int = 500) -> list[UUID]:
    """Orders whose time to answer is over, or half over and nobody was asked again; the longest waiting first."""
    waiting = Order.objects.filter(Q(answer_by__lte=at) | Q(ask_again_at__lte=at), answer_by__isnull=False, on_hold=False)
    return list(waiting.order_by("answer_by", "pk").values_list("pk", flat=True)[:most])


def purchases_of(shop_id: UUID, *, most: int = 50) -> QuerySet[Order, Any]:
    return Order.objects.filter(shop=shop_id).prefetch_related("lines", "invoices").order_by("-made_at", "-pk")[:most]


def sales_of(supplier_id: UUID, *, most: int = 50) -> QuerySet[Order, Any]:
    return Order.objects.filter(supplier=supplier_id, sent_at__isnull=False).prefetch_related("lines", "invoices").order_by("-made_at", "-pk")[:most]


def document(order_id: UUID) -> Order:
    """One order with everything that both sides see of it."""
    parts: list[Any] = [
        Prefetch("lines", Line.objects.order_by("position").select_related("sku__level")),
        Prefetch("revisions", Revision.objects.order_by("number")),
        Prefetch("revisions__lines", RevisionLine.objects.order_by("position")),
        Prefetch("shipments", Shipment.objects.order_by("announced_at", "pk")),
        Prefetch("shipments__lines", ShipmentLine.objects.select_related("line").order_by("line__position")),
        Prefetch("receipts", Receipt.objects.order_by("posted_at", "pk")),
        Prefetch("receipts__lines", ReceiptLine.objects.select_related("line").order_by("line__position")),
        Prefetch("receipts__lines__aside", Refused.objects.select_related("of__line").order_by("decided_at", "pk")),
        Prefetch("counts", DoorCount.objects.select_related("counted_by__party").order_by("counted_at", "pk")),
        Prefetch("counts__lines", DoorCountLine.objects.select_related("line").order_by("line__position")),
        Prefetch("returns", Return.objects.order_by("made_at", "pk")),
        Prefetch("returns__lines", ReturnLine.objects.select_related("line").order_by("line__position")),
        Prefetch("disputes", Dispute.objects.select_related("line").order_by("opened_at", "pk")),
        Prefetch("charges", Charge.objects.order_by("made_at", "pk")),
        Prefetch("invoices", Invoice.objects.order_by("issued_at", "pk")),
        Prefetch("invoices__lines", InvoiceLine.objects.select_related("line").order_by("line__position")),
        Prefetch("invoices__debits", DebitNote.objects.select_related("line__line").order_by("made_at", "pk")),
    ]
    return Order.objects.select_related("shop", "supplier", "made_by__party", "approved_by__party").prefetch_related(*parts).get(pk=order_id)


def last_prices(order: Order) -> dict[UUID, int]:
    """What the shop last agreed to pay for each of the order's articles elsewhere, in minor units."""
    earlier = Line.objects.filter(
        article=OuterRef("article"), order__shop=order.shop_id, order__agreed_revision__isnull=False, order__made_at__lte=order.made_at
    ).exclude(order=order.pk)
    newest = earlier.order_by("-order__made_at", "-pk").values("unit_minor")[:1]
    rows = Line.objects.filter(order=order.pk).annotate(last=Subquery(newest)).values_list("article_id", "last")
    return {article_id: last for article_id, last in rows if last is not None}


def _listed(orders: QuerySet[Order, Any]) -> QuerySet[Order, Any]:
    return orders.annotate(line_count=Count("lines")).select_related("shop", "supplier").order_by("-made_at", "-pk")

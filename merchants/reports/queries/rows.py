"""The rows behind each line of a month's profit and loss; they sum to it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery

from merchants.orders.public import Order
from merchants.settlement.public import Settlement
from merchants.stock.public import Movement

from .. import rules
from ..days import moment
from ..models import Back

COSTS = ["sold", "sale_return"]
GONE = ["damaged", "count_loss", "count_gain", "adjusted"]
FEES = {"commission": "commission_minor", "commission-tax": "commission_tax_minor", "acquiring": "acquiring_fee_minor"}
LINES = ("sales", "refunds", "cost", "write-offs", *FEES)


def rows_behind(line: str, shop_id: UUID, first: date) -> QuerySet[Any, Any]:
    """``at``, ``what`` (a number or a name in both languages), ``order`` where there is one, and ``amount`` as the line counts it."""
    span = {"gte": moment(first), "lt": moment(rules.next_month(first))}
    made: QuerySet[Any, Any] = {"sales": _sales, "refunds": _refunds, "cost": _moved, "write-offs": _moved}.get(line, _fees)(line, shop_id, span)
    return made


def _sales(_line: str, shop_id: UUID, span: dict[str, Any]) -> QuerySet[Any, Any]:
    rows = Order.objects.filter(shop=shop_id, paid_at__gte=span["gte"], paid_at__lt=span["lt"])
    sold = F("total_minor") - F("weighed_back_minor")
    return rows.annotate(sold_minor=sold).order_by("paid_at", "pk").values("paid_at", "number", "pk", "sold_minor")


def _refunds(_line: str, shop_id: UUID, span: dict[str, Any]) -> QuerySet[Any, Any]:
    rows = Back.objects.filter(shop=shop_id, at__gte=span["gte"], at__lt=span["lt"])
    return rows.annotate(number=_number()).order_by("at", "pk").values("at", "number", "order_id", "amount_minor")


def _moved(line: str, shop_id: UUID, span: dict[str, Any]) -> QuerySet[Any, Any]:
    kinds = COSTS if line == "cost" else GONE
    rows = Movement.objects.filter(level__shop=shop_id, kind__in=kinds, at__gte=span["gte"], at__lt=span["lt"])
    return rows.order_by("at", "pk").values("at", "level__sku__name_zh", "level__sku__name_en", "level__sku", "kind", "value_minor")


def _fees(line: str, shop_id: UUID, span: dict[str, Any]) -> QuerySet[Any, Any]:
    amount = FEES[line]
    rows = Settlement.objects.filter(shop=shop_id, settled_at__gte=span["gte"], settled_at__lt=span["lt"]).exclude(**{amount: 0})
    told: QuerySet[Any, Any] = rows.annotate(number=_number()).order_by("settled_at", "pk").values("settled_at", "number", "order_id", amount)
    return told


def _number() -> Subquery:
    return Subquery(Order.objects.filter(pk=OuterRef("order_id")).values("number")[:1])

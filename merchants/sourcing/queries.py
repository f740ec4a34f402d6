"""Reads for both sides. What a supplier is shown never joins another supplier's rows."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, OuterRef, Prefetch, Q, QuerySet, Subquery

from merchants.periods.public import Taxpayer
from merchants.procurement.public import Supplier, suppliers_for

from . import rules
from .models import Quotation, QuoteLine, QuoteVersion, Rfq, RfqLine


def rfqs_of(shop_ids: Collection[UUID], *, most: int = 60) -> QuerySet[Rfq, Any]:
    """A shop's requests, newest first, with how many were asked and have quoted."""
    answered = Count("quotations", filter=Q(quotations__number__gt=0), distinct=True)
    rows = Rfq.objects.filter(shop__in=shop_ids).annotate(
        asked=Count("quotations", distinct=True), answered=answered, line_count=Count("lines", distinct=True)
    )
    return rows.order_by("-made_at", "-pk")[:most]


def comparable(rfq_id: UUID, *, today: date) -> Rfq:
    """One request with everything that its buyer compares, and whether she gets input tax back on that day."""
    parts: list[Any] = [
        Prefetch("lines", RfqLine.objects.order_by("position").select_related("sku")),
        Prefetch("quotations", Quotation.objects.select_related("supplier", "order").order_by("invited_at", "pk")),
        Prefetch("quotations__versions", QuoteVersion.objects.select_related("attachment").order_by("number")),
        Prefetch("quotations__versions__lines", QuoteLine.objects.select_related("line").order_by("line__position")),
    ]
    taxed = Taxpayer.objects.filter(party=OuterRef("shop__party"), from_on__lte=today).order_by("-from_on", "-pk")
    rows = Rfq.objects.select_related("shop", "made_by__party").annotate(general=Subquery(taxed.values("is_general")[:1]))
    found = rows.prefetch_related(*parts).get(pk=rfq_id)
    found.deducts = bool(found.general)
    return found


def requests_for(quotations: QuerySet[Quotation, Any], *, most: int = 60) -> QuerySet[Quotation, Any]:
    """A supplier's own quotations, what waits for it first."""
    rows = quotations.select_related("rfq__shop", "order").annotate(line_count=Count("rfq__lines"))
    return rows.order_by(F("ended_at").desc(nulls_first=True), "rfq__answer_by", "pk")[:most]


def quotation_whole(quotation_id: UUID) -> Quotation:
    """One supplier's quotation, with the request's lines and its own versions."""
    parts: list[Any] = [
        Prefetch("rfq__lines", RfqLine.objects.order_by("position")),
        Prefetch("versions", QuoteVersion.objects.select_related("attachment").order_by("number")),
        Prefetch("versions__lines", QuoteLine.objects.select_related("line").order_by("line__position")),
    ]
    return Quotation.objects.select_related("rfq__shop", "supplier", "order").prefetch_related(*parts).get(pk=quotation_id)


def to_expire(at: datetime, *, today: date, most: int = 500) -> list[UUID]:
    """Open requests of which something may be over."""
    waiting = Q(answer_by__lte=at, quotations__status__in=("invited", "viewed"))
    rows = Rfq.objects.filter(status__in=rules.OPEN).filter(waiting | Q(quotations__in=_outdated(today).values("pk")))
    return list(rows.order_by("answer_by", "pk").values_list("pk", flat=True).distinct()[:most])


def outdated(rfq_id: UUID, *, today: date) -> list[Quotation]:
    """Offers of which no line holds any more."""
    return list(_outdated(today).filter(rfq=rfq_id).select_related("supplier"))


def _outdated(today: date) -> QuerySet[Quotation, Any]:
    newest = Q(versions__number=F("number"))
    rows = Quotation.objects.filter(status__in=("submitted", "revised"))
    return rows.annotate(holds_until=Max("versions__lines__valid_until", filter=newest)).filter(holds_until__lt=today)


def suppliers_to_ask(shop_id: UUID, *, most: int = 30) -> list[Supplier]:
    """Whom the shop bought from last comes first."""
    return [supplier for supplier in suppliers_for([shop_id], most=most) if supplier.taking_orders]

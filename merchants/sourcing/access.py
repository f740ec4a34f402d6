"""Requests and quotations, for an actor. A supplier is let into its own quotation and nothing beside it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from ecosystem.kernel.actor import Actor
from merchants.onboarding.public import Document
from merchants.procurement.public import SERVERS, suppliers_of
from merchants.shops.public import BUYERS, shops_where

from .errors import QuotationNotFound, RfqNotFound
from .models import Quotation, QuoteVersion, Rfq


def buyers_rfq(actor: Actor, rfq_id: UUID, *, lock: bool = False) -> Rfq:
    rows = Rfq.objects.filter(pk=rfq_id, shop__in=shops_where(actor, BUYERS)).select_related("shop")
    rfq = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if rfq is None:
        raise RfqNotFound
    return rfq


def suppliers_quotations(actor: Actor) -> QuerySet[Quotation, Any]:
    """What was sent to the suppliers at whose party the actor serves; a draft is the buyer's alone."""
    return Quotation.objects.filter(supplier__in=suppliers_of(actor, SERVERS).values("pk"), rfq__sent_at__isnull=False)


def suppliers_quotation(actor: Actor, quotation_id: UUID, *, lock: bool = False) -> Quotation:
    return _one(suppliers_quotations(actor).filter(pk=quotation_id), lock=lock)


def attachment_for(actor: Actor, document_id: UUID) -> Document:
    """A file of a quote that the actor's shop asked for, or that her supplier sent. Raises ``QuotationNotFound``."""
    quotes = QuoteVersion.objects.filter(attachment=document_id)
    asked = quotes.filter(quotation__rfq__shop__in=shops_where(actor, BUYERS))
    sent = quotes.filter(quotation__in=suppliers_quotations(actor).values("pk"))
    return _attached(asked | sent)


def linked_attachment(quotation_id: UUID, document_id: UUID) -> Document:
    """The same of the quotation that a signed link names."""
    return _attached(QuoteVersion.objects.filter(attachment=document_id, quotation=linked_quotation(quotation_id)))


def _attached(quotes: QuerySet[QuoteVersion, Any]) -> Document:
    version = quotes.select_related("attachment").first()
    document: Document | None = version.attachment if version else None
    if document is None:
        raise QuotationNotFound
    return document


def linked_quotation(quotation_id: UUID, *, lock: bool = False) -> Quotation:
    """What a signed link names; only of a supplier outside the circle."""
    return _one(Quotation.objects.filter(pk=quotation_id, supplier__party=None, rfq__sent_at__isnull=False), lock=lock)


def _one(rows: QuerySet[Quotation, Any], *, lock: bool) -> Quotation:
    if lock and (rfq_id := rows.values_list("rfq", flat=True).first()) is not None:
        # The request first: whatever happens to it or to one of its quotations waits there for its turn.
        Rfq.objects.select_for_update().get(pk=rfq_id)
    quotation: Quotation | None = rows.select_related("rfq__shop", "supplier").first()
    if quotation is None:
        raise QuotationNotFound
    return quotation

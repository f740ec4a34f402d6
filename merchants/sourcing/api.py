"""Asking for quotes and quoting, for programs of both sides."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.web.api import IN_PARTS, REPEAT_KEY, actor_of, given, in_parts, repeat_key
from merchants.onboarding.public import answered
from merchants.shops.public import BUYERS, shop_for

from . import access, actions, queries, shapes
from .actions import Asked, Pick, QuotedLine, QuoteTerms
from .models import Rfq


def _compared(rfq_id: UUID) -> Rfq:
    return queries.comparable(rfq_id, today=clock.business_date(clock.now()))


class RfqsView(APIView):
    @extend_schema(responses=shapes.RfqOutput(many=True))
    def get(self, request: Request, shop_id: UUID) -> Response:
        """The shop's requests for quotes, newest first."""
        shop = shop_for(actor_of(request), shop_id, BUYERS)
        return Response(shapes.RfqOutput(queries.rfqs_of([shop.pk]), many=True).data)

    @extend_schema(request=shapes.RfqInput, responses={201: shapes.RfqDocumentOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, shop_id: UUID) -> Response:
        """Draft a request; nobody but the shop sees it until it is sent."""
        sent = given(shapes.RfqInput, request)
        wants = [
            Asked(one["quantity"], one["sku"], one["name"], (one["unit"], one["unit"]), one["per_unit"], one["wanted_by"]) for one in sent["lines"]
        ]
        rfq = actions.draft_rfq(
            shop_id=shop_id,
            wants=wants,
            supplier_ids=sent["suppliers"],
            answer_by=sent["answer_by"],
            note=sent["note"],
            key=repeat_key(request),
            by=actor_of(request),
            at=clock.now(),
        )
        return Response(shapes.RfqDocumentOutput(_compared(rfq.pk)).data, status=201)


class RfqView(APIView):
    @extend_schema(responses=shapes.RfqDocumentOutput)
    def get(self, request: Request, rfq_id: UUID) -> Response:
        """A request with every supplier's quotes, for its buyer."""
        return Response(shapes.RfqDocumentOutput(_compared(access.buyers_rfq(actor_of(request), rfq_id).pk)).data)


class RfqStepView(APIView):
    @extend_schema(request=None, responses=shapes.RfqOutput)
    def post(self, request: Request, rfq_id: UUID, name: str) -> Response:
        """Move a request: send, cancel."""
        act: dict[str, Any] = {"rfq_id": rfq_id, "by": actor_of(request), "at": clock.now()}
        if name == "send":
            rfq = actions.send_rfq(**act)
        elif name == "cancel":
            rfq = actions.cancel_rfq(reason="", **act)
        else:
            raise NotFound
        return Response(shapes.RfqOutput(rfq).data)


class AwardView(APIView):
    @extend_schema(request=shapes.AwardInput, responses=shapes.RfqDocumentOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, rfq_id: UUID) -> Response:
        """Order each line from the quotation picked for it; ``total`` is what all of it costs with freight."""
        sent = given(shapes.AwardInput, request)
        picks = [Pick(one["position"], one["quotation"], one["version"]) for one in sent["lines"]]
        rfq = actions.award(
            rfq_id=rfq_id,
            picks=picks,
            seen_total_minor=sent["total"],
            landed_by=sent["landed_by"],
            key=repeat_key(request),
            by=actor_of(request),
            at=clock.now(),
        )
        return Response(shapes.RfqDocumentOutput(_compared(rfq.pk)).data)


class QuotationsView(APIView):
    @extend_schema(responses=shapes.QuotationOutput(many=True))
    def get(self, request: Request, supplier_id: UUID) -> Response:
        """What the supplier is asked to quote."""
        mine = access.suppliers_quotations(actor_of(request)).filter(supplier=supplier_id)
        rows = queries.requests_for(mine).prefetch_related("rfq__lines", "versions__lines__line")
        return Response(shapes.QuotationOutput(rows, many=True).data)


class QuoteView(APIView):
    parser_classes = [JSONParser, MultiPartParser]

    @extend_schema(
        request={"application/json": shapes.SupplierQuoteInput, IN_PARTS: in_parts("SupplierQuote", "attachment")}, responses=shapes.QuotationOutput
    )
    def post(self, request: Request, quotation_id: UUID) -> Response:
        """Quote, or quote anew: ``version`` is the newest that you know, 0 before the first."""
        sent = given(shapes.SupplierQuoteInput, request)
        lines = [QuotedLine(unit_minor=one.pop("unit_price"), **one) for one in sent["lines"]]
        more = {"tax_included": sent["tax_included"], "attachment": sent["attachment"], "drops_attachment": sent["drop_attachment"]}
        more |= {"freight_tax_bp": sent["freight_tax_bp"], "other_tax_bp": sent["other_tax_bp"]}
        terms = QuoteTerms(lines, sent["freight"], sent["other"], sent["note"], **more)
        seen = sent["version"]
        actions.submit_quote(quotation_id=quotation_id, terms=terms, seen_number=seen, by=actor_of(request), at=clock.now())
        return Response(shapes.QuotationOutput(queries.quotation_whole(quotation_id)).data)


class AttachmentView(APIView):
    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, document_id: UUID) -> HttpResponse:
        """What was attached to a quote, for its buyer and its supplier; reading it is written down."""
        return answered(*actions.open_attachment(document_id=document_id, by=actor_of(request), at=clock.now()))


class DeclineView(APIView):
    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, quotation_id: UUID) -> Response:
        """Offer nothing."""
        actions.decline_quote(quotation_id=quotation_id, reason="", by=actor_of(request), at=clock.now())
        return Response(status=204)


urlpatterns = [
    path("shops/<uuid:shop_id>/rfqs", RfqsView.as_view(), name="api-rfqs"),
    path("rfqs/<uuid:rfq_id>", RfqView.as_view(), name="api-rfq"),
    path("rfqs/<uuid:rfq_id>/award", AwardView.as_view(), name="api-rfq-award"),
    path("rfqs/<uuid:rfq_id>/<slug:name>", RfqStepView.as_view(), name="api-rfq-step"),
    path("suppliers/<uuid:supplier_id>/quotations", QuotationsView.as_view(), name="api-quotations"),
    path("quotations/<uuid:quotation_id>/quote", QuoteView.as_view(), name="api-quote"),
    path("quote-attachments/<uuid:document_id>", AttachmentView.as_view(), name="api-quote-attachment"),
    path("quotations/<uuid:quotation_id>/decline", DeclineView.as_view(), name="api-quote-decline"),
]

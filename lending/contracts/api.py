"""Signed contracts, for programs of whoever signed them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.identity.public import parties_where
from ecosystem.web.api import actor_of

from . import access
from .models import Contract


class ContractOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    number = serializers.CharField()
    party = serializers.UUIDField(source="party_id")
    offer = serializers.UUIDField(source="offer_id")
    loan = serializers.UUIDField(source="loan_id")
    template = serializers.IntegerField(source="template_id", help_text="The version of the text.")
    document_sha256 = serializers.CharField()
    signed_at = serializers.DateTimeField()


class ContractsView(APIView):
    @extend_schema(responses=ContractOutput(many=True), operation_id="contracts_list")
    def get(self, request: Request) -> Response:
        """Contracts of the businesses that the person signed in owns, newest first."""
        owned = parties_where(actor_of(request), access.OWNER)
        signed = Contract.objects.filter(party__in=owned).defer("document").order_by("-signed_at")[:50]
        return Response(ContractOutput(signed, many=True).data)


class DocumentView(APIView):
    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY}, operation_id="contracts_document")
    def get(self, request: Request, contract_id: UUID) -> HttpResponse:
        """The signed document, as a PDF."""
        contract = access.contract_for(actor_of(request), contract_id)
        return HttpResponse(bytes(contract.document), content_type="application/pdf")


urlpatterns = [
    path("contracts", ContractsView.as_view(), name="api-contracts"),
    path("contracts/<uuid:contract_id>/document", DocumentView.as_view(), name="api-contract-document"),
]

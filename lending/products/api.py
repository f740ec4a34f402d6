"""Terms and prices, for programs of the bank: what is offered, what waits, and putting a colleague's terms in force."""

from __future__ import annotations

from dataclasses import fields
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.web.api import REPEAT_KEY, Input, MoneyField, actor_of, given, repeat_key
from lending.offices.public import require_reader

from . import actions, queries


class TermsFields(serializers.Serializer[Any]):
    """What a version says and a proposal would change."""

    code = serializers.CharField(help_text="Of the product.")
    annual_rate = serializers.DecimalField(max_digits=9, decimal_places=6, help_text="Interest a year, as a fraction.")
    min_principal = MoneyField(source="min_principal_minor", help_text="The least loan.")
    max_principal = MoneyField(source="max_principal_minor", help_text="The largest loan.")
    term_days = serializers.IntegerField()
    apr_cap_bp = serializers.IntegerField(help_text="The highest effective yearly cost of an offer, in basis points.")
    lgd_bp = serializers.IntegerField(help_text="What is lost of a bad debt on average, in basis points of it.")
    valid_from = serializers.DateField()


class CreditProductOutput(TermsFields):
    version = serializers.IntegerField()
    name_zh = serializers.CharField()
    name_en = serializers.CharField()


class TermsProposalInput(Input, TermsFields):
    why = serializers.CharField(max_length=actions.LONGEST)


class TermsProposalOutput(TermsFields):
    id = serializers.UUIDField()
    why = serializers.CharField()
    status = serializers.CharField(help_text="waiting, released or dropped.")
    version = serializers.IntegerField(source="product.version", allow_null=True, default=None, help_text="Which it became, once released.")
    proposed_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)


class CreditProductsOutput(serializers.Serializer[Any]):
    versions = CreditProductOutput(many=True, help_text="Of every product, the newest version first; that of the latest day begun is in force.")
    waiting = TermsProposalOutput(many=True)


class CreditProductsView(APIView):
    @extend_schema(responses=CreditProductsOutput, operation_id="credit_products_list")
    def get(self, request: Request) -> Response:
        """Every version of what is lent, and the terms that wait for a second officer."""
        require_reader(actor_of(request))
        told = {"versions": queries.versions_of(queries.codes()).values(), "waiting": queries.proposals_waiting()}
        return Response(CreditProductsOutput(told).data)


class TermsProposalsView(APIView):
    @extend_schema(request=TermsProposalInput, responses={201: TermsProposalOutput}, parameters=[REPEAT_KEY], operation_id="credit_products_propose")
    def post(self, request: Request) -> Response:
        """Write down other terms from a day to come; another officer puts them in force."""
        told = given(TermsProposalInput, request)
        terms = actions.NewTerms(**{field.name: told[field.name] for field in fields(actions.NewTerms)})
        made = actions.propose_terms(code=told["code"], terms=terms, why=told["why"], key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(TermsProposalOutput(made).data, status=201)


class ReleaseTermsView(APIView):
    @extend_schema(request=None, responses=CreditProductOutput, operation_id="credit_products_release")
    def post(self, request: Request, proposal_id: UUID) -> Response:
        """Make a colleague's terms the product's next version. A second call finds them decided."""
        made = actions.release_terms(proposal_id=proposal_id, by=actor_of(request), at=clock.now())
        return Response(CreditProductOutput(made).data)


class DropTermsView(APIView):
    @extend_schema(request=None, responses=TermsProposalOutput, operation_id="credit_products_drop")
    def post(self, request: Request, proposal_id: UUID) -> Response:
        """Drop terms that wait, one's own or a colleague's. A second call finds them decided."""
        return Response(TermsProposalOutput(actions.drop_terms(proposal_id=proposal_id, by=actor_of(request), at=clock.now())).data)


urlpatterns = [
    path("credit-products", CreditProductsView.as_view(), name="api-credit-products"),
    path("credit-products/proposals", TermsProposalsView.as_view(), name="api-terms-proposals"),
    path("credit-products/proposals/<uuid:proposal_id>/release", ReleaseTermsView.as_view(), name="api-terms-release"),
    path("credit-products/proposals/<uuid:proposal_id>/drop", DropTermsView.as_view(), name="api-terms-drop"),
]

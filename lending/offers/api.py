"""Offers, for programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.web.api import REPEAT_KEY, MoneyField, actor_of, repeat_key

from . import access, actions, explain, queries
from .models import Offer


class ReasonOutput(serializers.Serializer[Any]):
    code = serializers.CharField()
    title = serializers.CharField()
    sentence = serializers.CharField()
    to_do = serializers.CharField()
    gain = MoneyField(source="gain_minor")
    look_again_on = serializers.DateField(source="again_on")


class OfferOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    party = serializers.UUIDField(source="party_id")
    product = serializers.CharField(source="product_code")
    status = serializers.CharField()
    least = MoneyField(source="amount_min_minor")
    most = MoneyField(source="amount_max_minor")
    cost = MoneyField(source="cost_minor", help_text="Interest and fees when all of it is drawn.")
    contract_rate = serializers.DecimalField(max_digits=9, decimal_places=6, source="annual_rate", help_text="Interest a year, as a fraction.")
    annual_rate_nominal = serializers.DecimalField(max_digits=9, decimal_places=6, source="nominal_rate", help_text="IRR a day × 365, fees included.")
    annual_rate_effective = serializers.DecimalField(
        max_digits=9, decimal_places=6, source="effective_rate", help_text="(1 + IRR a day)^365 − 1, fees included."
    )
    expected_days = serializers.IntegerField()
    withhold_bp = serializers.IntegerField(help_text="The share of each payout that repays it, in basis points.")
    made_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    held_by = serializers.CharField(source="decision.verdict.binding", help_text="Which bound held the amount: sales, cash or cap.")
    reasons = serializers.SerializerMethodField()

    @extend_schema(responses=ReasonOutput(many=True))
    def get_reasons(self, offer: Offer) -> list[dict[str, Any]]:
        return list(ReasonOutput(explain.told(offer.decision), many=True).data)


class OffersView(APIView):
    @extend_schema(responses=OfferOutput(many=True), operation_id="offers_list")
    def get(self, request: Request) -> Response:
        """Offers made to the businesses that the person signed in owns, newest first."""
        owned = [party.pk for party in access.businesses_of(actor_of(request))]
        return Response(OfferOutput(queries.offers_to(owned), many=True).data)


class OfferView(APIView):
    @extend_schema(responses=OfferOutput, operation_id="offers_retrieve")
    def get(self, request: Request, offer_id: UUID) -> Response:
        return Response(OfferOutput(access.offer_for(actor_of(request), offer_id)).data)


class DeclineView(APIView):
    @extend_schema(request=None, responses=OfferOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, offer_id: UUID) -> Response:
        """Decline the offer; the platform makes no other by its own motion until it would have expired."""
        offer = actions.decline_offer(offer_id=offer_id, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(OfferOutput(offer).data)


urlpatterns = [
    path("offers", OffersView.as_view(), name="api-offers"),
    path("offers/<uuid:offer_id>", OfferView.as_view(), name="api-offer"),
    path("offers/<uuid:offer_id>/decline", DeclineView.as_view(), name="api-offer-decline"),
]

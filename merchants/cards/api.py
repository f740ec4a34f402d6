"""Prepaid cards, for programs: what a shop offers, buying, showing, ending. Paying names the way ``card/<id without hyphens>``."""

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
from ecosystem.kernel.errors import Unauthenticated
from ecosystem.kernel.tokens import TOKEN_LIVES
from ecosystem.kernel.ways import LONGEST_WAY
from ecosystem.payments.public import BANK_ACCOUNT
from ecosystem.web.api import REPEAT_KEY, AnyVisitor, Input, MoneyField, actor_of, repeat_key

from . import access, actions, queries, rules
from .errors import CardOver
from .models import PrepaidCard


class PlanInput(Input):
    name = serializers.CharField(max_length=rules.MOST_NAME)
    price = MoneyField()
    bonus = MoneyField()
    bonus_days = serializers.IntegerField(min_value=30, max_value=1095, default=365)


class PlanOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    shop = serializers.UUIDField(source="shop_id")
    name = serializers.CharField()
    price = MoneyField(source="price_minor")
    bonus = MoneyField(source="bonus_minor")
    bonus_days = serializers.IntegerField()
    status = serializers.CharField()


class PrepaidCardOutput(serializers.Serializer[Any]):
    """``way`` is how a payment names it."""

    id = serializers.UUIDField()
    plan = serializers.UUIDField(source="plan_id")
    shop = serializers.UUIDField(source="shop_id")
    name = serializers.CharField(source="plan.name")
    number = serializers.CharField()
    status = serializers.CharField()
    price = MoneyField(source="price_minor")
    paid_left = MoneyField(source="paid_left_minor")
    bonus_left = MoneyField(source="bonus_left_minor")
    refunded = MoneyField(source="refunded_minor")
    bonus_until = serializers.DateTimeField()
    payment = serializers.UUIDField(source="payment_id", allow_null=True)
    way = serializers.SerializerMethodField()

    def get_way(self, card: PrepaidCard) -> str:
        return rules.way_of(card.pk)


class CardEntryOutput(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    kind = serializers.CharField()
    paid = MoneyField(source="paid_minor")
    bonus = MoneyField(source="bonus_minor")
    left = MoneyField(source="left_minor")
    order = serializers.UUIDField(source="order_id", allow_null=True)
    at = serializers.DateTimeField()


class CardTokenOutput(serializers.Serializer[Any]):
    token = serializers.CharField()
    lives_seconds = serializers.IntegerField()


class BuyCardInput(Input):
    method = serializers.CharField(max_length=LONGEST_WAY, default=BANK_ACCOUNT)


class PlansView(APIView):
    permission_classes = [AnyVisitor]

    @extend_schema(responses=PlanOutput(many=True))
    def get(self, request: Request, shop_id: UUID) -> Response:
        """Prepaid cards that a shop sells."""
        return Response(PlanOutput(queries.on_sale_at(shop_id), many=True).data)

    @extend_schema(request=PlanInput, responses={201: PlanOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, shop_id: UUID) -> Response:
        """Sell a prepaid card."""
        actor = actor_of(request)
        if not actor.is_signed_in:
            raise Unauthenticated
        given = PlanInput(data=request.data)
        given.is_valid(raise_exception=True)
        told = given.validated_data
        plan = actions.define_plan(
            shop_id=shop_id,
            name=told["name"],
            price_minor=told["price"],
            bonus_minor=told["bonus"],
            bonus_days=told["bonus_days"],
            key=repeat_key(request),
            by=actor,
            at=clock.now(),
        )
        return Response(PlanOutput(plan).data, status=201)


class PlanStopView(APIView):
    @extend_schema(request=None, responses=PlanOutput)
    def post(self, request: Request, plan_id: UUID) -> Response:
        """Sell no more of it."""
        return Response(PlanOutput(actions.stop_plan(plan_id=plan_id, by=actor_of(request), at=clock.now())).data)


class PlanBuyView(APIView):
    @extend_schema(request=BuyCardInput, responses={201: PrepaidCardOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, plan_id: UUID) -> Response:
        """Buy a prepaid card; by an acquirer it is pending until the money is there."""
        given = BuyCardInput(data=request.data)
        given.is_valid(raise_exception=True)
        method = given.validated_data["method"]
        card = actions.buy_card(plan_id=plan_id, method=method, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(PrepaidCardOutput(card).data, status=201)


class CardsView(APIView):
    @extend_schema(responses=PrepaidCardOutput(many=True))
    def get(self, request: Request) -> Response:
        """The caller's prepaid cards, newest first."""
        party_id = actor_of(request).party_id
        return Response(PrepaidCardOutput(queries.cards_of(party_id) if party_id else [], many=True).data)


class CardStatementView(APIView):
    @extend_schema(responses=CardEntryOutput(many=True))
    def get(self, request: Request, card_id: UUID) -> Response:
        """A card's statement, the latest line first."""
        card = access.card_for_holder(actor_of(request), card_id)
        return Response(CardEntryOutput(queries.statement_of(card.pk), many=True).data)


class CardTokenView(APIView):
    @extend_schema(request=None, responses=CardTokenOutput)
    def post(self, request: Request, card_id: UUID) -> Response:
        """A code for the card's screen: stale within a minute, good for one sale."""
        card = access.card_for_holder(actor_of(request), card_id)
        if card.status != PrepaidCard.Status.ACTIVE:
            raise CardOver(status=card.get_status_display())
        told = {"token": rules.token_of(card.pk, clock.now()), "lives_seconds": int(TOKEN_LIVES.total_seconds())}
        return Response(CardTokenOutput(told).data)


class CardEndView(APIView):
    @extend_schema(request=None, responses=PrepaidCardOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, card_id: UUID) -> Response:
        """End a card: what is left of what was paid comes back, the bonus lapses."""
        card = actions.end_card(card_id=card_id, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(PrepaidCardOutput(card).data)


urlpatterns = [
    path("shops/<uuid:shop_id>/card-plans", PlansView.as_view(), name="card-plans"),
    path("card-plans/<uuid:plan_id>/stop", PlanStopView.as_view(), name="card-plan-stop"),
    path("card-plans/<uuid:plan_id>/buy", PlanBuyView.as_view(), name="card-plan-buy"),
    path("prepaid-cards", CardsView.as_view(), name="prepaid-cards"),
    path("prepaid-cards/<uuid:card_id>/statement", CardStatementView.as_view(), name="prepaid-card-statement"),
    path("prepaid-cards/<uuid:card_id>/token", CardTokenView.as_view(), name="prepaid-card-token"),
    path("prepaid-cards/<uuid:card_id>/end", CardEndView.as_view(), name="prepaid-card-end"),
]

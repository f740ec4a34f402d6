"""Customers and tabs, for programs."""

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
from ecosystem.web.api import REPEAT_KEY, Input, MoneyField, actor_of, repeat_key
from merchants.shops.public import SELLERS, shop_for

from . import access, actions, queries


class CustomerInput(Input):
    name = serializers.CharField(max_length=80)
    phone = serializers.CharField(max_length=20, default="", allow_blank=True)
    note = serializers.CharField(max_length=500, default="", allow_blank=True)
    company = serializers.BooleanField(default=False)


class TabTermsInput(Input):
    limit = MoneyField()
    days = serializers.IntegerField(min_value=0, max_value=365)


class CustomerOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    phone = serializers.CharField()
    limit = MoneyField(source="limit_minor")
    days = serializers.IntegerField(source="terms_days")
    balance = MoneyField(source="balance_minor")
    free = MoneyField(source="free_minor")


class OpenItemOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    order = serializers.UUIDField(source="order_id")
    number = serializers.CharField()
    amount = MoneyField(source="amount_minor")
    open = MoneyField(source="open_minor")
    sold_at = serializers.DateTimeField()
    due_on = serializers.DateField()


class TabOutput(CustomerOutput):
    items = serializers.SerializerMethodField()

    @extend_schema(responses=OpenItemOutput(many=True))
    def get_items(self, card: Any) -> list[dict[str, Any]]:
        return [dict(item) for item in OpenItemOutput(queries.open_items(card.pk), many=True).data]


class CustomersView(APIView):
    @extend_schema(responses=CustomerOutput(many=True), operation_id="customers_list")
    def get(self, request: Request, shop_id: UUID) -> Response:
        """Customers of a shop by name or phone, whoever owes most first."""
        shop = shop_for(actor_of(request), shop_id, SELLERS)
        cards = queries.cards_of(shop.pk, on=clock.business_date(clock.now()), text=str(request.query_params.get("q", ""))[:40])
        return Response(CustomerOutput(cards, many=True).data)

    @extend_schema(request=CustomerInput, responses={201: CustomerOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, shop_id: UUID) -> Response:
        """Make a customer's card; her tab may hold nothing until somebody sets a limit."""
        given = CustomerInput(data=request.data)
        given.is_valid(raise_exception=True)
        details = actions.Details(**given.validated_data)
        card = actions.add_card(shop_id=shop_id, details=details, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(CustomerOutput(card).data, status=201)


class CustomerView(APIView):
    @extend_schema(responses=TabOutput, operation_id="customers_retrieve")
    def get(self, request: Request, card_id: UUID) -> Response:
        """A customer with what is open on her tab, oldest first."""
        return Response(TabOutput(access.card_for(actor_of(request), card_id)).data)


class TermsView(APIView):
    @extend_schema(request=TabTermsInput, responses=CustomerOutput)
    def put(self, request: Request, card_id: UUID) -> Response:
        """Say how much may be on the tab, and for how many days."""
        given = TabTermsInput(data=request.data)
        given.is_valid(raise_exception=True)
        limit, days = given.validated_data["limit"], given.validated_data["days"]
        card = actions.set_terms(card_id=card_id, limit_minor=limit, terms_days=days, by=actor_of(request), at=clock.now())
        return Response(CustomerOutput(card).data)


urlpatterns = [
    path("shops/<uuid:shop_id>/customers", CustomersView.as_view(), name="api-customers"),
    path("customers/<uuid:card_id>", CustomerView.as_view(), name="api-customer"),
    path("customers/<uuid:card_id>/terms", TermsView.as_view(), name="api-customer-terms"),
]

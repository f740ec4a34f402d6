"""Who owes whom, for programs of shops and suppliers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.web.api import MoneyField, actor_of

from .. import access, queries


class AgeOutput(serializers.Serializer[Any]):
    """Of tabs and of what is owed back the days since; of bills ``not due`` or the days past the due day."""

    age = serializers.CharField()
    owed = MoneyField()


class DebtorOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    owed = MoneyField(source="sum_minor")
    ages = serializers.SerializerMethodField()

    @extend_schema_field(AgeOutput(many=True))
    def get_ages(self, debtor: queries.Debtor) -> list[dict[str, Any]]:
        return [{"age": age.replace("–", "-"), "owed": MoneyField().to_representation(minor)} for age, minor in debtor.ages.items()]


class AgeingOutput(serializers.Serializer[Any]):
    customers_owe = DebtorOutput(many=True)
    owed_to_suppliers = DebtorOutput(many=True)
    suppliers_owe_back = DebtorOutput(many=True)


class ClaimsOutput(serializers.Serializer[Any]):
    shops_owe = DebtorOutput(many=True)
    owed_back_to_shops = DebtorOutput(many=True)


class AgeingView(APIView):
    @extend_schema(responses=AgeingOutput)
    def get(self, request: Request, shop_id: UUID) -> Response:
        """Who owes the shop and whom it owes, by age; the largest first."""
        shop, _shops = access.shop_read(actor_of(request), shop_id)
        today = clock.business_date(clock.now())
        told = {
            "customers_owe": queries.receivables_by_age(shop.pk, today=today).rows,
            "owed_to_suppliers": queries.payables_by_age(shop.pk, today=today).rows,
            "suppliers_owe_back": queries.owed_back_to(shop.pk, today=today).rows,
        }
        return Response(AgeingOutput(told).data)


class ClaimsView(APIView):
    @extend_schema(responses=ClaimsOutput)
    def get(self, request: Request, supplier_id: UUID) -> Response:
        """Which shops owe the supplier, by age, and what it owes back; the largest first."""
        supplier, today = access.supplier_read(actor_of(request), supplier_id), clock.business_date(clock.now())
        told = {
            "shops_owe": queries.claims_by_age([supplier.pk], today=today).rows,
            "owed_back_to_shops": queries.owed_back_by([supplier.pk], today=today).rows,
        }
        return Response(ClaimsOutput(told).data)

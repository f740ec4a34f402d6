"""Who sells at a till, without anybody signing out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.web.api import actor_of
from merchants.shops.public import SELLERS, shop_for
from merchants.staff.public import prove_pin

from ..seating import seat, seller_of
from .sales import ApprovalInput


class SellerOutput(serializers.Serializer[Any]):
    seller = serializers.UUIDField(source="person_id")


class SellerView(APIView):
    @extend_schema(responses=SellerOutput)
    def get(self, request: Request, shop_id: UUID) -> Response:
        """Who sells at this shop's till in this session."""
        shop_for(actor_of(request), shop_id, SELLERS)
        return Response(SellerOutput(seller_of(request, shop_id)).data)

    @extend_schema(request=ApprovalInput, responses=SellerOutput)
    def post(self, request: Request, shop_id: UUID) -> Response:
        """Somebody types her PIN and sells from now on; the fifth wrong try locks it for a quarter of an hour."""
        given = ApprovalInput(data=request.data)
        given.is_valid(raise_exception=True)
        person, pin = given.validated_data["person"], given.validated_data["pin"]
        who = prove_pin(shop_id=shop_id, person_id=person, pin=pin, by=actor_of(request), at=clock.now())
        seat(request, shop_id, who)
        return Response(SellerOutput(who).data)

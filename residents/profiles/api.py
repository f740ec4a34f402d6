"""What each shop knows about the person signed in, for programs."""

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
from ecosystem.kernel.errors import NotFound
from ecosystem.web.api import Input, MoneyField, actor_of
from merchants.customers.public import WHAT, set_leave

from . import queries


class AllowedOutput(serializers.Serializer[Any]):
    shows_name = serializers.BooleanField()
    takes_offers = serializers.BooleanField()
    keeps_card = serializers.BooleanField()


class KnownOutput(serializers.Serializer[Any]):
    shop = serializers.UUIDField(source="shop.pk")
    name = serializers.CharField(source="shop.name")
    allows = AllowedOutput()
    orders = serializers.IntegerField()
    with_address = serializers.IntegerField(help_text="Orders that say where they went")
    last_order_at = serializers.DateTimeField(allow_null=True)
    cards = serializers.SerializerMethodField(help_text="Names on customer cards")
    tab = MoneyField(source="tab_minor")
    is_member = serializers.BooleanField()
    coupons = serializers.IntegerField()
    vouchers = serializers.IntegerField()
    reviews = serializers.IntegerField()
    photos = serializers.IntegerField()
    questions = serializers.IntegerField()
    notices = serializers.IntegerField()

    def get_cards(self, known: queries.Known) -> list[str]:
        return [card.name for card in known.cards]


class AllowInput(Input):
    what = serializers.ChoiceField([(what, what) for what in WHAT])
    allowed = serializers.BooleanField()


class KnownView(APIView):
    @extend_schema(responses=KnownOutput(many=True), operation_id="my_shops_list")
    def get(self, request: Request) -> Response:
        """Shops that know the person signed in, and what each knows."""
        actor = actor_of(request)
        if actor.party_id is None:
            raise NotFound
        return Response(KnownOutput(queries.known_by_shops(actor.party_id), many=True).data)


class AllowView(APIView):
    @extend_schema(request=AllowInput, responses=AllowedOutput, operation_id="my_shop_allow")
    def put(self, request: Request, shop_id: UUID) -> Response:
        """Let a shop see my name, send me offers or keep my card, or not; it counts from the next reading."""
        given = AllowInput(data=request.data)
        given.is_valid(raise_exception=True)
        asked = given.validated_data
        leave = set_leave(shop_id=shop_id, what=asked["what"], allowed=asked["allowed"], by=actor_of(request), at=clock.now())
        return Response(AllowedOutput(queries.allowed_of(leave)).data)


urlpatterns = [
    path("me/shops", KnownView.as_view(), name="api-my-shops"),
    path("me/shops/<uuid:shop_id>/leave", AllowView.as_view(), name="api-my-shop-leave"),
]

"""Buying together, for programs: what is open nearby, a place in it, and the supplier's prices by quantity."""

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
from ecosystem.web.api import REPEAT_KEY, Input, MoneyField, actor_of, repeat_key

from . import access, actions, queries
from .rules import MAX_STEPS, Step


class PriceStepOutput(serializers.Serializer[Any]):
    least = serializers.DecimalField(max_digits=14, decimal_places=3)
    unit_price = MoneyField(source="unit_minor")


class PlaceOutput(serializers.Serializer[Any]):
    """The reader's own place: its deposit is set aside in her account while it is ``held``."""

    status = serializers.CharField()
    quantity = serializers.DecimalField(max_digits=14, decimal_places=3)
    deposit_status = serializers.CharField(source="deposit")
    deposit = MoneyField(source="deposit_minor")
    order = serializers.UUIDField(source="order_id", allow_null=True)


class PoolOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="pool.id")
    number = serializers.CharField(source="pool.number")
    status = serializers.CharField(source="pool.status")
    article = serializers.UUIDField(source="pool.article_id")
    name = serializers.CharField(source="pool.article.name")
    supplier = serializers.CharField(source="pool.article.supplier.name")
    unit = serializers.CharField(source="pool.article.unit")
    confirmed = serializers.DecimalField(max_digits=14, decimal_places=3, source="pool.confirmed")
    members = serializers.IntegerField()
    steps = PriceStepOutput(many=True)
    price = MoneyField(source="price_minor", allow_null=True, help_text="Of the step that is reached; none while no step is.")
    missing = serializers.DecimalField(max_digits=14, decimal_places=3, help_text="Until the next step.")
    closes_at = serializers.DateTimeField(source="pool.closes_at")
    mine = PlaceOutput(allow_null=True)


class PoolInput(Input):
    article = serializers.UUIDField()
    quantity = serializers.DecimalField(max_digits=14, decimal_places=3)
    closes_at = serializers.DateTimeField()
    note = serializers.CharField(max_length=200, default="", allow_blank=True)


class JoinInput(Input):
    quantity = serializers.DecimalField(max_digits=14, decimal_places=3)


class PriceStepInput(Input):
    least = serializers.DecimalField(max_digits=14, decimal_places=3)
    unit_price = MoneyField()


class LadderInput(Input):
    steps = serializers.ListField(child=PriceStepInput(), max_length=MAX_STEPS)


class LadderOutput(serializers.Serializer[Any]):
    article = serializers.UUIDField(source="id")
    steps = PriceStepOutput(many=True, source="ladder.all")


class PoolsView(APIView):
    @extend_schema(responses=PoolOutput(many=True))
    def get(self, request: Request, shop_id: UUID) -> Response:
        """Pools near the shop and those it is in, open ones first."""
        return Response(PoolOutput(queries.standings(access.buying_shop(actor_of(request), shop_id)), many=True).data)

    @extend_schema(request=PoolInput, responses={201: PoolOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, shop_id: UUID) -> Response:
        """Open a pool as its first confirmed member; the deposit is set aside at once."""
        given = PoolInput(data=request.data)
        given.is_valid(raise_exception=True)
        said, actor = dict(given.validated_data), actor_of(request)
        made = actions.open_pool(shop_id=shop_id, article_id=said.pop("article"), **said, key=repeat_key(request), by=actor, at=clock.now())
        return Response(_told(request, shop_id, made.pk), status=201)


class PoolView(APIView):
    @extend_schema(responses=PoolOutput)
    def get(self, request: Request, shop_id: UUID, pool_id: UUID) -> Response:
        """One pool as the shop sees it."""
        return Response(_told(request, shop_id, pool_id))


class JoinView(APIView):
    @extend_schema(request=JoinInput, responses=PoolOutput)
    def post(self, request: Request, shop_id: UUID, pool_id: UUID) -> Response:
        """Want so much too; joining again before it is confirmed changes the quantity."""
        given = JoinInput(data=request.data)
        given.is_valid(raise_exception=True)
        actions.join_pool(pool_id=pool_id, shop_id=shop_id, quantity=given.validated_data["quantity"], by=actor_of(request), at=clock.now())
        return Response(_told(request, shop_id, pool_id))


class ConfirmView(APIView):
    @extend_schema(request=None, responses=PoolOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, shop_id: UUID, pool_id: UUID) -> Response:
        """Confirm the place: the deposit is set aside."""
        actions.confirm_place(pool_id=pool_id, shop_id=shop_id, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(_told(request, shop_id, pool_id))


class WithdrawView(APIView):
    @extend_schema(request=None, responses=PoolOutput)
    def post(self, request: Request, shop_id: UUID, pool_id: UUID) -> Response:
        """Leave while the pool is open: the deposit is free again."""
        actions.withdraw(pool_id=pool_id, shop_id=shop_id, by=actor_of(request), at=clock.now())
        return Response(_told(request, shop_id, pool_id))


class LadderView(APIView):
    @extend_schema(request=LadderInput, responses=LadderOutput)
    def put(self, request: Request, article_id: UUID) -> Response:
        """The supplier's prices by quantity for pools to come; none takes the article out of pools."""
        given = LadderInput(data=request.data)
        given.is_valid(raise_exception=True)
        steps = [Step(one["least"], one["unit_price"]) for one in given.validated_data["steps"]]
        actions.set_ladder(article_id=article_id, steps=steps, by=actor_of(request), at=clock.now())
        found = queries.ladder_of(article_id)
        if found is None:
            raise NotFound
        return Response(LadderOutput(found).data)


def _told(request: Request, shop_id: UUID, pool_id: UUID) -> Any:
    shop = access.buying_shop(actor_of(request), shop_id)
    return PoolOutput(queries.standing_of(shop, pool_id)).data


urlpatterns = [
    path("shops/<uuid:shop_id>/pools", PoolsView.as_view(), name="api-pools"),
    path("shops/<uuid:shop_id>/pools/<uuid:pool_id>", PoolView.as_view(), name="api-pool"),
    path("shops/<uuid:shop_id>/pools/<uuid:pool_id>/join", JoinView.as_view(), name="api-pool-join"),
    path("shops/<uuid:shop_id>/pools/<uuid:pool_id>/confirm", ConfirmView.as_view(), name="api-pool-confirm"),
    path("shops/<uuid:shop_id>/pools/<uuid:pool_id>/withdraw", WithdrawView.as_view(), name="api-pool-withdraw"),
    path("articles/<uuid:article_id>/pool-prices", LadderView.as_view(), name="api-pool-prices"),
]

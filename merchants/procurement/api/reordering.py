"""What runs low, drafted with one call or by itself, for programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.web.api import REPEAT_KEY, Input, MoneyField, actor_of, given, repeat_key
from merchants.shops.public import BUYERS, shop_for

from .. import access, actions, queries
from ..rules import Season
from . import shapes


class SuggestionOutput(serializers.Serializer[Any]):
    """So many units of an article; what is there, what comes and what is expected to be sold count the article's own unit."""

    sku = serializers.UUIDField(source="sku_id")
    article = serializers.UUIDField(source="article_id")
    supplier = serializers.UUIDField(source="supplier_id")
    available = shapes.Quantity()
    incoming = shapes.Quantity()
    expected = shapes.Quantity()
    days = serializers.IntegerField()
    units = shapes.Quantity()
    cost = MoneyField(source="cost_minor")


class ReorderingInput(Input):
    trigger = serializers.ChoiceField(["suggest", "auto"])


class ReorderingOutput(serializers.Serializer[Any]):
    trigger = serializers.CharField()


class ReorderRuleInput(Input):
    minimum = shapes.Quantity(default="0")
    maximum = shapes.Quantity(default="0")
    review_days = serializers.IntegerField(min_value=1, max_value=90, default=7)
    snoozed_until = serializers.DateField(allow_null=True, default=None)
    lead_days = serializers.IntegerField(min_value=0, max_value=365, allow_null=True, default=None)
    trigger = serializers.ChoiceField(["", "suggest", "auto"], default="", help_text="Empty: as all goods of its supplier.")
    season_from = serializers.DateField(allow_null=True, default=None)
    season_until = serializers.DateField(allow_null=True, default=None)
    season_bp = serializers.IntegerField(min_value=1_000, max_value=100_000, default=10_000)


class ReorderRuleOutput(serializers.Serializer[Any]):
    minimum = shapes.Quantity()
    maximum = shapes.Quantity()
    review_days = serializers.IntegerField()
    snoozed_until = serializers.DateField(allow_null=True)
    lead_days = serializers.IntegerField(allow_null=True)
    trigger = serializers.CharField(allow_blank=True)
    season_from = serializers.DateField(allow_null=True)
    season_until = serializers.DateField(allow_null=True)
    season_bp = serializers.IntegerField()


class ReorderRuleView(APIView):
    @extend_schema(request=ReorderRuleInput, responses=ReorderRuleOutput)
    def post(self, request: Request, sku_id: UUID) -> Response:
        """Say how little of an article is too little, and whether it is drafted by itself."""
        said = dict(given(ReorderRuleInput, request))
        starts, until, sales_bp = said.pop("season_from"), said.pop("season_until"), said.pop("season_bp")
        season = Season(starts, until, sales_bp) if starts and until else None
        rule = actions.set_reorder_rule(sku_id=sku_id, season=season, by=actor_of(request), at=clock.now(), **said)
        return Response(ReorderRuleOutput(rule).data)


class SuggestionsView(APIView):
    @extend_schema(responses=SuggestionOutput(many=True))
    def get(self, request: Request, shop_id: UUID) -> Response:
        """What the shop should order, by supplier; what is on a draft already is left out."""
        shop = shop_for(actor_of(request), shop_id, BUYERS)
        return Response(SuggestionOutput(queries.suggestions_for(shop.pk, at=clock.now()), many=True).data)


class SuggestedDraftView(APIView):
    @extend_schema(request=None, responses={201: shapes.PurchaseOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, shop_id: UUID, supplier_id: UUID) -> Response:
        """Put everything that runs low and comes from a supplier on a draft."""
        key, by = repeat_key(request), actor_of(request)
        order = actions.draft_suggested(shop_id=shop_id, supplier_id=supplier_id, key=key, by=by, at=clock.now())
        return Response(shapes.PurchaseOutput(queries.document(order.pk)).data, status=201)


class ReorderingView(APIView):
    @extend_schema(responses=ReorderingOutput)
    def get(self, request: Request, shop_id: UUID, supplier_id: UUID) -> Response:
        """What happens when goods of a supplier run low: ``suggest`` shows them, ``auto`` puts them on a draft each night."""
        shop = shop_for(actor_of(request), shop_id, access.LOOKERS)
        supplier = access.supplier_seen([shop.pk], supplier_id)
        return Response(ReorderingOutput({"trigger": queries.trigger_of(shop.pk, supplier.pk)}).data)

    @extend_schema(request=ReorderingInput, responses=ReorderingOutput)
    def post(self, request: Request, shop_id: UUID, supplier_id: UUID) -> Response:
        """Say which of the two; drafts are sent by people alone."""
        trigger = given(ReorderingInput, request)["trigger"]
        row = actions.set_reordering(shop_id=shop_id, supplier_id=supplier_id, trigger=trigger, by=actor_of(request), at=clock.now())
        return Response(ReorderingOutput(row).data)

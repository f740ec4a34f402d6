"""Promotions, coupons and budgets, for programs."""

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
from ecosystem.kernel.errors import NotFound, Unauthenticated
from ecosystem.kernel.tokens import TOKEN_LIVES
from ecosystem.web.api import REPEAT_KEY, AnyVisitor, Input, MoneyField, actor_of, repeat_key
from merchants.shops.public import serving_shops

from . import access, actions, codes, queries
from .actions import Terms
from .errors import CouponNotFound
from .models import Coupon, Promotion


class StepInput(Input):
    from_amount = MoneyField()
    off = MoneyField()


class PromotionInput(Input):
    kind = serializers.ChoiceField(Promotion.Kind.values)
    name = serializers.CharField(max_length=40)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(required=False)
    rate = serializers.DecimalField(max_digits=9, decimal_places=6, required=False)
    cap = MoneyField(required=False)
    off = MoneyField(required=False)
    threshold = MoneyField(required=False)
    steps = StepInput(many=True, required=False)
    skus = serializers.ListField(child=serializers.UUIDField(), default=list, max_length=200)
    price = MoneyField(required=False)
    allotted = serializers.IntegerField(min_value=1, max_value=100_000, required=False)
    total = serializers.IntegerField(min_value=1, max_value=1_000_000, required=False)
    per_person = serializers.IntegerField(min_value=1, max_value=1_000, required=False)
    points = serializers.IntegerField(min_value=1, max_value=1_000_000, required=False)
    member_level = serializers.IntegerField(min_value=0, max_value=3, default=0)
    valid_days = serializers.IntegerField(min_value=1, max_value=365, default=30)
    comes_back = serializers.BooleanField(default=False, help_text="Of a coupon: it is its holder's again when all of its order is refunded.")
    budget = MoneyField(required=False)
    platform_budget = serializers.UUIDField(required=False)
    supplier_budget = serializers.UUIDField(required=False)


class PromotionOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="promotion.id")
    kind = serializers.CharField(source="promotion.kind")
    name = serializers.CharField(source="promotion.name")
    says = serializers.CharField()
    status = serializers.CharField(source="promotion.status")
    starts_at = serializers.DateTimeField(source="promotion.starts_at")
    ends_at = serializers.DateTimeField(source="promotion.ends_at", allow_null=True)
    left = serializers.IntegerField(source="promotion.left", allow_null=True)
    points = serializers.IntegerField(source="promotion.points", allow_null=True)
    comes_back = serializers.BooleanField(source="promotion.comes_back")


class CouponOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    promotion = serializers.UUIDField(source="promotion_id")
    shop = serializers.UUIDField(source="promotion.shop_id")
    name = serializers.CharField(source="promotion.name")
    comes_back = serializers.BooleanField(source="promotion.comes_back")
    status = serializers.CharField()
    expires_at = serializers.DateTimeField()


class BudgetMoneyInput(Input):
    amount = MoneyField()


class BudgetInput(Input):
    party = serializers.UUIDField(required=False)
    shop = serializers.UUIDField(required=False)
    name = serializers.CharField(max_length=60)
    share = serializers.IntegerField(min_value=1, max_value=100)


class BudgetOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    status = serializers.CharField()
    share = serializers.IntegerField(source="share_pct")
    funded = MoneyField(source="funded_minor")
    reserved = MoneyField(source="reserved_minor")
    spent = MoneyField(source="spent_minor")
    withdrawn = MoneyField(source="withdrawn_minor")
    left = MoneyField(source="left_minor")


class BudgetEntryOutput(serializers.Serializer[Any]):
    kind = serializers.CharField()
    amount = MoneyField(source="amount_minor")
    order = serializers.UUIDField(source="order_id", allow_null=True)
    transfer = serializers.UUIDField(source="transfer_id", allow_null=True)
    at = serializers.DateTimeField()


class ShopPromotionsView(APIView):
    permission_classes = [AnyVisitor]

    @extend_schema(responses=PromotionOutput(many=True))
    def get(self, request: Request, shop_id: UUID) -> Response:
        """What runs at a shop now, and the coupons that are left to take."""
        if shop_id not in serving_shops([shop_id]):
            raise NotFound
        at = clock.now()
        found = queries.running_at(shop_id, at)
        actions.count_shown(promotion_ids=[one.promotion.pk for one in found], at=at)
        return Response(PromotionOutput(found, many=True).data)

    @extend_schema(request=PromotionInput, responses={201: PromotionOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, shop_id: UUID) -> Response:
        """Draft a promotion; ``rate`` 0.2 takes 20 % off."""
        actor = actor_of(request)
        if not actor.is_signed_in:
            raise Unauthenticated
        given = PromotionInput(data=request.data)
        given.is_valid(raise_exception=True)
        made = actions.draft_promotion(shop_id=shop_id, terms=_terms(dict(given.validated_data)), key=repeat_key(request), by=actor, at=clock.now())
        return Response(PromotionOutput(queries.promotion_shown(made.pk)).data, status=201)


class MoveView(APIView):
    verbs = {"publish": actions.publish_promotion, "pause": actions.pause_promotion, "end": actions.end_promotion}

    @extend_schema(request=None, responses=PromotionOutput, parameters=[REPEAT_KEY], operation_id="promotions_move")
    def post(self, request: Request, promotion_id: UUID, act: str) -> Response:
        """``publish``, ``pause`` or ``end`` it."""
        if act not in self.verbs:
            raise NotFound
        self.verbs[act](promotion_id=promotion_id, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(PromotionOutput(queries.promotion_shown(promotion_id)).data)


class ClaimView(APIView):
    @extend_schema(request=None, responses={201: CouponOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, promotion_id: UUID) -> Response:
        """Take one coupon."""
        coupon = actions.claim_coupon(promotion_id=promotion_id, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(CouponOutput(coupon).data, status=201)


class CouponsView(APIView):
    @extend_schema(responses=CouponOutput(many=True))
    def get(self, request: Request) -> Response:
        """The coupons of the person signed in."""
        actor = actor_of(request)
        return Response(CouponOutput(queries.coupons_of(actor.party_id) if actor.party_id else [], many=True).data)


class CouponCodeOutput(serializers.Serializer[Any]):
    code = serializers.CharField()
    lives_seconds = serializers.IntegerField()


class CouponCodeView(APIView):
    @extend_schema(responses=CouponCodeOutput)
    def get(self, request: Request, coupon_id: UUID) -> Response:
        """What a holder's screen shows at the counter as a QR code, good for a minute."""
        coupon, at = access.coupon_for_holder(actor_of(request), coupon_id), clock.now()
        if coupon.status != Coupon.Status.ISSUED or coupon.expires_at <= at:
            raise CouponNotFound
        told = {"code": codes.code_of(coupon.pk, at), "lives_seconds": int(TOKEN_LIVES.total_seconds())}
        return Response(CouponCodeOutput(told).data)


class BudgetsView(APIView):
    @extend_schema(request=BudgetInput, responses={201: BudgetOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request) -> Response:
        """Open a budget: of the bank, or of ``party`` for those who keep its money."""
        given = BudgetInput(data=request.data)
        given.is_valid(raise_exception=True)
        told = given.validated_data
        made = actions.open_budget(
            party_id=told.get("party"),
            name=told["name"],
            share_pct=told["share"],
            shop_id=told.get("shop"),
            key=repeat_key(request),
            by=actor_of(request),
            at=clock.now(),
        )
        return Response(BudgetOutput(made).data, status=201)


class BudgetMoneyView(APIView):
    verbs = {"fund": actions.fund_budget, "withdraw": actions.withdraw_budget}

    @extend_schema(request=BudgetMoneyInput, responses=BudgetOutput, parameters=[REPEAT_KEY], operation_id="budgets_move_money")
    def post(self, request: Request, budget_id: UUID, act: str) -> Response:
        """``fund`` it, or ``withdraw`` what is left."""
        if act not in self.verbs:
            raise NotFound
        given = BudgetMoneyInput(data=request.data)
        given.is_valid(raise_exception=True)
        amount = given.validated_data["amount"]
        done = self.verbs[act](budget_id=budget_id, amount_minor=amount, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(BudgetOutput(done).data)


class BudgetStopView(APIView):
    @extend_schema(request=None, responses=BudgetOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, budget_id: UUID) -> Response:
        """Promise nothing more of it."""
        done = actions.stop_budget(budget_id=budget_id, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(BudgetOutput(done).data)


class BudgetStatementView(APIView):
    @extend_schema(responses=BudgetEntryOutput(many=True))
    def get(self, request: Request, budget_id: UUID) -> Response:
        """A funder's statement, newest first."""
        found = access.budget_for(actor_of(request), budget_id)
        return Response(BudgetEntryOutput(queries.statement_of(found.pk), many=True).data)


def _terms(told: dict[str, Any]) -> Terms:
    named = {"cap": "cap_minor", "off": "off_minor", "threshold": "threshold_minor", "price": "price_minor", "budget": "budget_minor"}
    plain = {named.get(name, name): value for name, value in told.items() if name not in {"steps", "skus", "platform_budget", "supplier_budget"}}
    return Terms(
        **plain,
        steps=tuple((step["from_amount"], step["off"]) for step in told.get("steps", ())),
        sku_ids=tuple(told["skus"]),
        platform_budget_id=told.get("platform_budget"),
        supplier_budget_id=told.get("supplier_budget"),
    )


urlpatterns = [
    path("shops/<uuid:shop_id>/promotions", ShopPromotionsView.as_view(), name="api-shop-promotions"),
    path("promotions/<uuid:promotion_id>/claim", ClaimView.as_view(), name="api-promotion-claim"),
    path("promotions/<uuid:promotion_id>/<str:act>", MoveView.as_view(), name="api-promotion-move"),
    path("coupons", CouponsView.as_view(), name="api-coupons"),
    path("coupons/<uuid:coupon_id>/code", CouponCodeView.as_view(), name="api-coupon-code"),
    path("budgets", BudgetsView.as_view(), name="api-budgets"),
    path("budgets/<uuid:budget_id>/stop", BudgetStopView.as_view(), name="api-budget-stop"),
    path("budgets/<uuid:budget_id>/statement", BudgetStatementView.as_view(), name="api-budget-statement"),
    path("budgets/<uuid:budget_id>/<str:act>", BudgetMoneyView.as_view(), name="api-budget-money"),
]

"""Paying within the family, for programs. A checkout names the way ``family/<id without hyphens>``."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.kernel.names import in_language
from ecosystem.web.api import REPEAT_KEY, Input, MoneyField, actor_of, repeat_key

from . import access, actions, links, queries
from .models import Arrangement
from .rules import LONGEST_CALLED, way_of


class AskPayerInput(Input):
    called = serializers.CharField(max_length=LONGEST_CALLED, help_text="What the asker calls her payer; read by her alone")


class AnswerPayerInput(Input):
    token = serializers.CharField(max_length=200)
    agrees = serializers.BooleanField()
    cap = MoneyField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["agrees"] and "cap" not in attrs:
            raise serializers.ValidationError(_("Say the most for one order."))
        return attrs


class CapInput(Input):
    cap = MoneyField()


class PayerOutput(serializers.Serializer[Any]):
    """``token`` is what the link to answer ends with, while nobody has answered; ``way`` is how a checkout names it, once somebody agreed."""

    id = serializers.UUIDField(source="pk")
    called = serializers.CharField()
    status = serializers.CharField()
    cap = MoneyField(source="cap_minor", allow_null=True)
    expires_at = serializers.DateTimeField()
    token = serializers.SerializerMethodField()
    way = serializers.SerializerMethodField()

    def get_token(self, one: Arrangement) -> str:
        return links.write(one.pk) if one.status == Arrangement.Status.ASKED else ""

    def get_way(self, one: Arrangement) -> str:
        return way_of(one.pk) if one.status == Arrangement.Status.AGREED else ""


class PaidForOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="pk")
    name = serializers.SerializerMethodField()
    status = serializers.CharField()
    cap = MoneyField(source="cap_minor")
    orders = serializers.IntegerField(source="paid_count")
    paid = MoneyField(source="paid_minor")

    def get_name(self, one: Arrangement) -> str:
        return in_language(one.asker.name_zh, one.asker.name_en)


class PaidOutput(serializers.Serializer[Any]):
    """An order as its payer sees it; what was in it is not told."""

    arrangement = serializers.UUIDField(source="arrangement_id")
    shop = serializers.CharField()
    total = MoneyField(source="total_minor")
    at = serializers.DateTimeField()
    status = serializers.CharField()


class FamilyOutput(serializers.Serializer[Any]):
    payers = PayerOutput(many=True)
    paid_for = PaidForOutput(many=True)
    payments = PaidOutput(many=True)


class FamilyView(APIView):
    @extend_schema(responses=FamilyOutput, operation_id="family")
    def get(self, request: Request) -> Response:
        """Who pays for me, for whom I pay, and what I paid last."""
        me = access.party_of(actor_of(request))
        told = {"payers": queries.payers_of(me, at=clock.now()), "paid_for": queries.paid_for(me), "payments": queries.payments_by(me)}
        return Response(FamilyOutput(told).data)

    @extend_schema(request=AskPayerInput, responses={201: PayerOutput}, parameters=[REPEAT_KEY], operation_id="family_ask")
    def post(self, request: Request) -> Response:
        """Ask somebody to pay for my orders; its token goes to her, by whatever way."""
        given = AskPayerInput(data=request.data)
        given.is_valid(raise_exception=True)
        made = actions.ask_payer(called=given.validated_data["called"], key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(PayerOutput(made).data, status=201)


class AnswerView(APIView):
    @extend_schema(request=AnswerPayerInput, responses={200: PaidForOutput, 204: None}, parameters=[REPEAT_KEY], operation_id="family_answer")
    def post(self, request: Request) -> Response:
        """Agree to pay, up to so much an order; or say no."""
        given = AnswerPayerInput(data=request.data)
        given.is_valid(raise_exception=True)
        said, by, at = given.validated_data, actor_of(request), clock.now()
        if not said["agrees"]:
            actions.decline_to_pay(token=said["token"], by=by, at=at)
            return Response(status=204)
        made = actions.agree_to_pay(token=said["token"], cap_minor=said["cap"], key=repeat_key(request), by=by, at=at)
        return Response(PaidForOutput(made).data)


class ArrangementView(APIView):
    @extend_schema(request=CapInput, responses=PaidForOutput, operation_id="family_cap")
    def put(self, request: Request, arrangement_id: UUID) -> Response:
        """The most for one order is another from now on; for whoever pays to say."""
        given = CapInput(data=request.data)
        given.is_valid(raise_exception=True)
        made = actions.set_cap(arrangement_id=arrangement_id, cap_minor=given.validated_data["cap"], by=actor_of(request), at=clock.now())
        return Response(PaidForOutput(made).data)

    @extend_schema(request=None, responses={204: None}, operation_id="family_end")
    def delete(self, request: Request, arrangement_id: UUID) -> Response:
        """Nothing is paid under it from now on, whichever of the two says so; a question is taken back."""
        actions.end_arrangement(arrangement_id=arrangement_id, by=actor_of(request), at=clock.now())
        return Response(status=204)


urlpatterns = [
    path("family", FamilyView.as_view(), name="api-family"),
    path("family/answers", AnswerView.as_view(), name="api-family-answer"),
    path("family/<uuid:arrangement_id>", ArrangementView.as_view(), name="api-family-arrangement"),
]

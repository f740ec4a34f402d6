"""The shop's verbs."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.web.api import REPEAT_KEY, Input, MoneyField, actor_of, given, repeat_key
from merchants.orders.public import WITHOUT_CODE
from merchants.shops.public import shop_for

from .. import actions, queries
from ..models import CaseLine
from ..rules import Asked
from .shared import CaseOutput, ReasonInput, WholeCaseOutput, answered


class AgreeInput(Input):
    with_delivery_fee = serializers.BooleanField(default=False)


class OfferInput(Input):
    amount = MoneyField()
    reason = serializers.CharField(max_length=500)


class RestockLineInput(Input):
    position = serializers.IntegerField(min_value=1)
    restock = serializers.ChoiceField(CaseLine.Restock.values)


class RestockInput(Input):
    lines = RestockLineInput(many=True, allow_empty=False)


class AcceptGoodsInput(Input):
    lines = RestockLineInput(many=True, default=list, help_text="Where goods go; what is left out is decided later.")


class RefundLineInput(Input):
    position = serializers.IntegerField(min_value=1)
    quantity = serializers.DecimalField(max_digits=14, decimal_places=3)
    restock = serializers.ChoiceField(["", *CaseLine.Restock.values], default="")


class RefundInput(Input):
    lines = RefundLineInput(many=True, allow_empty=False)
    reason = serializers.CharField(max_length=500)
    with_delivery_fee = serializers.BooleanField(default=False)


def _places(lines: list[dict[str, object]]) -> dict[int, str]:
    return {int(str(line["position"])): str(line["restock"]) for line in lines}


class ShopCasesView(APIView):
    @extend_schema(responses=CaseOutput(many=True))
    def get(self, request: Request, shop_id: UUID) -> Response:
        """A shop's cases: what waits for it first, by deadline."""
        shop = shop_for(actor_of(request), shop_id)
        return Response(CaseOutput(queries.cases_of_shops([shop.pk]), many=True).data)


class AgreeView(APIView):
    @extend_schema(request=AgreeInput, responses=WholeCaseOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, case_id: UUID) -> Response:
        """Agree: the money goes back now, or once the goods are back."""
        fee = given(AgreeInput, request)["with_delivery_fee"]
        case = actions.agree(case_id=case_id, with_delivery_fee=fee, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return answered(case)


class RejectView(APIView):
    @extend_schema(request=ReasonInput, responses=WholeCaseOutput)
    def post(self, request: Request, case_id: UUID) -> Response:
        """Refuse, and say why."""
        reason = given(ReasonInput, request)["reason"]
        return answered(actions.reject(case_id=case_id, reason=reason, by=actor_of(request), at=clock.now()))


class OfferView(APIView):
    @extend_schema(request=OfferInput, responses=WholeCaseOutput)
    def post(self, request: Request, case_id: UUID) -> Response:
        """Offer a part, for which the buyer keeps the goods."""
        sent = given(OfferInput, request)
        case = actions.offer(case_id=case_id, amount_minor=sent["amount"], reason=sent["reason"], by=actor_of(request), at=clock.now())
        return answered(case)


class AcceptGoodsView(APIView):
    @extend_schema(request=AcceptGoodsInput, responses=WholeCaseOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, case_id: UUID) -> Response:
        """The goods are back and as they should be."""
        places = _places(given(AcceptGoodsInput, request)["lines"])
        return answered(actions.accept_goods(case_id=case_id, restock=places, key=repeat_key(request), by=actor_of(request), at=clock.now()))


class RefuseGoodsView(APIView):
    @extend_schema(request=ReasonInput, responses=WholeCaseOutput)
    def post(self, request: Request, case_id: UUID) -> Response:
        """What came back is not as it should be."""
        reason = given(ReasonInput, request)["reason"]
        return answered(actions.refuse_goods(case_id=case_id, reason=reason, by=actor_of(request), at=clock.now()))


class RestockView(APIView):
    @extend_schema(request=RestockInput, responses=WholeCaseOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, case_id: UUID) -> Response:
        """Where goods go that nobody decided yet."""
        places = _places(given(RestockInput, request)["lines"])
        case = actions.decide_restock(case_id=case_id, choices=places, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return answered(case)


class ShortInput(Input):
    missing = RefundLineInput(many=True, allow_empty=False)
    code = serializers.CharField(default="", allow_blank=True, max_length=120, help_text="What the buyer says or shows, where she fetches it.")
    without = serializers.ChoiceField(["", *WITHOUT_CODE], default="", help_text="Why it is handed over without her code.")


class HandOverShortView(APIView):
    @extend_schema(request=ShortInput, responses={201: WholeCaseOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, order_id: UUID) -> Response:
        """Hand an order over without so much of some lines; their money goes back at once."""
        sent, key = given(ShortInput, request), repeat_key(request)
        missing = [Asked(line["position"], line["quantity"], line["restock"]) for line in sent["missing"]]
        told = {"shown": sent["code"], "without": sent["without"]}
        case = actions.hand_over_short(order_id=order_id, missing=missing, **told, key=key, by=actor_of(request), at=clock.now())
        return answered(case, 201)


class RefundsView(APIView):
    @extend_schema(request=RefundInput, responses={201: WholeCaseOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, order_id: UUID) -> Response:
        """The shop refunds some of an order of its own accord."""
        sent = given(RefundInput, request)
        case = actions.refund_lines(
            order_id=order_id,
            asked=[Asked(line["position"], line["quantity"], line["restock"]) for line in sent["lines"]],
            reason=sent["reason"],
            with_delivery_fee=sent["with_delivery_fee"],
            key=repeat_key(request),
            by=actor_of(request),
            at=clock.now(),
        )
        return answered(case, 201)

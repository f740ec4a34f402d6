"""Vouchers at the counter, for programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.web.api import REPEAT_KEY, Input, MoneyField, actor_of, repeat_key
from merchants.shops.public import SELLERS, shop_for
from merchants.vouchers.public import taken_at_till

from .. import actions
from ..errors import BadSaleId
from ..models import Todo
from ..rules import Taken
from ..seating import seller_of
from .sales import BookedOutput, held


class ShownInput(Input):
    """``shown`` is a code as it is read out, or the token of the holder's screen."""

    shown = serializers.CharField(max_length=200)
    sale = serializers.UUIDField(default=None, allow_null=True, help_text="The till's own UUIDv7; its Idempotency-Key where it was taken offline.")
    offline = serializers.BooleanField(default=False, help_text="It was taken without a network: take it as it was then, or hold it.")
    taken_at = serializers.DateTimeField(default=None, allow_null=True)
    seller = serializers.UUIDField(default=None, allow_null=True, help_text="Who took it, as the till knows it.")


class RedemptionOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    voucher = serializers.UUIDField(source="voucher_id")
    number = serializers.IntegerField()
    uses = serializers.IntegerField(source="voucher.uses")
    amount = MoneyField(source="amount_minor")
    order = serializers.UUIDField(source="order_id")
    at = serializers.DateTimeField()
    undone_at = serializers.DateTimeField(allow_null=True)


class RedemptionsView(APIView):
    @extend_schema(request=ShownInput, responses={201: RedemptionOutput, 202: BookedOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, shop_id: UUID) -> Response:
        """Take one use of a voucher.

        One that was taken without a network has the till's own UUIDv7 as its key: 201 taken as of then, 202 held for a person to decide.
        """
        given = ShownInput(data=request.data)
        given.is_valid(raise_exception=True)
        told, key, at = given.validated_data, repeat_key(request), clock.now()
        if not told["offline"]:
            used = actions.redeem_voucher(shop_id=shop_id, shown=told["shown"], key=key, by=seller_of(request, shop_id), at=at)
            return Response(RedemptionOutput(used).data, status=201)
        if told["sale"] is None:
            raise BadSaleId
        taken = Taken(told["sale"], told["shown"], told["taken_at"] or at, told["seller"])
        answer = actions.replay_use(shop_id=shop_id, taken=taken, by=actor_of(request), at=at)
        if isinstance(answer, Todo):
            return Response(BookedOutput(held(answer)).data, status=202)
        return Response(RedemptionOutput(answer).data, status=201)


class CodeKeyOutput(serializers.Serializer[Any]):
    kty = serializers.CharField()
    crv = serializers.CharField()
    x = serializers.CharField()
    y = serializers.CharField()


class OfProductOutput(serializers.Serializer[Any]):
    name = serializers.CharField()
    zh = serializers.CharField()
    en = serializers.CharField()


class VoucherCodesOutput(serializers.Serializer[Any]):
    """``key`` is a JSON Web Key: a token is ``TCV.subject.moment.signature``, signed by ES256 over all before the last full stop.

    The subject is base64url of the voucher's 16 bytes, the product's 16 and how many uses are left in 2. A till without a network takes a
    code of a product that is listed, from ``early`` seconds before its moment to ``lives`` after it, once.
    """

    key = CodeKeyOutput()
    products = serializers.DictField(child=OfProductOutput())
    lives = serializers.IntegerField()
    early = serializers.IntegerField()


class VoucherCodesView(APIView):
    @extend_schema(responses=VoucherCodesOutput)
    def get(self, request: Request, shop_id: UUID) -> Response:
        """What a till keeps so that it can take vouchers without a network."""
        shop = shop_for(actor_of(request), shop_id, SELLERS)
        return Response(VoucherCodesOutput(taken_at_till(shop.party_id)).data)


class UndoView(APIView):
    @extend_schema(request=None, responses=RedemptionOutput, parameters=[REPEAT_KEY])
    def post(self, request: Request, redemption_id: UUID) -> Response:
        """Undo the latest use within five minutes, for managers."""
        undone = actions.undo_redemption(redemption_id=redemption_id, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(RedemptionOutput(undone).data)

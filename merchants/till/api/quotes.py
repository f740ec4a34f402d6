"""What a sale would cost with the shop's promotions and a coupon that is shown: asked before the money is taken, nothing is written down."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.payments.public import is_pay_code, payer_shown
from ecosystem.web.api import Input, MoneyField, actor_of
from merchants.customers.public import card_for
from merchants.orders.public import Sold, Wanted
from merchants.promotions.public import Coupon, count_shown, coupon_on_slip, coupon_shown, slip_of, takes_off
from merchants.shops.public import SELLERS, shop_for

from .. import queries, rules
from ..errors import NoCouponFits
from .sales import SaleLineInput

# An open amount is no article of the shelf: a promotion of one article is never about it.
NO_ARTICLE = UUID(int=0)


class SaleQuoteInput(Input):
    lines = SaleLineInput(many=True, allow_empty=False)
    tender = serializers.ChoiceField([rules.CODE, rules.CASH, rules.TAB], default=rules.CASH)
    customer = serializers.UUIDField(default=None, allow_null=True, help_text="Whose tab it goes on, or whose card she showed.")
    coupon = serializers.CharField(max_length=200, default="", allow_blank=True, help_text="The slip of a coupon that was shown.")


class SaleDealOutput(serializers.Serializer[Any]):
    name = serializers.CharField(source="offer.name")
    off = MoneyField(source="discount_minor")


class SaleQuoteOutput(serializers.Serializer[Any]):
    deal = MoneyField(help_text="What promotions take off; send it along with the sale.")
    deals = SaleDealOutput(many=True)
    total = MoneyField()
    by_code = MoneyField(help_text="What they would take off if it were paid by code: others may bear a part there.")


class SaleQuotesView(APIView):
    @extend_schema(request=SaleQuoteInput, responses=SaleQuoteOutput)
    def post(self, request: Request, shop_id: UUID) -> Response:
        """What the shop's promotions take off a sale as it is rung up now."""
        given = SaleQuoteInput(data=request.data)
        given.is_valid(raise_exception=True)
        said, actor, at = given.validated_data, actor_of(request), clock.now()
        shop = shop_for(actor, shop_id, SELLERS)
        buyer_id = card_for(actor, said["customer"]).party_id if said["customer"] else None
        lines = said["lines"]
        sold = _sold(lines)
        coupon = coupon_on_slip(shop.pk, said["coupon"], at=at) if said["coupon"] else None
        deal = queries.deal_at_counter(shop_id=shop.pk, sold=sold, tender=said["tender"], buyer_id=buyer_id, at=at, shown=coupon)
        by_code = queries.deal_at_counter(shop_id=shop.pk, sold=sold, tender=rules.CODE, buyer_id=None, at=at, shown=coupon)
        count_shown(promotion_ids=deal.shown_ids, at=at)
        told = {
            "deal": deal.discount_minor,
            "deals": deal.applied,
            "total": sum(one.gross_minor - one.discount_minor for one in sold) - deal.discount_minor,
            "by_code": by_code.discount_minor,
        }
        return Response(SaleQuoteOutput(told).data)


def _sold(lines: list[dict[str, Any]]) -> list[Sold]:
    return [Sold(Wanted(line["sku"] or NO_ARTICLE, line["quantity"], line["price"], tuple(line["options"])), line["discount"]) for line in lines]


class ShownCouponInput(Input):
    code = serializers.CharField(max_length=200, help_text="As the till's scanner reads it off the holder's screen: her coupon, or her pay code.")
    lines = SaleLineInput(many=True, default=list, help_text="What is rung up so far: by a pay code the best coupon for it is found.")
    tender = serializers.ChoiceField([rules.CODE, rules.CASH, rules.TAB], default=rules.CODE)


class ShownCouponOutput(serializers.Serializer[Any]):
    slip = serializers.CharField(help_text="Send it along with quotes and the sale, within a quarter of an hour.")
    name = serializers.CharField()
    says = serializers.CharField()
    until = serializers.DateTimeField()


class ShownCouponsView(APIView):
    @extend_schema(request=ShownCouponInput, responses=ShownCouponOutput)
    def post(self, request: Request, shop_id: UUID) -> Response:
        """Read a coupon that somebody shows at the counter, or find her best one by her pay code. Nothing is taken yet: the sale takes it."""
        given = ShownCouponInput(data=request.data)
        given.is_valid(raise_exception=True)
        said, actor, at = given.validated_data, actor_of(request), clock.now()
        shop = shop_for(actor, shop_id, SELLERS)
        coupon = _found(shop.pk, said, at) if is_pay_code(said["code"]) else coupon_shown(shop.pk, said["code"], at=at)
        promotion = coupon.promotion
        told = {"slip": slip_of(coupon.pk, shop.pk, at), "name": promotion.name, "says": takes_off(promotion, ()), "until": coupon.expires_at}
        return Response(ShownCouponOutput(told).data)


def _found(shop_id: UUID, said: dict[str, Any], at: datetime) -> Coupon:
    """Her best coupon for what is rung up; her code pays nothing yet. Raises ``PayCodeStale`` or ``NoCouponFits``."""
    holder_id = payer_shown(said["code"], at=at)
    coupon_id = queries.best_coupon(shop_id=shop_id, sold=_sold(said["lines"]), tender=said["tender"], holder_id=holder_id, at=at)
    if coupon_id is None:
        raise NoCouponFits
    return coupon_on_slip(shop_id, slip_of(coupon_id, shop_id, at), at=at)

"""What a sale would cost with the shop's promotions: asked before the money is taken, nothing is written down."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.web.api import Input, MoneyField, actor_of
from merchants.customers.public import card_for
from merchants.orders.public import Sold, Wanted
from merchants.promotions.public import count_shown
from merchants.shops.public import SELLERS, shop_for

from .. import queries, rules
from .sales import SaleLineInput

# An open amount is no article of the shelf: a promotion of one article is never about it.
NO_ARTICLE = UUID(int=0)


class SaleQuoteInput(Input):
    lines = SaleLineInput(many=True, allow_empty=False)
    tender = serializers.ChoiceField([rules.CODE, rules.CASH, rules.TAB], default=rules.CASH)
    customer = serializers.UUIDField(default=None, allow_null=True, help_text="Whose tab it goes on, or whose card she showed.")


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
        sold = [Sold(Wanted(line["sku"] or NO_ARTICLE, line["quantity"], line["price"], tuple(line["options"])), line["discount"]) for line in lines]
        deal = queries.deal_at_counter(shop_id=shop.pk, sold=sold, tender=said["tender"], buyer_id=buyer_id, at=at)
        by_code = queries.deal_at_counter(shop_id=shop.pk, sold=sold, tender=rules.CODE, buyer_id=None, at=at)
        count_shown(promotion_ids=deal.shown_ids, at=at)
        told = {
            "deal": deal.discount_minor,
            "deals": deal.applied,
            "total": sum(one.gross_minor - one.discount_minor for one in sold) - deal.discount_minor,
            "by_code": by_code.discount_minor,
        }
        return Response(SaleQuoteOutput(told).data)

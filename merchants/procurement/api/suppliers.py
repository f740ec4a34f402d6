"""The directory and price lists, for programs."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.web.api import actor_of, given
from merchants.shops.public import shop_for

from .. import access, actions, queries
from . import shapes


class SuppliersView(APIView):
    @extend_schema(responses=shapes.SupplierOutput(many=True))
    def get(self, request: Request, shop_id: UUID) -> Response:
        """Suppliers that the shop may order from; ``q`` searches names and articles."""
        shop = shop_for(actor_of(request), shop_id, access.LOOKERS)
        found = queries.suppliers_for([shop.pk], text=str(request.query_params.get("q", ""))[:40])
        return Response(shapes.SupplierOutput(found, many=True).data)


class PriceListView(APIView):
    @extend_schema(responses=shapes.ArticleOutput(many=True))
    def get(self, request: Request, shop_id: UUID, supplier_id: UUID) -> Response:
        """What a supplier offers the shop; 50 a page."""
        shop = shop_for(actor_of(request), shop_id, access.LOOKERS)
        supplier = access.supplier_seen([shop.pk], supplier_id)
        text = str(request.query_params.get("page", "1"))
        page = int(text) if text.isdecimal() and len(text) < 6 else 1
        articles, _more = queries.articles_of(supplier, shop_id=shop.pk, text=str(request.query_params.get("q", ""))[:40], page=page)
        return Response(shapes.ArticleOutput(articles, many=True).data)


class ArticlesView(APIView):
    @extend_schema(request=shapes.ArticleInput, responses={201: shapes.ArticleOutput})
    def post(self, request: Request, supplier_id: UUID) -> Response:
        """Put an article on the supplier's price list; its code is the key."""
        said = given(shapes.ArticleInput, request)
        terms = actions.ArticleTerms(price_minor=said.pop("price"), **said)
        article = actions.add_article(supplier_id=supplier_id, terms=terms, by=actor_of(request), at=clock.now())
        return Response(shapes.ArticleOutput(article).data, status=201)


class LinkView(APIView):
    @extend_schema(request=shapes.LinkInput, responses={204: None})
    def post(self, request: Request, article_id: UUID) -> Response:
        """Say what an article is in the shop, and how much of it one unit holds."""
        said = given(shapes.LinkInput, request)
        actions.link_article(
            sku_id=said["sku"],
            article_id=article_id,
            per_unit=said["per_unit"],
            preferred=said["preferred"],
            by=actor_of(request),
            at=clock.now(),
        )
        return Response(status=204)

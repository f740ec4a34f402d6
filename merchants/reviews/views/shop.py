"""The shop's page: what buyers say and ask, and the one reply."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.web.pages import signed_in
from merchants.shops.public import shops_of

from .. import actions, queries
from ..models import Hidden


@require_GET
def reviews(request: HttpRequest) -> HttpResponse:
    shops = shops_of(signed_in(request))
    if not shops:
        raise NotFound
    ids = [shop.pk for shop in shops]
    ratings = queries.ratings_of(ids)
    context = {
        "shops": [(shop, ratings.get(shop.pk)) for shop in shops],
        "many": len(shops) > 1,
        "reviews": queries.reviews_for_shops(ids),
        "questions": queries.questions_for_shops(ids),
        "reasons": Hidden.choices,
        "at": clock.now(),
    }
    return render(request, "reviews/_shops.html" if getattr(request, "htmx", False) else "reviews/shops.html", context)


@require_POST
def reply(request: HttpRequest, review_id: UUID) -> HttpResponse:
    actions.reply_to_review(review_id=review_id, text=request.POST.get("text", ""), by=signed_in(request), at=clock.now())
    return redirect("shop-reviews:reviews")


@require_POST
def answer(request: HttpRequest, question_id: UUID) -> HttpResponse:
    actions.answer_question(question_id=question_id, text=request.POST.get("text", ""), by=signed_in(request), at=clock.now())
    return redirect("shop-reviews:reviews")

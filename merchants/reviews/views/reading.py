"""What everybody reads of a shop: its reviews, its rating and how that comes about, questions and answers."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.web.api import actor_of
from ecosystem.web.pages import form_key, private_picture, signed_in
from merchants.shops.public import serving_shops

from .. import access, actions, queries, rules
from ..models import Complaint, Hidden


@require_GET
def of_shop(request: HttpRequest, shop_id: UUID) -> HttpResponse:
    """Open to visitors."""
    shop = serving_shops([shop_id]).get(shop_id)
    if shop is None:
        raise NotFound
    before = _moment(request.GET.get("before", ""))
    reviews = list(queries.reviews_of_shop(shop_id, before=before, most=queries.PAGE + 1))
    shown = reviews[: queries.PAGE]
    context = {
        "shop": shop,
        "rating": queries.ratings_of([shop_id]).get(shop_id),
        "spread": queries.spread_of(shop_id),
        "reviews": shown,
        "older": quote(shown[-1].written_at.isoformat()) if len(reviews) > queries.PAGE else "",
        "questions": [] if before else queries.questions_of_shop(shop_id),
        "is_first": before is None,
        "reasons": Hidden.choices,
        "me": actor_of(request).party_id,
        "longest": rules.LONGEST_QUESTION,
        "at": clock.now(),
    }
    return render(request, "reviews/of_shop.html", context)


@require_GET
def photo(request: HttpRequest, photo_id: UUID) -> HttpResponse:
    """One picture of a review."""
    found = access.photo_for(actor_of(request), photo_id)
    return private_picture(found.name, found.kind)


@require_POST
def report_review(request: HttpRequest, review_id: UUID) -> HttpResponse:
    by, told = signed_in(request), _told(request)
    made = actions.report_review(review_id=review_id, key=form_key(request), by=by, at=clock.now(), **told)
    return _thanks(request, made)


@require_POST
def report_question(request: HttpRequest, question_id: UUID) -> HttpResponse:
    by, told = signed_in(request), _told(request)
    made = actions.report_question(question_id=question_id, key=form_key(request), by=by, at=clock.now(), **told)
    return _thanks(request, made)


def _told(request: HttpRequest) -> dict[str, str]:
    return {"reason": request.POST.get("reason", ""), "words": request.POST.get("words", "")}


def _thanks(request: HttpRequest, made: Complaint) -> HttpResponse:
    messages.success(request, _("The platform looks at it and tells you what it decides. Until then it stays shown."))
    return redirect("shop-reviews:reviews") if made.by_shop else redirect("reviews:of-shop", shop_id=made.subject.shop_id)


def _moment(text: str) -> datetime | None:
    """``None`` for what we did not write: the first page."""
    try:
        found = parse_datetime(text[:40])
    except ValueError:
        return None
    return found if found and found.tzinfo else None

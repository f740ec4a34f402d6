"""The shopkeeper's pickup points: what she receives for others, and to which points she brings her own."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.web.pages import form_amount, signed_in
from merchants.shops.public import MANAGERS, first_shop_of, holds_at

from . import actions, queries, rules
from .actions import Terms
from .errors import BadPoint


@require_GET
def points(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    shop = first_shop_of(actor)
    context = {
        "shop": shop,
        "point": queries.point_of(shop.pk),
        "near": queries.points_near(shop),
        "may_change": holds_at(actor, shop, MANAGERS),
        "days": rules.KEPT_FOR.days,
        "most": rules.MOST_PARCELS,
    }
    return render(request, "points/points.html", context)


@require_POST
def offer(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    terms = Terms(form_amount(request, "fee"), _number(request.POST.get("capacity", "")))
    actions.offer_point(shop_id=first_shop_of(actor).pk, terms=terms, by=actor, at=clock.now())
    messages.success(request, _("Your shop receives parcels. Shops near you can bring theirs now."))
    return redirect("points:points")


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    actions.close_point(shop_id=first_shop_of(actor).pk, by=actor, at=clock.now())
    return redirect("points:points")


@require_POST
def bring(request: HttpRequest, point_id: UUID) -> HttpResponse:
    actor = signed_in(request)
    actions.bring_to_point(point_id=point_id, shop_id=first_shop_of(actor).pk, fee_minor=form_amount(request, "fee"), by=actor, at=clock.now())
    return redirect("points:points")


@require_POST
def stop(request: HttpRequest, point_id: UUID) -> HttpResponse:
    actor = signed_in(request)
    actions.stop_bringing(point_id=point_id, shop_id=first_shop_of(actor).pk, by=actor, at=clock.now())
    return redirect("points:points")


def _number(text: str) -> int:
    """Raises ``BadPoint`` for what is no small whole number."""
    text = text.strip()
    if not text.isascii() or not text.isdecimal() or len(text) > 3:
        raise BadPoint
    return int(text)

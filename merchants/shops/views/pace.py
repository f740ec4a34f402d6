"""How fast the shop serves: pausing, a busy hour, and what it promises."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ecosystem.kernel import clock
from ecosystem.web.pages import signed_in

from .. import access, pacing
from ..errors import BadPace, ShopChanged
from ..models import Shop
from ..pace_rules import Work
from .shop import switch_context


@require_POST
def pause(request: HttpRequest, shop_id: UUID) -> HttpResponse:
    minutes = _minutes(request, "minutes")
    return _switched(request, pacing.pause_selling(shop_id=shop_id, minutes=minutes, by=signed_in(request), at=clock.now()))


@require_POST
def busy(request: HttpRequest, shop_id: UUID) -> HttpResponse:
    more = _minutes(request, "more")
    return _switched(request, pacing.be_busy(shop_id=shop_id, more_minutes=more, by=signed_in(request), at=clock.now()))


def serving(request: HttpRequest, shop_id: UUID) -> HttpResponse:
    """How orders are answered and prepared; managers change it."""
    actor = signed_in(request)
    shop = access.shop_for(actor, shop_id)
    if request.method == "POST":
        seen = request.POST.get("version", "")
        if not seen.isdecimal() or len(seen) > 9:
            raise ShopChanged
        terms = pacing.Serving(
            auto_accept="auto_accept" in request.POST,
            accept_minutes=_minutes(request, "accept"),
            prep_minutes=_minutes(request, "prep"),
            misses_allowed=_minutes(request, "misses"),
            weigh_margin_bp=_minutes(request, "margin") * 100,
            prep_items=_minutes(request, "prep_items"),
            prep_more_minutes=_minutes(request, "prep_more"),
            rings_up="rings_up" in request.POST,
        )
        pacing.set_serving(shop_id=shop_id, terms=terms, seen_version=int(seen), by=actor, at=clock.now())
        messages.success(request, _("Saved. It counts from the next order on."))
        return redirect("shops:serving", shop_id=shop_id)
    context: dict[str, object] = {"shop": shop, "margin": shop.weigh_margin_bp // 100, "may_change": access.holds_at(actor, shop, access.MANAGERS)}
    context |= {name: shop.prep_for(Work(Decimal(items))) for name, items in (("one", 1), ("ten", 10), ("thirty", 30))}
    return render(request, "shops/serving.html", context)


def _switched(request: HttpRequest, shop: Shop) -> HttpResponse:
    if getattr(request, "htmx", False):
        return render(request, "shops/_switch.html", switch_context(shop))
    return redirect("shops:today")


def _minutes(request: HttpRequest, field: str) -> int:
    """A whole number. Raises ``BadPace``."""
    text = request.POST.get(field, "").strip()
    if not text.isascii() or not text.isdecimal() or len(text) > 5:
        raise BadPace
    return int(text)

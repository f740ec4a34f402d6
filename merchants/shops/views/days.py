"""Holidays and other days that are otherwise; the form stands below the weekly hours."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ecosystem.kernel import clock
from ecosystem.web.pages import signed_in

from .. import access
from ..day_rules import MOST_DAYS, MOST_TIMES, SpecialDay
from ..errors import BadSpecialDay, ShopChanged
from ..rules import hours_between
from ..special_days import set_special_days, special_days_of


@require_POST
def day(request: HttpRequest, shop_id: UUID) -> HttpResponse:
    """One day as it is typed, or, with ``usual``, as in every week again."""
    actor, at = signed_in(request), clock.now()
    shop = access.shop_for(actor, shop_id, access.MANAGERS)
    seen, on = request.POST.get("version", ""), _date(request.POST.get("on", ""))
    if not seen.isdecimal() or len(seen) > 9:
        raise ShopChanged
    days = [each for each in special_days_of(shop, today=clock.business_date(at)) if each.on != on]
    if "usual" not in request.POST:
        days.append(SpecialDay(on, _times(request, on)))
    set_special_days(shop_id=shop_id, days=days, seen_version=int(seen), by=actor, at=at)
    messages.success(request, _("Saved. It stands on your shop's page."))
    return redirect("shops:hours", shop_id=shop_id)


def _times(request: HttpRequest, on: date) -> tuple[tuple[int, int], ...]:
    """Pairs ``opens`` and ``closes``; none is closed all day."""
    pairs = zip(request.POST.getlist("opens")[:MOST_TIMES], request.POST.getlist("closes")[:MOST_TIMES], strict=False)
    typed = [hours_between(on.weekday(), opens, closes) for opens, closes in pairs if opens or closes]
    return tuple((each.opens_minute, each.closes_minute) for each in typed)


def _date(text: str) -> date:
    try:
        found = parse_date(text.strip())
    except ValueError:
        found = None
    if found is None:
        raise BadSpecialDay(most=MOST_DAYS)
    return found

"""The shop's first page of the day: its switch, its hours, what waits, and other rooms' panels."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.views.decorators.http import require_GET, require_POST

from ecosystem import ports
from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.web.pages import signed_in

from .. import access, actions, queries
from ..errors import ShopChanged
from ..models import Shop
from ..rules import Hours, hours_between
from ..special_days import special_days_of
from ..suspending import Stop

MOST_A_DAY = 4
# What one tap offers, in minutes.
PAUSES, DELAYS = (15, 30, 60, 120), (10, 20, 30)


@require_GET
def today(request: HttpRequest) -> HttpResponse:
    actor, at = signed_in(request), clock.now()
    shops = access.shops_of(actor)
    chosen = [shop for shop in shops if str(shop.pk) == request.GET.get("shop")] or shops
    if not chosen:
        return redirect(_elsewhere(actor))
    shop = chosen[0]
    set_up = queries.set_up_of(shop)
    context = {
        **switch_context(shop),
        "shops": shops,
        "set_up": set_up,
        "is_set_up": all(item.done for item in set_up),
        "panels": _panels("today", shop),
        "set_up_panels": _panels("setup", shop),
        "at": at,
        "manages": access.holds_at(actor, shop, access.MANAGERS),
    }
    return render(request, "shops/today.html", context)


def _elsewhere(actor: Actor) -> str:
    """Whoever supplies shops has a desk of her own; whoever keeps none yet may open one."""
    homes = (home.home_of(person_id=actor.person_id) for _name, home in ports.homes if actor.person_id)
    return next((address for address in homes if address), "") or reverse("onboarding:start")


@require_POST
def selling(request: HttpRequest, shop_id: UUID) -> HttpResponse:
    """The one-tap stop, and going on."""
    verb = actions.resume_selling if request.POST.get("on") == "1" else actions.stop_selling
    shop = verb(shop_id=shop_id, by=signed_in(request), at=clock.now())
    if getattr(request, "htmx", False):
        return render(request, "shops/_switch.html", switch_context(shop))
    return redirect("shops:today")


@require_GET
def switch(request: HttpRequest, shop_id: UUID) -> HttpResponse:
    return render(request, "shops/_switch.html", switch_context(access.shop_for(signed_in(request), shop_id)))


def hours(request: HttpRequest, shop_id: UUID) -> HttpResponse:
    """See the weekly hours; an owner changes them."""
    actor = signed_in(request)
    shop = access.shop_for(actor, shop_id)
    if request.method == "POST":
        seen = request.POST.get("version", "")
        if not seen.isdecimal() or len(seen) > 9:
            raise ShopChanged
        actions.change_hours(shop_id=shop_id, hours=_typed(request.POST), seen_version=int(seen), by=actor, at=clock.now())
        return redirect("shops:today")
    days = [(WEEKDAYS[day], day, rows) for day, rows in queries.week_of(shop)]
    manages = access.holds_at(actor, shop, access.MANAGERS)
    today = clock.business_date(clock.now())
    context = {"shop": shop, "days": days, "may_change": _owns(actor, shop), "may_tell": manages, "today": today}
    context["special"] = special_days_of(shop, today=today)
    return render(request, "shops/hours.html", context)


def switch_context(shop: Shop) -> dict[str, object]:
    serving = queries.serving_shops([shop.pk])[shop.pk]
    at = clock.now()
    why = Stop(shop.suspended_for).label if shop.suspended_for else ""
    return {
        "shop": shop,
        "open": serving.is_open(at),
        "serves": serving.serves_at(at),
        "change": serving.next_change(at),
        "why_suspended": why,
        "paused": shop.is_paused(at),
        "busy": shop.is_busy(at),
        "pauses": PAUSES,
        "delays": DELAYS,
    }


def _panels(place: str, shop: Shop) -> list[str]:
    """Panels of other rooms; each is told which of the party's shops the page is about."""
    urls = (panel.url(party_id=shop.party_id) for _name, panel in ports.panels if panel.place() == place)
    return [f"{url}{'&' if '?' in url else '?'}shop={shop.pk}" for url in urls]


def _typed(form: QueryDict) -> list[Hours]:
    """Rows ``opens-<day>`` and ``closes-<day>`` in pairs; a pair left empty is no opening time."""
    found = []
    for day in range(7):
        pairs = zip(form.getlist(f"opens-{day}")[:MOST_A_DAY], form.getlist(f"closes-{day}")[:MOST_A_DAY], strict=False)
        found += [hours_between(day, opens, closes) for opens, closes in pairs if opens or closes]
    return found


def _owns(actor: Actor, shop: Shop) -> bool:
    return access.holds_at(actor, shop, access.OWNERS)

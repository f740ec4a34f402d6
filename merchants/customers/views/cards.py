"""The shop's customers: who they are, what they owe, and since when."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.money import to_text
from ecosystem.web.pages import form_amount, form_id, form_key, signed_in
from merchants.shops.public import MANAGERS, SELLERS, Shop, holds_at, shop_for, shops_of

from .. import access, actions, queries
from ..errors import BadTerms, CardChanged
from ..models import TabPayment

STATEMENT_DAYS = 90


@require_GET
def customers(request: HttpRequest) -> HttpResponse:
    shop, at = chosen_shop(request), clock.now()
    text = request.GET.get("q", "")[:40]
    cards = queries.cards_of(shop.pk, on=clock.business_date(at), text=text)
    if getattr(request, "htmx", False):
        return render(request, "customers/_list.html", {"cards": cards, "q": text})
    ageing = queries.ageing_of(shop.pk, at=at)
    context = {"shop": shop, "cards": cards, "q": text, "ageing": ageing, "owed": sum(sum_minor for _name, sum_minor in ageing)}
    return render(request, "customers/customers.html", context)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    card = actions.add_card(shop_id=form_id(request, "shop"), details=_details(request), key=form_key(request), by=signed_in(request), at=clock.now())
    return redirect("customers:customer", card_id=card.pk)


@require_GET
def customer(request: HttpRequest, card_id: UUID) -> HttpResponse:
    actor, at = signed_in(request), clock.now()
    card = access.card_for(actor, card_id)
    items = list(queries.open_items(card.pk))
    on = clock.business_date(at)
    context = {
        "card": card,
        "items": items,
        "overdue": sum(item.open_minor for item in items if item.due_on < on),
        "payments": TabPayment.objects.filter(card=card).order_by("-made_at", "-pk")[:20],
        "may_trust": holds_at(actor, card.shop, MANAGERS),
        "link": request.session.pop(f"tab-link-{card.pk}", ""),
        "limit": to_text(card.limit_minor),
        "on": on,
    }
    if context["link"]:
        context["picture"] = mark_safe(segno.make(context["link"], error="m").svg_inline(scale=5, omitsize=True, svgclass="code-svg", lineclass=None))  # noqa: S308 - our own SVG
    return render(request, "customers/customer.html", context)


@require_POST
def change(request: HttpRequest, card_id: UUID) -> HttpResponse:
    seen = request.POST.get("version", "")
    if not seen.isdecimal() or len(seen) > 9:
        raise CardChanged
    actions.change_card(card_id=card_id, details=_details(request), seen_version=int(seen), by=signed_in(request), at=clock.now())
    return redirect("customers:customer", card_id=card_id)


@require_POST
def terms(request: HttpRequest, card_id: UUID) -> HttpResponse:
    days = request.POST.get("days", "")
    if not days.isdecimal() or len(days) > 4:
        raise BadTerms
    actions.set_terms(card_id=card_id, limit_minor=form_amount(request, "limit"), terms_days=int(days), by=signed_in(request), at=clock.now())
    return redirect("customers:customer", card_id=card_id)


@require_POST
def link(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """The address is shown once: what is kept of it can't be turned back."""
    token = actions.make_link(card_id=card_id, by=signed_in(request), at=clock.now())
    request.session[f"tab-link-{card_id}"] = request.build_absolute_uri(reverse("tabs:tab", args=[token]))
    return redirect("customers:customer", card_id=card_id)


@require_POST
def remind(request: HttpRequest, card_id: UUID) -> HttpResponse:
    reminder = actions.remind(card_id=card_id, by=signed_in(request), at=clock.now())
    messages.success(request, _("She was reminded.") if reminder.told else _("Written down. Send her the link: she has not opened her tab yet."))
    return redirect("customers:customer", card_id=card_id)


@require_GET
def statement(request: HttpRequest, card_id: UUID) -> HttpResponse:
    card, at = access.card_for(signed_in(request), card_id), clock.now()
    until = clock.midnight(at) + timedelta(days=1)
    since = _day(request.GET.get("since", ""), clock.midnight(at) - timedelta(days=STATEMENT_DAYS))
    opening, entries = queries.statement(card.pk, since=since, until=until)
    context = {"card": card, "since": since, "opening": opening, "entries": entries, "closing": entries[-1].balance_minor if entries else opening}
    return render(request, "customers/statement.html", {**context, "at": at})


def chosen_shop(request: HttpRequest) -> Shop:
    """The shop that the address names, or the actor's first. Raises ``NotFound``."""
    actor = signed_in(request)
    named = request.GET.get("shop", "")
    if named:
        try:
            return shop_for(actor, UUID(named), SELLERS)
        except ValueError:
            raise NotFound from None
    shops = shops_of(actor, SELLERS)
    if not shops:
        raise NotFound
    return shops[0]


def _details(request: HttpRequest) -> actions.Details:
    form = request.POST
    return actions.Details(form.get("name", ""), form.get("phone", ""), form.get("note", ""), company=form.get("company") == "1")


def _day(text: str, default: datetime) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(text), time(), tzinfo=clock.TOWN_TIME)
    except ValueError:
        return default

"""Funds: what was sold, what was kept, what arrived, to the fen."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import NotFound
from ecosystem.ledger.public import available_of, balances_of, deposit_of, held_of, pending_of, reserve_of
from ecosystem.web.pages import form_id, form_key, signed_in
from merchants.shops.public import ACCOUNTANTS, OWNERS, Shop, shops_of

from .. import actions, queries
from ..models import Payout

PER_PAGE = 50
ACCOUNTS = {"deposit": deposit_of, "pending": pending_of, "held": held_of, "available": available_of, "reserve": reserve_of}


def shop_of(actor: Actor) -> Shop:
    """The shop whose books the actor keeps. Raises ``NotFound``."""
    shops = shops_of(actor, ACCOUNTANTS)
    if not shops:
        raise NotFound
    return shops[0]


@require_GET
def funds(request: HttpRequest) -> HttpResponse:
    actor, at = signed_in(request), clock.now()
    shop = shop_of(actor)
    codes = {name: code(shop.party_id) for name, code in ACCOUNTS.items()}
    balances = balances_of(list(codes.values()))
    payouts = list(queries.payouts_of([shop.pk]))
    terms = queries.terms_of(shop.pk)
    context = {
        "shop": shop,
        "may_act": any(mine.pk == shop.pk for mine in shops_of(actor, OWNERS)),
        "waiting": queries.waiting_of([shop.pk]),
        "owed": queries.owed_of(shop.pk),
        "days": queries.days_of(shop.pk, terms, at=at),
        "payouts": payouts,
        "came_back": [payout for payout in payouts if payout.status in {Payout.Status.FAILED, Payout.Status.RETURNED}],
        "balances": {name: balances[code] for name, code in codes.items()},
        "pays": terms.get_schedule_display(),
        "next_run": "" if terms.schedule == "manual" else str(terms.get_schedule_display()),
        "since": clock.business_date(at).replace(day=1),
        "today": clock.business_date(at),
        "at": at,
    }
    return render(request, "payouts/_funds.html" if getattr(request, "htmx", False) else "payouts/funds.html", context)


@require_GET
def panel(request: HttpRequest) -> HttpResponse:
    """What is paid out next, for the owner's first page; a clerk sees nothing of it."""
    shops = [shop for shop in shops_of(signed_in(request), OWNERS) if str(shop.party_id) == request.GET.get("party")]
    context = {"waiting": queries.waiting_of([shop.pk for shop in shops])} if shops else {}
    return render(request, "payouts/_panel.html", context)


@require_POST
def pay_out(request: HttpRequest) -> HttpResponse:
    actions.pay_out(shop_id=form_id(request, "shop"), key=form_key(request), by=signed_in(request), at=clock.now())
    return redirect("payouts:funds")


@require_POST
def retry(request: HttpRequest, payout_id: UUID) -> HttpResponse:
    actions.retry_payout(payout_id=payout_id, key=form_key(request), by=signed_in(request), at=clock.now())
    return redirect("payouts:funds")


@require_GET
def day(request: HttpRequest, on: date) -> HttpResponse:
    shop, at = shop_of(signed_in(request)), clock.now()
    rows = queries.days_of(shop.pk, queries.terms_of(shop.pk), at=at, on=on)
    context = {"on": on, "day": rows[0] if rows else None, "sums": queries.sums_of([shop.pk], on=on)}
    return render(request, "payouts/day.html", {**context, **_page(request, queries.entries_of([shop.pk], on=on)), "at": at})


@require_GET
def payout(request: HttpRequest, payout_id: UUID) -> HttpResponse:
    shop = shop_of(signed_in(request))
    found = queries.payout_of(payout_id, [shop.pk])
    if found is None:
        raise NotFound
    entries = queries.entries_of([shop.pk], payout_id=payout_id)
    context = {"payout": found, "sums": queries.sums_of([shop.pk], payout_id=payout_id), **_page(request, entries), "at": clock.now()}
    return render(request, "payouts/payout.html", context)


def _page(request: HttpRequest, entries: Any) -> dict[str, Any]:
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    return {"page": page, "entries": page.object_list}

"""Funds: what was sold, what was kept, what arrived, to the fen."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.ledger.public import available_of, balances_of, deposit_of, pending_of
from ecosystem.web.pages import form_id, form_key, signed_in
from merchants.shops.public import OWNERS, shops_of

from . import actions, queries


@require_GET
def funds(request: HttpRequest) -> HttpResponse:
    shops = shops_of(signed_in(request), OWNERS)
    if not shops:
        raise NotFound
    shop = shops[0]
    codes = {"deposit": deposit_of(shop.party_id), "pending": pending_of(shop.party_id), "available": available_of(shop.party_id)}
    balances = balances_of(list(codes.values()))
    context = {
        "shop": shop,
        "waiting": queries.waiting_of([shop.pk]),
        "payouts": queries.payouts_of([shop.pk]),
        "balances": {name: balances[code] for name, code in codes.items()},
        "at": clock.now(),
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

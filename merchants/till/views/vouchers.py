"""A voucher at the counter: its code typed or its screen scanned, what is left of it, and a manager's undo."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.errors import DomainError, NotFound
from ecosystem.web.pages import form_key, signed_in
from merchants.shops.public import MANAGERS, SELLERS, Shop, shops_of
from merchants.vouchers.public import may_undo, uses_at

from .. import actions


def _context(request: HttpRequest, shop: Shop, refusal: DomainError | None = None) -> dict[str, object]:
    at, manages = clock.now(), shop in shops_of(signed_in(request), MANAGERS)
    uses = [(use, manages and may_undo(use, at)) for use in uses_at(shop.pk)]
    return {"shop": shop, "uses": uses, "refusal": refusal, "at": at}


def _shop_of(request: HttpRequest) -> Shop:
    shops = shops_of(signed_in(request), SELLERS)
    if not shops:
        raise NotFound
    return shops[0]


@require_GET
def vouchers(request: HttpRequest) -> HttpResponse:
    return render(request, "till/voucher.html", _context(request, _shop_of(request)))


@require_POST
def redeem(request: HttpRequest) -> HttpResponse:
    """Take one use; a refusal is shown where the code was typed."""
    shop, shown = _shop_of(request), request.POST.get("shown", "")[:200]
    try:
        actions.redeem_voucher(shop_id=shop.pk, shown=shown, key=form_key(request), by=signed_in(request), at=clock.now())
    except DomainError as refusal:
        return render(request, "till/voucher.html", _context(request, shop, refusal), status=409)
    return redirect("till:voucher")


@require_POST
def undo(request: HttpRequest, redemption_id: UUID) -> HttpResponse:
    actions.undo_redemption(redemption_id=redemption_id, key=form_key(request), by=signed_in(request), at=clock.now())
    return redirect("till:voucher")

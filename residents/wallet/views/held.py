"""The buyer's wallet: coupons and vouchers, where they work and until when; taking, buying, showing, giving back."""

from __future__ import annotations

from uuid import UUID

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.ledger.public import balance_of, deposit_of
from ecosystem.payments.public import BANK_ACCOUNT
from ecosystem.web.pages import form_key, signed_in
from merchants.cards.public import last_checked
from merchants.promotions.public import Coupon, claim_coupon, code_of, coupon_for_holder, takes_off
from merchants.vouchers.public import Product, Voucher, buy_voucher, refund_voucher, token_of, voucher_for_holder

from .. import queries

# In percent: the shop bears the whole coupon.
ALL = 100


@require_GET
def wallet(request: HttpRequest) -> HttpResponse:
    actor, at = signed_in(request), clock.now()
    if actor.party_id is None:
        raise NotFound
    tab = request.GET.get("show", "")
    tab = tab if tab in queries.TABS else queries.TABS[0]
    context = {
        "tab": tab,
        "coupons": queries.coupons_held(actor.party_id, tab, at=at),
        "vouchers": queries.vouchers_held(actor.party_id, tab, at=at),
        "cards": queries.cards_held(actor.party_id, tab),
        "kept_minor": queries.kept_for(actor.party_id),
        "checked": last_checked(),
        "at": at,
    }
    return render(request, "wallet/wallet.html", context)


@require_POST
def take(request: HttpRequest, promotion_id: UUID) -> HttpResponse:
    """Take a coupon off a shop's page."""
    claim_coupon(promotion_id=promotion_id, key=form_key(request), by=signed_in(request), at=clock.now())
    return redirect("wallet:wallet")


@require_GET
def coupon(request: HttpRequest, coupon_id: UUID) -> HttpResponse:
    """One coupon with the code that a counter reads, new every half minute."""
    actor, at = signed_in(request), clock.now()
    found = coupon_for_holder(actor, coupon_id)
    usable = found.status == Coupon.Status.ISSUED and found.expires_at > at
    token = code_of(found.pk, at) if usable else ""
    context = {
        "coupon": found,
        "says": takes_off(found.promotion, ()),
        "about": [scope.sku.name for scope in found.promotion.scopes.all()],
        "bears_alone": found.merchant_pct == ALL,
        "token": token,
        "picture": _picture(token),
    }
    return render(request, "wallet/_coupon_code.html" if getattr(request, "htmx", False) else "wallet/coupon.html", context)


@require_GET
def voucher(request: HttpRequest, voucher_id: UUID) -> HttpResponse:
    """One voucher with the code that a counter reads, new every half minute."""
    actor, at = signed_in(request), clock.now()
    found = voucher_for_holder(actor, voucher_id)
    token = token_of(found, at) if found.status == Voucher.Status.ISSUED else ""
    context = {
        "voucher": found,
        "token": token,
        "picture": _picture(token),
        "left_minor": found.price_minor - found.released_minor - found.refunded_minor,
        "at": at,
    }
    return render(request, "wallet/_code.html" if getattr(request, "htmx", False) else "wallet/voucher.html", context)


def _picture(token: str) -> str:
    """The code as a picture; nothing for nothing."""
    drawn = segno.make(token, error="m").svg_inline(scale=5, omitsize=True, svgclass="code-svg", lineclass=None) if token else ""
    return mark_safe(drawn)  # noqa: S308 - our own SVG


@require_POST
def refund(request: HttpRequest, voucher_id: UUID) -> HttpResponse:
    """Get back what is not used."""
    refund_voucher(voucher_id=voucher_id, key=form_key(request), by=signed_in(request), at=clock.now())
    return redirect("wallet:voucher", voucher_id=voucher_id)


@require_http_methods(["GET", "POST"])
def buy(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """What a shop sells ahead: its terms, and one button to buy it from the account here."""
    actor, at = signed_in(request), clock.now()
    found = Product.objects.select_related("shop", "sku").filter(pk=product_id, status=Product.Status.ON_SALE, shop__suspended_at=None).first()
    if found is None:
        raise NotFound
    if request.method == "POST":
        bought = buy_voucher(product_id=product_id, method=BANK_ACCOUNT, key=form_key(request), by=actor, at=at)
        return redirect("wallet:voucher", voucher_id=bought.voucher.pk)
    balance = balance_of(deposit_of(actor.party_id)) if actor.party_id else 0
    return render(request, "wallet/buy.html", {"product": found, "balance_minor": balance})

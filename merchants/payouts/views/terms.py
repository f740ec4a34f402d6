"""When and where a shop is paid, and what the bank may take back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.web.pages import form_amount, form_id, signed_in
from merchants.settlement.public import end_mandate, give_mandate, mandate_of
from merchants.shops.public import OWNERS, shops_of

from .. import actions, queries
from ..forms import TermsForm


@require_http_methods(["GET", "POST"])
def terms(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    shops = shops_of(actor, OWNERS)
    if not shops:
        raise NotFound
    shop = shops[0]
    form = TermsForm(request.POST) if request.method == "POST" else TermsForm.of(queries.terms_of(shop.pk))
    if request.method == "POST" and form.is_valid():
        actions.change_terms(shop_id=form_id(request, "shop"), choice=form.choice(), by=actor, at=clock.now())
        messages.success(request, _("From now on you are paid like this."))
        return redirect("payouts:funds")
    context = {"shop": shop, "form": form, "terms": queries.terms_of(shop.pk), "mandate": mandate_of(shop.pk), "at": clock.now()}
    return render(request, "payouts/terms.html", context, status=422 if form.errors else 200)


@require_POST
def give(request: HttpRequest) -> HttpResponse:
    give_mandate(shop_id=form_id(request, "shop"), cap_minor=form_amount(request, "cap"), by=signed_in(request), at=clock.now())
    return redirect("payouts:terms")


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    end_mandate(shop_id=form_id(request, "shop"), by=signed_in(request), at=clock.now())
    return redirect("payouts:terms")

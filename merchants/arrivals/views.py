"""Who arrives by the shop's codes, and how far they get."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.web.pages import signed_in
from merchants.shops.public import MANAGERS, shops_of

from . import queries


@require_GET
def arrivals(request: HttpRequest) -> HttpResponse:
    shops = list(shops_of(signed_in(request), MANAGERS))
    named = request.GET.get("shop", "")
    shop = next((one for one in shops if str(one.pk) == named), None if named else next(iter(shops), None))
    if shop is None:
        raise NotFound
    steps = (
        _("Scanned the code"),
        _("Saw the shelf"),
        _("Filled a basket"),
        _("Signed in"),
        pgettext("step", "Paid"),
        _("Bought again within 30 days"),
    )
    funnels = queries.funnels_of(shop.pk, clock.business_date(clock.now()))
    rows = [(funnel, list(zip(steps, funnel.numbers, funnel.widths, strict=True))) for funnel in funnels]
    return render(request, "arrivals/arrivals.html", {"shop": shop, "shops": shops, "rows": rows})

"""How the merchant of a shop is taxed: what was said, and saying otherwise from a month on."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.taxes import rate_in, rate_text
from ecosystem.web.pages import form_id, form_key, signed_in
from merchants.periods.public import BadTaxTerms, closed_until, set_taxpayer, taxpayers_of, usual_bp
from merchants.shops.public import ACCOUNTANTS, holds_at

from .. import queries, rules, words
from .pages import month_asked, read_by


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The newest word first, and what is taken off for what was bought in a month; whoever keeps the books sees the form, for this month and
    the eleven before that are open.
    """
    shop, context = read_by(request)
    said, opens = list(taxpayers_of(shop.party_id)), closed_until(shop.pk)
    first: date = context["today"].replace(day=1)
    months: list[tuple[str, str]] = []
    while len(months) < 12 and (opens is None or first >= opens):
        months.append((f"{first:%Y-%m}", words.month_name(first)))
        first = rules.month_before(first)
    stands = said[0] if said else None
    month = queries.month_of(shop.pk, month_asked(request, context["today"]))
    more = {
        "month": month,
        "month_name": words.month_name(month.first),
        "by_rate": [(words.bought_at(rate), paid, tax) for rate, paid, tax in month.bought.by_rate],
        "said": [(words.month_name(one.from_on), one) for one in said],
        "stands": stands,
        "rate": rate_text(stands.rate_bp) if stands else "",
        "delivery": rate_text(stands.delivery_bp) if stands else "",
        "trade_rate": rate_text(usual_bp(shop.category)),
        "months": months,
        "may": holds_at(signed_in(request), shop, ACCOUNTANTS),
    }
    return render(request, "reports/tax.html", {**context, **more})


@require_POST
def say(request: HttpRequest) -> HttpResponse:
    """General or small-scale, and the usual rate, from a month on."""
    shop_id, first = form_id(request, "shop"), month_asked(request, clock.business_date(clock.now()))
    set_taxpayer(
        shop_id=shop_id,
        is_general=request.POST.get("kind") == "general",
        rate_bp=_rate(request.POST.get("rate", "")),
        delivery_bp=_rate(request.POST.get("delivery", "")),
        from_on=first,
        key=form_key(request),
        by=signed_in(request),
        at=clock.now(),
    )
    return redirect(f"{reverse('reports:tax')}?shop={shop_id}")


def _rate(text: str) -> int | None:
    """As typed in percent; nothing typed says none. Raises ``BadTaxTerms``."""
    rate = rate_in(text) if text.strip() else None
    if text.strip() and rate is None:
        raise BadTaxTerms
    return rate

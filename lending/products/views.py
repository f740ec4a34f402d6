"""What is offered at which price: in force, to come, and waiting for a second officer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ecosystem.identity.public import names_of
from ecosystem.kernel import clock
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.money import to_text
from ecosystem.kernel.quantities import plain
from ecosystem.web.pages import day_of, form_amount, form_decimal, form_key, signed_in, whole_of
from lending.offices.public import is_officer, require_reader

from . import actions, queries
from .errors import TermsUnsound
from .models import Product, Terms
from .rules import BP, break_even_bp, year_interest_minor

EXAMPLE_MINOR = 1_000_000


@require_GET
def products(request: HttpRequest) -> HttpResponse:
    by, at = signed_in(request), clock.now()
    require_reader(by)
    today, versions = business_date(at), list(queries.versions_of(queries.codes()).values())
    newest = {one.code: one for one in reversed(versions)}
    waiting = [(row, newest[row.code]) for row in queries.proposals_waiting()]
    in_force = {queries.current_product(one.code, at).pk for one in versions if one.valid_from <= today}
    names = names_of([row.proposed_by for row, _like in waiting])
    context = {
        "versions": [(one, one.pk in in_force, one.valid_from > today, _told(one, one)) for one in versions],
        "waiting": [(row, like, names.get(row.proposed_by, ""), row.proposed_by == by.name, _told(row, like)) for row, like in waiting],
        "forms": [(one, _typed(one)) for one in newest.values()],
        "may_write": is_officer(by),
        "example": EXAMPLE_MINOR,
        "at": at,
    }
    return render(request, "products/products.html", context)


def _typed(one: Product) -> dict[str, str]:
    """As one types it: yuan and per cent."""
    money = {"least": one.min_principal_minor, "most": one.max_principal_minor, "cap": one.apr_cap_bp, "lgd": one.lgd_bp}
    return {"rate": plain(one.annual_rate * 100), **{name: to_text(value) for name, value in money.items()}}


def _told(terms: Terms, like: Product) -> dict[str, int | Decimal]:
    """What the terms come to: the costliest year, a year's interest on the example, and how many may turn bad for it."""
    rate = terms.annual_rate
    return {
        "rate_bp": rate * BP,
        "effective_bp": actions.costliest_bp(rate, like),
        "interest_minor": year_interest_minor(EXAMPLE_MINOR, rate, like.day_count),
        "break_even_bp": break_even_bp(rate, terms.lgd_bp, like.day_count),
    }


@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    day, days = day_of(request.POST.get("valid_from", "")), whole_of(request.POST.get("term_days", ""))
    if day is None or days is None:
        raise TermsUnsound(faults=_("the term is a number of days, and they begin on a day"))
    shares: dict[str, Any] = {name: form_decimal(request, name) for name in ("annual_rate", "apr_cap", "lgd")}
    terms = actions.NewTerms(
        annual_rate=shares["annual_rate"] / 100,
        min_principal_minor=form_amount(request, "least"),
        max_principal_minor=form_amount(request, "most"),
        term_days=days,
        apr_cap_bp=int(shares["apr_cap"] * Decimal(100)),
        lgd_bp=int(shares["lgd"] * Decimal(100)),
        valid_from=day,
    )
    sent = request.POST
    actions.propose_terms(
        code=sent.get("code", ""), terms=terms, why=sent.get("why", ""), key=form_key(request), by=signed_in(request), at=clock.now()
    )
    return redirect("products:products")


@require_POST
def release(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    actions.release_terms(proposal_id=proposal_id, by=signed_in(request), at=clock.now())
    return redirect("products:products")


@require_POST
def drop(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    actions.drop_terms(proposal_id=proposal_id, by=signed_in(request), at=clock.now())
    return redirect("products:products")

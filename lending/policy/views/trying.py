"""What if: a case under another policy and other values, and a policy on a year's applicants."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ecosystem.kernel import clock
from ecosystem.kernel.clock import business_date
from ecosystem.web.pages import signed_in, whole_of
from lending.products.public import Product, versions_of

from .. import access, casefile, queries, trying
from ..models import Decision
from ..reasons import KNOWN, SCORE, tell_all
from ..worth import Worth, bad_bp_of, change_of, worth_of


@require_GET
def case(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    by, at = signed_in(request), clock.now()
    typed = {name: request.GET[name] for name in KNOWN if name in request.GET}
    wanted = whole_of(request.GET.get("policy", ""))
    number = access.decision_for(by, decision_id).policy_id if wanted is None else wanted
    decision, tried = trying.try_case(decision_id=decision_id, policy=number, typed=typed, by=by, at=at)
    inputs = trying.inputs_of(decision, typed)
    product = versions_of({decision.product_code})[decision.product_code, decision.product_version]
    context = {
        "decision": decision,
        "tried": tried,
        "sides": [_side(decision, product), _side(tried, product)],
        "change": change_of(_worth(decision, product), _worth(tried, product)),
        "lgd_bp": product.lgd_bp,
        "inputs": inputs,
        "changed": [row for row in inputs if row.is_changed],
        "versions": queries.versions(),
        "at": at,
    }
    return render(request, "policy/trying.html", context)


def _worth(decision: Decision, product: Product) -> Worth:
    """Of what the policy would lend by itself, or a person may."""
    return worth_of(decision.limit_minor, decision.inputs, product)


def _side(decision: Decision, product: Product) -> dict[str, Any]:
    return {
        "worth": _worth(decision, product),
        "bad_bp": bad_bp_of(decision.inputs),
        "score": decision.inputs.get(SCORE),
        "scored": casefile.scored_of(decision),
        "decision": decision,
        "badge": casefile.BADGES[decision.outcome],
        "reasons": tell_all(decision.reasons(), decision.inputs, on=business_date(decision.decided_at)),
        "checks": casefile.checks_of(decision),
        "points": casefile.points_of(decision),
        "bounds": casefile.bounds_of(decision),
    }


@require_GET
def version(request: HttpRequest, number: int) -> HttpResponse:
    """A version on the applicants of a year; reading so many of them is recorded."""
    by, at = signed_in(request), clock.now()
    found, tried = trying.try_version(number=number, by=by, at=at)
    return render(request, "policy/swaps.html", {"version": found, "tried": tried, "badges": casefile.BADGES, "at": at})

"""The credit officer's list of decisions, and one case with everything it rests on."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from ecosystem.kernel import clock
from ecosystem.kernel.clock import business_date
from ecosystem.web.pages import signed_in
from lending.portraits.public import canonical

from .. import actions, casefile, queries
from ..reasons import OUTCOMES, tell_all

TABS = (("", _("All")), *OUTCOMES.items())


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    by, at = signed_in(request), clock.now()
    outcome = request.GET.get("outcome", "")
    outcome = outcome if outcome in dict(TABS) else ""
    found = actions.open_queue(outcome=outcome, by=by, at=at)
    rows = [
        (decision, casefile.BADGES[decision.outcome], tell_all(decision.reasons(), decision.inputs, on=business_date(decision.decided_at)))
        for decision in found
    ]
    return render(request, "policy/queue.html", {"rows": rows, "tabs": TABS, "outcome": outcome, "at": at})


@require_GET
def case(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    by, at = signed_in(request), clock.now()
    decision = actions.open_case(decision_id=decision_id, by=by, at=at)
    context = {
        "decision": decision,
        "badge": casefile.BADGES[decision.outcome],
        "reasons": tell_all(decision.reasons(), decision.inputs, on=business_date(decision.decided_at)),
        "features": casefile.features_of(decision),
        "checks": casefile.checks_of(decision),
        "points": casefile.points_of(decision),
        "scored": casefile.scored_of(decision),
        "bounds": casefile.bounds_of(decision),
        "sources": casefile.sources_of(decision),
        "shadows": list(decision.shadows.select_related("policy")),
        "same_again": actions.replay(decision) == canonical(decision.verdict),
        "earlier": queries.decisions_about(decision.party_id, before=decision.decided_at),
        "at": at,
    }
    return render(request, "policy/case.html", context)

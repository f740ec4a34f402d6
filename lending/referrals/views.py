"""The button of an owner, the officers' desk by due time, and the piece of a case page where they work."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.money import to_text
from ecosystem.web.pages import form_amount, form_id, form_key, signed_in
from lending.policy.public import decision_for, is_officer, names_of, tell_all

from . import actions, queries
from .actions.working import Proposal
from .models import Referral

TABS = (("", pgettext_lazy("referrals", "Open")), ("mine", pgettext_lazy("referrals", "Mine")), ("answered", gettext_lazy("Answered")))


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    party_id = form_id(request, "party")
    words = request.POST.get("words", "")
    actions.ask_for_person(party_id=party_id, words=words, key=form_key(request), by=signed_in(request), at=clock.now())
    messages.success(request, _("A person will look at it. The page says by when."))
    return redirect(f"{reverse('offers:credit')}?party={party_id}")


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    by, at = signed_in(request), clock.now()
    which = request.GET.get("which", "")
    which = which if which in dict(TABS) else ""
    cases = actions.open_desk(which=which, by=by, at=at)
    names = names_of(name for case in cases for name in (case.worked_by, case.ended_by))
    rows = [(case, _reasons(case), names.get(case.worked_by, ""), names.get(case.ended_by, ""), case.is_late(at)) for case in cases]
    return render(request, "referrals/desk.html", {"rows": rows, "tabs": TABS, "which": which, "me": by.name, "at": at})


def _reasons(case: Referral) -> list[Any]:
    decision = case.decision
    told = tell_all(decision.reasons(), decision.inputs, on=business_date(decision.decided_at))
    return [one for one in told if one.adverse]


@require_GET
def of_decision(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """For the case page: who looks at it, until when, and what the reader may do about it."""
    by, at = signed_in(request), clock.now()
    decision = decision_for(by, decision_id)
    case = queries.newest_of(decision)
    context: dict[str, Any] = {"case": case, "decision": decision, "at": at}
    if case is not None:
        names = names_of([case.worked_by, case.ended_by])
        context |= {"worker": names.get(case.worked_by, ""), "decider": names.get(case.ended_by, ""), "late": case.is_late(at)}
        context |= _acts(case, by, at) | {"other": case.decision_id != decision.pk}
    return render(request, "referrals/_of_decision.html", context)


def _acts(case: Referral, by: Actor, at: Any) -> dict[str, Any]:
    """What this reader may do here and now."""
    mine, bounds, may = case.worked_by == by.name, queries.bounds_of(case.decision), is_officer(by)
    worked = case.status == Referral.Status.WORKED
    proposed = case.status == Referral.Status.PROPOSED
    return {
        "may_claim": may and (case.status == Referral.Status.WAITING or (worked and not mine and case.is_late(at))),
        "may_work": may and worked and mine,
        "may_decide": may and proposed and not mine,
        "may_take_back": may and proposed and mine,
        "bounds": bounds,
        "most": to_text(case.proposed_minor or bounds.most_minor),
    }


@require_POST
def claim(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    return _case_of(actions.claim(referral_id=referral_id, by=signed_in(request), at=clock.now()))


@require_POST
def release(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    actions.release(referral_id=referral_id, by=signed_in(request), at=clock.now())
    return redirect("referrals:desk")


@require_POST
def propose(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    outcome = request.POST.get("outcome", "")
    amount = form_amount(request, "amount") if outcome == Referral.Outcome.GRANT else 0
    proposal = Proposal(outcome, amount, request.POST.get("answer", ""), request.POST.get("grounds", ""))
    decision_id = form_id(request, "decision")
    case = actions.propose(referral_id=referral_id, decision_id=decision_id, proposal=proposal, by=signed_in(request), at=clock.now())
    messages.success(request, _("Proposed. A colleague decides on it."))
    return _case_of(case)


@require_POST
def give_back(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    return _case_of(actions.give_back(referral_id=referral_id, why=request.POST.get("why", ""), by=signed_in(request), at=clock.now()))


def _case_of(case: Referral) -> HttpResponse:
    return redirect("policy:case", case.decision_id)

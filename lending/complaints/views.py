"""An owner's complaints with their answers, the bank's desk by due day, and one complaint with what may be done about it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from ecosystem.identity.public import Party
from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import NotFound
from ecosystem.web.pages import form_id, form_key, signed_in
from lending.policy.public import names_of

from . import access, actions, queries, rules
from .errors import ComplaintNotFound
from .models import Complaint

TABS = (("", pgettext_lazy("complaints", "Open")), ("mine", pgettext_lazy("complaints", "Mine")), ("answered", gettext_lazy("Answered")))
ABOUT: dict[str, str | Promise] = {
    "offer": gettext_lazy("An offer"),
    "refusal": gettext_lazy("A refusal"),
    "loan": gettext_lazy("A loan"),
    "person": gettext_lazy("A person"),
}


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What she complained of and was answered; ``?party=``, ``?about=`` and ``?subject=`` fill the form in."""
    by, at = signed_in(request), clock.now()
    owned = list(Party.objects.filter(pk__in=access.businesses_of(by)).order_by("name_en", "pk"))
    if not owned:
        raise NotFound
    wanted = request.GET.get("party", "")
    party = next((one for one in owned if str(one.pk) == wanted), None) if wanted else owned[0]
    if party is None:
        raise ComplaintNotFound
    rows = [(one, ABOUT[one.about], _may_reopen(one, at)) for one in queries.complaints_of([party.pk])]
    context = {"owned": owned, "party": party, "rows": rows, "abouts": ABOUT.items(), "at": at}
    context |= {"about": request.GET.get("about", ""), "subject": request.GET.get("subject", "")}
    context |= {"deadlines": rules.deadlines_on(clock.business_date(at))}
    return render(request, "complaints/mine.html", context)


def _may_reopen(complaint: Complaint, at: Any) -> bool:
    told = complaint.told  # type: ignore[attr-defined]
    is_first = not complaint.is_open and complaint.round == 1 and bool(told)
    return is_first and rules.may_reopen(clock.business_date(told[-1].answered_at), clock.business_date(at))


@require_POST
def file(request: HttpRequest) -> HttpResponse:
    party_id, subject = form_id(request, "party"), request.POST.get("subject", "")
    said = actions.Said(request.POST.get("about", ""), form_id(request, "subject") if subject else None, request.POST.get("words", ""))
    made = actions.file_complaint(party_id=party_id, said=said, key=form_key(request), by=signed_in(request), at=clock.now())
    messages.success(request, _("Your complaint has the number %(number)s. You are answered by %(day)s.") % {"number": made, "day": made.answer_on})
    return _back(party_id)


@require_POST
def reopen(request: HttpRequest, complaint_id: UUID) -> HttpResponse:
    found = actions.reopen_complaint(complaint_id=complaint_id, why=request.POST.get("why", ""), by=signed_in(request), at=clock.now())
    messages.success(request, _("Somebody else looks at it again. You are answered by %(day)s.") % {"day": found.answer_on})
    return _back(found.party_id)


def _back(party_id: UUID) -> HttpResponse:
    return redirect(f"{reverse('credit-complaints:mine')}?party={party_id}")


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    by, at = signed_in(request), clock.now()
    which = request.GET.get("which", "")
    which = which if which in dict(TABS) else ""
    found = actions.open_desk(which=which, by=by, at=at)
    names = names_of(one.worked_by for one in found)
    rows = [(one, ABOUT[one.about], names.get(one.worked_by, ""), one.is_late(at)) for one in found]
    return render(request, "complaints/desk.html", {"rows": rows, "tabs": TABS, "which": which, "me": by.name, "at": at})


@require_GET
def complaint(request: HttpRequest, complaint_id: UUID) -> HttpResponse:
    by, at = signed_in(request), clock.now()
    found = actions.open_complaint(complaint_id=complaint_id, by=by, at=at)
    answers = list(found.answers.order_by("round"))
    names = names_of([found.worked_by, *(name for one in answers for name in (one.worked_by, one.decided_by))])
    context = {
        "complaint": found,
        "about": ABOUT[found.about],
        "late": found.is_late(at),
        "worker": names.get(found.worked_by, ""),
        "answers": [(one, names.get(one.worked_by, ""), names.get(one.decided_by, "")) for one in answers],
        "at": at,
    }
    return render(request, "complaints/complaint.html", context | _acts(found, by, at))


def _acts(found: Complaint, by: Actor, at: Any) -> dict[str, bool]:
    """What this reader may do here and now."""
    may, mine_ = access.may_answer(by, found), found.worked_by == by.name
    worked, proposed = found.status == Complaint.Status.WORKED, found.status == Complaint.Status.PROPOSED
    return {
        "is_barred": found.is_open and not may,
        "may_take": may and (found.status == Complaint.Status.WAITING or (worked and not mine_ and found.is_late(at))),
        "may_answer": may and worked and mine_,
        "may_confirm": may and proposed and not mine_,
        "may_take_back": may and proposed and mine_,
    }


@require_POST
def take(request: HttpRequest, complaint_id: UUID) -> HttpResponse:
    return _of(actions.take_complaint(complaint_id=complaint_id, by=signed_in(request), at=clock.now()))


@require_POST
def put_back(request: HttpRequest, complaint_id: UUID) -> HttpResponse:
    actions.put_back(complaint_id=complaint_id, by=signed_in(request), at=clock.now())
    return redirect("credit-complaints:desk")


@require_POST
def answer(request: HttpRequest, complaint_id: UUID) -> HttpResponse:
    said = {name: request.POST.get(name, "") for name in ("answer", "grounds")}
    outcome, _between, remedy = request.POST.get("outcome", "").partition("/")
    reply = actions.Reply(outcome, remedy, **said)
    found = actions.answer_complaint(complaint_id=complaint_id, reply=reply, by=signed_in(request), at=clock.now())
    messages.success(request, _("A colleague confirms it.") if found.is_open else _("Answered. The business can read it."))
    return _of(found)


@require_POST
def confirm(request: HttpRequest, complaint_id: UUID) -> HttpResponse:
    seen = request.POST.get("seen", "")
    found = actions.confirm_answer(complaint_id=complaint_id, seen=seen, by=signed_in(request), at=clock.now())
    messages.success(request, _("Answered, and people look at the business again."))
    return _of(found)


@require_POST
def give_back(request: HttpRequest, complaint_id: UUID) -> HttpResponse:
    return _of(actions.give_back(complaint_id=complaint_id, why=request.POST.get("why", ""), by=signed_in(request), at=clock.now()))


def _of(found: Complaint) -> HttpResponse:
    return redirect("credit-complaints:complaint", found.pk)

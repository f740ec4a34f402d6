"""The operator's reconciliation: days, their files, their differences, and the gate."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ecosystem.identity.public import require_operator
from ecosystem.kernel import clock
from ecosystem.web.pages import signed_in

from .. import actions, queries
from ..errors import FileUnreadable
from ..models import Case, Day

LARGEST_FILE = 50_000_000


@require_GET
def days(request: HttpRequest) -> HttpResponse:
    actor, at = require_operator(signed_in(request)), clock.now()
    context = {
        "days": queries.days_before(clock.business_date(at)),
        "closed": queries.last_closed(),
        "disputed": queries.disputed_charges(),
        "stuck": queries.stuck_refunds(),
        "me": actor.name,
        "at": at,
    }
    return render(request, "payments/days.html", context)


@require_GET
def day(request: HttpRequest, on: date) -> HttpResponse:
    actor = require_operator(signed_in(request))
    context = {
        "on": on,
        "day": Day.objects.filter(pk=on).first(),
        "open": queries.case_counts(on)["open"],
        "files": queries.statements_on(on),
        "sources": queries.sources(),
        "cases": queries.cases_on(on)[: queries.MOST_CASES],
        "me": actor.name,
        "at": clock.now(),
    }
    return render(request, "payments/day.html", context)


@require_POST
def compare(request: HttpRequest, on: date) -> HttpResponse:
    found = actions.reconcile_day(on=on, by=require_operator(signed_in(request)), at=clock.now())
    opened = sum(one.opened for one in found.values())
    if opened:
        messages.error(request, _("%(count)s new differences.") % {"count": opened})
    else:
        messages.success(request, _("Compared: no new difference."))
    return redirect("payments:day", on=on)


@require_POST
def upload(request: HttpRequest, on: date) -> HttpResponse:
    actor, at = require_operator(signed_in(request)), clock.now()
    file, source = request.FILES.get("file"), request.POST.get("source", "")
    if not isinstance(file, UploadedFile) or not file.size or file.size > LARGEST_FILE or source not in queries.sources():
        raise FileUnreadable(line=1)
    actions.read_statement(source=source, on=on, content=file.read(), by=actor, at=at)
    actions.compared_by_file(source=source, on=on, by=actor, at=at)
    return redirect("payments:day", on=on)


@require_POST
def close(request: HttpRequest, on: date) -> HttpResponse:
    actor, at = require_operator(signed_in(request)), clock.now()
    # What the gate would find is there to be decided after it refused.
    actions.reconcile_day(on=on, by=actor, at=at)
    actions.close_reconciled_day(on=on, by=actor, at=at)
    messages.success(request, _("%(day)s is closed.") % {"day": on})
    return redirect("payments:days")


@require_POST
def explain(request: HttpRequest, case_id: UUID) -> HttpResponse:
    actor = require_operator(signed_in(request))
    return _back(actions.explain_case(case_id=case_id, reason=request.POST.get("reason", ""), by=actor, at=clock.now()))


@require_POST
def ask_waiver(request: HttpRequest, case_id: UUID) -> HttpResponse:
    return _back(actions.ask_waiver(case_id=case_id, reason=request.POST.get("reason", ""), by=require_operator(signed_in(request)), at=clock.now()))


@require_POST
def waive(request: HttpRequest, case_id: UUID) -> HttpResponse:
    return _back(actions.waive_case(case_id=case_id, by=require_operator(signed_in(request)), at=clock.now()))


@require_POST
def ask_by_hand(request: HttpRequest, refund_id: UUID) -> HttpResponse:
    actions.ask_by_hand(refund_id=refund_id, sent_to=request.POST.get("account", ""), by=require_operator(signed_in(request)), at=clock.now())
    return redirect("payments:days")


@require_POST
def send_by_hand(request: HttpRequest, refund_id: UUID) -> HttpResponse:
    actions.send_by_hand(refund_id=refund_id, by=require_operator(signed_in(request)), at=clock.now())
    return redirect("payments:days")


def _back(case: Case) -> HttpResponse:
    return redirect("payments:day", on=case.on)

"""The operator's books: proved or not, closed through which day, who is late."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ecosystem.identity.public import require_operator
from ecosystem.kernel import clock
from ecosystem.ledger.public import latest_proof, prove_books
from ecosystem.web.pages import signed_in

from . import actions, queries


@require_GET
def operator(request: HttpRequest) -> HttpResponse:
    require_operator(signed_in(request))
    at = clock.now()
    context = {"at": at, "proof": latest_proof(), "book": queries.book_on(at), "days": queries.closed_days(), "late": queries.late_lines()}
    return render(request, "closing/_operator.html" if getattr(request, "htmx", False) else "closing/operator.html", context)


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Close every day that is over. Repeating it closes nothing twice."""
    by, at = require_operator(signed_in(request)), clock.now()
    yesterday = clock.business_date(at) - timedelta(days=1)
    day = actions.close_through(on=yesterday, by=by, at=at)[-1]
    messages.success(request, _("%(day)s is closed.") % {"day": day.on})
    return redirect("closing:operator")


@require_POST
def prove(request: HttpRequest) -> HttpResponse:
    require_operator(signed_in(request))
    run = prove_books(at=clock.now())
    if run.differences:
        messages.error(request, _("The books differ in %(count)s places.") % {"count": run.differences})
    else:
        messages.success(request, _("The books are proved: no difference."))
    return redirect("closing:operator")

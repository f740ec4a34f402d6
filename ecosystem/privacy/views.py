"""My data: a copy of it, and leaving for good."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ecosystem.identity.public import bank_roles_of
from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.web.consoles import frame_of
from ecosystem.web.pages import form_key, signed_in

from . import access, actions, queries
from .errors import ExportNotFound
from .leaving import hindrances_of
from .models import Export


def _frame(actor: Actor) -> str:
    return "design/bank.html" if bank_roles_of(actor) else frame_of(actor) or "design/resident.html"


@require_GET
def data(request: HttpRequest) -> HttpResponse:
    actor, at = signed_in(request), clock.now()
    subject = access.subject_of(actor)
    exports = [(one, one.is_there(at)) for one in queries.exports_of(subject.person_id)]
    context = {
        "frame": _frame(actor),
        "exports": exports,
        "is_waiting": any(one.status == Export.Status.WAITING for one, _there in exports),
        "farewell": queries.farewell_of(subject.person_id),
    }
    return render(request, "privacy/_exports.html" if getattr(request, "htmx", False) else "privacy/data.html", context)


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    language = get_language() or settings.LANGUAGE_CODE
    actions.ask_for_export(language=language, key=form_key(request), by=signed_in(request), at=clock.now())
    return redirect("privacy:data")


@require_GET
def fetch(request: HttpRequest, export_id: UUID) -> HttpResponseBase:
    """The file itself, to whom it is about and to nobody else."""
    found = actions.fetch_export(export_id=export_id, by=signed_in(request), at=clock.now())
    try:
        file = default_storage.open(found.name)
    except FileNotFoundError:
        raise ExportNotFound from None
    answer = FileResponse(file, as_attachment=True, filename=f"twin-circles-{found.asked_at:%Y-%m-%d}.zip", content_type="application/zip")
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """What goes and what stays, what is in the way, and the button."""
    actor, at = signed_in(request), clock.now()
    subject = access.subject_of(actor)
    if request.method == "POST":
        actions.ask_to_leave(confirmed=request.POST.get("confirmed", ""), key=form_key(request), by=actor, at=at)
        return redirect("privacy:leave")
    farewell = queries.farewell_of(subject.person_id)
    hindrances = [] if farewell and not farewell.held_up else hindrances_of(subject, at=at)
    context = {"frame": _frame(actor), "farewell": farewell, "hindrances": hindrances, "subject": subject, "days": settings.LEAVE_AFTER_DAYS}
    return render(request, "privacy/leave.html", context)


@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    actions.keep_account(by=signed_in(request), at=clock.now())
    return redirect("privacy:data")

"""The owner's checklist: what is asked, hand it in, send it off; and opening a document of one's own."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.web.pages import form_key, signed_in

from .. import access, actions, queries, wording
from ..actions import Handed
from ..carrying import answered, attached
from ..errors import BadDate
from ..models import Knowledge, MerchantFile
from ..rules import KIND
from ..rules.papers import Item

Status = MerchantFile.Status
SOON_DAYS = 30


def shown(items: list[Item], known: dict[str, str]) -> list[dict[str, object]]:
    """Each line with its words and what its form asks."""
    return [
        {
            "item": item,
            "words": wording.PAPERS[item.kind],
            "nature": KIND[item.kind],
            "reason": wording.reason_of(item.paper.reason) if item.paper else "",
            "number": known.get("licence_number", "") if item.kind == "licence" else "",
        }
        for item in items
    ]


@require_GET
def papers(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    named = request.GET.get("file", "")
    file = access.own_file(actor, _id(named)) if named else queries.file_of(actor)
    if file is None:
        return redirect("onboarding:start")
    if file.party_id is None:
        return redirect("onboarding:shop", file_id=file.pk)
    items = queries.checklist_of(file, on=clock.business_date(clock.now()))
    knowledge = Knowledge.objects.filter(file=file).first()
    context = {
        "file": file,
        "lines": shown(items, knowledge.values if knowledge else {}),
        "ready": all(item.is_handed_in for item in items if item.required),
        "progress": queries.progress_of(file, items),
        "suspensions": file.suspensions.filter(lifted_at=None),
        "sends": file.status in {Status.DRAFT, Status.NEEDS_INFO},
    }
    return render(request, "onboarding/papers.html", context)


@require_POST
def hand_in(request: HttpRequest, file_id: UUID, kind: str) -> HttpResponse:
    actor = signed_in(request)
    content = attached(request, "document")
    day = request.POST.get("expires_on", "").strip()
    handed = Handed(kind=kind, number=request.POST.get("number", "")[:60], expires_on=_day(day) if day else None, content=content)
    actions.hand_in(file_id=file_id, handed=handed, key=form_key(request), by=actor, at=clock.now())
    messages.success(request, _("Handed in. The bank looks at it once it was checked for viruses."))
    return redirect("onboarding:papers")


@require_POST
def send(request: HttpRequest, file_id: UUID) -> HttpResponse:
    actions.send_off(file_id=file_id, by=signed_in(request), at=clock.now())
    messages.success(request, _("Sent to the bank. You can sell meanwhile."))
    return redirect("onboarding:papers")


@require_GET
def panel(request: HttpRequest) -> HttpResponse:
    """The card on the page of the day; nothing for whoever is not the owner, and nothing when all is well."""
    actor, at = signed_in(request), clock.now()
    party_id = _id(request.GET.get("party", ""))
    file = queries.file_of(actor, party_id)
    if file is None:
        return render(request, "onboarding/_panel.html", {})
    items = queries.checklist_of(file, on=clock.business_date(at))
    today = clock.business_date(at)
    soon = [item for item in items if item.expires_on and (item.expires_on - today).days <= SOON_DAYS and item.status != "pending"]
    quiet = file.status == Status.ACTIVE and not soon
    progress = queries.progress_of(file, items)
    context = {"file": file, "lines": shown(items, {}), "progress": progress, "soon": soon, "quiet": quiet, "at": at}
    return render(request, "onboarding/_panel.html", context)


@require_GET
def document(request: HttpRequest, document_id: UUID) -> HttpResponse:
    return answered(*actions.read_document(document_id=document_id, by=signed_in(request), at=clock.now()))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadDate from None


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None

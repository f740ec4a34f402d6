"""The operator's desk: the queue, one case, and every decision on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ecosystem.identity.public import require_operator
from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.web.pages import signed_in

from .. import actions, queries, wording
from ..errors import BadHold
from ..models import MerchantFile
from ..rules.standing import CLAIM_LASTS
from .papers import shown

Status = MerchantFile.Status
ACTS: dict[str, Callable[..., MerchantFile]] = {
    "claim": actions.claim_file,
    "recommend": actions.recommend_file,
    "approve": actions.approve_file,
    "resume": actions.resume_merchant,
}
REASONED: dict[str, Callable[..., MerchantFile]] = {
    "more": actions.ask_for_more,
    "decline": actions.reject_file,
    "reopen": actions.reopen_file,
    "terminate": actions.terminate_merchant,
}


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    require_operator(actor)
    return render(request, "onboarding/queue.html", {"rows": queries.queue(), "me": actor.person_id, "at": clock.now()})


@require_GET
def case(request: HttpRequest, file_id: UUID) -> HttpResponse:
    actor, at = signed_in(request), clock.now()
    file = actions.read_case(file_id=file_id, by=actor, at=at)
    told = queries.case_of(file, on=clock.business_date(at))
    context = {
        "file": file,
        "case": told,
        "lines": shown(told.items, {}),
        "earlier": [{"paper": paper, "words": wording.PAPERS[paper.kind], "reason": wording.reason_of(paper.reason)} for paper in told.earlier],
        "acts": queries.acts_of(file)[:40],
        "at": at,
        **_may(file, told, actor.person_id, at),
    }
    return render(request, "onboarding/case.html", context)


def _may(file: MerchantFile, told: queries.Case, me: UUID | None, at: datetime) -> dict[str, Any]:
    """Which buttons lead somewhere."""
    mine = file.claimed_by == me
    live = file.status in {Status.APPROVED, Status.ACTIVE, Status.SUSPENDED}
    free = file.claimed_by is None or (file.claimed_at is not None and at >= file.claimed_at + CLAIM_LASTS)
    decided = all((item.is_good or not item.required) and item.status != "pending" for item in told.items)
    review = file.status == Status.IN_REVIEW
    return {
        "mine": mine and (review or live),
        "review": review,
        "may_claim": not mine and free and (file.status == Status.SUBMITTED or review or live),
        "may_recommend": review and mine and decided and file.recommended_by != me,
        "waits_for_second": review and file.recommended_by is not None,
        "may_approve": review and file.recommended_by not in {None, me} and decided,
        "live": file.status in {Status.ACTIVE, Status.SUSPENDED},
        "bank_stop": next((one for one in told.suspensions if one.cause == "bank" and one.lifted_at is None), None),
    }


@require_POST
def act(request: HttpRequest, file_id: UUID, act: str) -> HttpResponse:
    actor, at = signed_in(request), clock.now()
    if act in ACTS:
        ACTS[act](file_id=file_id, by=actor, at=at)
    elif act in REASONED:
        REASONED[act](file_id=file_id, reason=_reason(request), by=actor, at=at)
    else:
        raise NotFound
    return redirect("onboarding-bank:case", file_id=file_id)


@require_POST
def suspend(request: HttpRequest, file_id: UUID) -> HttpResponse:
    until = request.POST.get("hold_until", "").strip()
    actions.suspend_merchant(
        file_id=file_id, reason=_reason(request), hold_until=_midnight(until) if until else None, by=signed_in(request), at=clock.now()
    )
    return redirect("onboarding-bank:case", file_id=file_id)


@require_POST
def decide(request: HttpRequest, paper_id: UUID, act: str) -> HttpResponse:
    actor, at = signed_in(request), clock.now()
    if act == "accept":
        paper = actions.accept_paper(paper_id=paper_id, by=actor, at=at)
    elif act == "reject":
        paper = actions.reject_paper(paper_id=paper_id, reason=_reason(request), by=actor, at=at)
    else:
        raise NotFound
    return redirect("onboarding-bank:case", file_id=paper.file_id)


@require_POST
def waive(request: HttpRequest, file_id: UUID, kind: str) -> HttpResponse:
    actions.waive_paper(file_id=file_id, kind=kind, reason=_reason(request), by=signed_in(request), at=clock.now())
    return redirect("onboarding-bank:case", file_id=file_id)


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "")


def _midnight(text: str) -> datetime:
    """The beginning of that day in the town. Raises ``BadHold``."""
    try:
        return datetime.combine(date.fromisoformat(text), time(), tzinfo=clock.TOWN_TIME)
    except ValueError:
        raise BadHold from None

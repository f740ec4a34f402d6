"""What becomes of a difference: explained by one, or waived by two."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.identity.public import require_operator
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry

from ..errors import CaseDecided, CaseNotFound, ReasonMissing, WaivedBySame, WaiverNotAsked
from ..models import Case

LONGEST_REASON = 500


@entry
def explain_case(*, case_id: UUID, reason: str, by: Actor, at: datetime) -> Case:
    """The difference is understood and made good elsewhere.

    Raises:
        CaseNotFound, NotFound: no such case, or not an operator.
        CaseDecided: it is not open any more.
        ReasonMissing: no reason given.
    """
    case = _locked(case_id, by=by)
    case.reason = _checked(reason)
    return _decide(case, Case.Status.EXPLAINED, by=by, at=at)


@entry
def ask_waiver(*, case_id: UUID, reason: str, by: Actor, at: datetime) -> Case:
    """Ask a colleague to let a difference stand that can't be made good. Raises as ``explain_case``."""
    case = _locked(case_id, by=by)
    case.reason, case.asked_by = _checked(reason), by.name
    case.save(update_fields=["reason", "asked_by"])
    record("payments.ask_waiver", target=case, by=by, at=at, reason=case.reason)
    return case


@entry
def waive_case(*, case_id: UUID, by: Actor, at: datetime) -> Case:
    """Let the difference stand, as a colleague asked.

    Raises:
        CaseNotFound, NotFound: no such case, or not an operator.
        CaseDecided: it is not open any more.
        WaiverNotAsked, WaivedBySame: nobody asked, or the actor did.
    """
    case = _locked(case_id, by=by)
    if not case.asked_by:
        raise WaiverNotAsked
    if case.asked_by == by.name:
        raise WaivedBySame
    return _decide(case, Case.Status.WAIVED, by=by, at=at)


def _locked(case_id: UUID, *, by: Actor) -> Case:
    require_operator(by)
    case = Case.objects.select_for_update().filter(pk=case_id).first()
    if case is None:
        raise CaseNotFound
    if case.status != Case.Status.OPEN:
        raise CaseDecided
    return case


def _checked(reason: str) -> str:
    told = " ".join(reason.split())[:LONGEST_REASON]
    if not told:
        raise ReasonMissing
    return told


def _decide(case: Case, status: Case.Status, *, by: Actor, at: datetime) -> Case:
    case.status, case.decided_by, case.decided_at = status, by.name, at
    case.save(update_fields=["status", "reason", "decided_by", "decided_at"])
    record(f"payments.{status}_case", target=case, by=by, at=at, before={"status": "open"}, after={"status": str(status)}, reason=case.reason)
    return case

"""The operator's desk: taking a file, deciding on its papers, sending it back, recommending and approving it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.verbs import entry, inner

from .. import access, queries
from ..errors import ClaimedByAnother, FileMoved, NotAsked, NotClaimed, NotScanned, PapersUndecided, ReasonMissing, SamePerson
from ..models import Document, MerchantFile, Submission
from ..rules.standing import CLAIM_LASTS, require_status
from .moving import activate_if_ready, move, settle_documents, tell_owners

Status, Paper = MerchantFile.Status, Submission.Status
RENEWS = {Status.ACTIVE, Status.SUSPENDED, Status.APPROVED}


@entry
def claim_file(*, file_id: UUID, by: Actor, at: datetime) -> MerchantFile:
    """Take a file to work on: a submitted one goes into review. A claim lasts a day; taking it again keeps it.

    Raises:
        FileNotFound: not an operator.
        SamePerson: the operator's own file.
        ClaimedByAnother: somebody's claim still runs.
        FileMoved: there is nothing to review.
    """
    file = access.case_for(by, file_id, lock=True)
    access.require_other(by, file)
    if file.claimed_by not in {None, by.person_id} and file.claimed_at and at < file.claimed_at + CLAIM_LASTS:
        raise ClaimedByAnother
    if file.status == Status.SUBMITTED:
        move(file, Status.IN_REVIEW, by=by, at=at, claimed_by=by.person_id, claimed_at=at, recommended_by=None, recommended_at=None)
        return file
    require_status(file.status, {Status.IN_REVIEW, *RENEWS})
    if file.claimed_by != by.person_id:
        record("onboarding.claim", target=file, by=by, at=at)
    file.claimed_by, file.claimed_at = by.person_id, at
    file.save(update_fields=["claimed_by", "claimed_at"])
    return file


@entry
def accept_paper(*, paper_id: UUID, by: Actor, at: datetime) -> Submission:
    """Accept a paper whose document was found clean. An expired one that it renews no longer stops the shop.

    Raises:
        FileNotFound: not an operator, or no such paper.
        NotClaimed, SamePerson: not for this operator to decide.
        FileMoved: it is decided, or a later one has replaced it.
        NotScanned: nobody knows yet whether the document is clean.
    """
    paper = _held(paper_id, by)
    if paper.document is None or paper.document.scan != Document.Scan.CLEAN:
        raise NotScanned
    _decide(paper, Paper.ACCEPTED, "", by=by, at=at)
    settle_documents(paper.file, by=by, at=at)
    return paper


@entry
def reject_paper(*, paper_id: UUID, reason: str, by: Actor, at: datetime) -> Submission:
    """Reject a paper and say why; the shop reads it. Raises as ``accept_paper``, and ``ReasonMissing``."""
    paper = _held(paper_id, by)
    _decide(paper, Paper.REJECTED, said_why(reason), by=by, at=at)
    tell_owners(paper.file, "paper_rejected", f"paper/{paper.pk}/rejected", at=at)
    return paper


@entry
def waive_paper(*, file_id: UUID, kind: str, reason: str, by: Actor, at: datetime) -> Submission:
    """Do without a paper, for a reason. It is the latest of its kind from now on.

    Raises:
        FileNotFound, NotClaimed, SamePerson: not for this operator.
        NotAsked, ReasonMissing, FileMoved: nothing to waive, or no word why.
    """
    file = access.case_for(by, file_id, lock=True)
    _require_claim(file, by)
    said = said_why(reason)
    item = next((item for item in queries.checklist_of(file, on=business_date(at)) if item.kind == kind), None)
    if item is None:
        raise NotAsked
    if item.status == Paper.WAIVED:
        return item.paper  # type: ignore[no-any-return]
    paper = Submission.objects.create(
        id=uuid7(),
        file=file,
        position=queries.next_position(file),
        kind=kind,
        status=Paper.WAIVED,
        reason=said,
        submitted_by=access.person_of(by),
        submitted_at=at,
        decided_by=by.person_id,
        decided_at=at,
    )
    record("onboarding.waive", target=file, by=by, at=at, after={"kind": kind, "paper": str(paper.pk)}, reason=said)
    settle_documents(file, by=by, at=at)
    return paper


@entry
def ask_for_more(*, file_id: UUID, reason: str, by: Actor, at: datetime) -> MerchantFile:
    """Send a file back to its owner, saying what is missing. Raises ``FileNotFound``, ``NotClaimed``, ``ReasonMissing`` or ``FileMoved``."""
    file = _reviewed(file_id, by)
    move(file, Status.NEEDS_INFO, by=by, at=at, reason=said_why(reason), claimed_by=None, claimed_at=None, recommended_by=None, recommended_at=None)
    tell_owners(file, "file_needs_info", f"file/{file.pk}/back/{file.version}", at=at)
    return file


@entry
def reject_file(*, file_id: UUID, reason: str, by: Actor, at: datetime) -> MerchantFile:
    """Decline the merchant. Raises as ``ask_for_more``."""
    file = _reviewed(file_id, by)
    move(file, Status.REJECTED, by=by, at=at, reason=said_why(reason), claimed_by=None, claimed_at=None, recommended_by=None, recommended_at=None)
    tell_owners(file, "file_rejected", f"file/{file.pk}/rejected/{file.version}", at=at)
    return file


@entry
def reopen_file(*, file_id: UUID, reason: str, by: Actor, at: datetime) -> MerchantFile:
    """Take a declined merchant's file up again: she may hand in what was missing. Raises ``FileNotFound``, ``ReasonMissing`` or ``FileMoved``."""
    file = access.case_for(by, file_id, lock=True)
    access.require_other(by, file)
    require_status(file.status, {Status.REJECTED})
    move(file, Status.NEEDS_INFO, by=by, at=at, reason=said_why(reason))
    tell_owners(file, "file_needs_info", f"file/{file.pk}/back/{file.version}", at=at)
    return file


@entry
def recommend_file(*, file_id: UUID, by: Actor, at: datetime) -> MerchantFile:
    """Say that everything is in order; a second person approves. Raises ``FileNotFound``, ``NotClaimed``, ``FileMoved`` or ``PapersUndecided``."""
    file = _reviewed(file_id, by)
    _require_decided(file, at=at)
    if file.recommended_by != by.person_id:
        file.recommended_by, file.recommended_at, file.version = by.person_id, at, file.version + 1
        file.save(update_fields=["recommended_by", "recommended_at", "version"])
        record("onboarding.recommend", target=file, by=by, at=at)
    return file


@entry
def approve_file(*, file_id: UUID, by: Actor, at: datetime) -> MerchantFile:
    """Approve what a colleague recommended; it is active at once if its account is open and a shop has an address and hours.

    Raises:
        FileNotFound: not an operator.
        SamePerson: who recommended it, or owns it.
        FileMoved: it was not recommended, or moved on.
        PapersUndecided: a paper came in or expired since.
    """
    file = access.case_for(by, file_id, lock=True)
    access.require_other(by, file)
    require_status(file.status, {Status.IN_REVIEW})
    if file.recommended_by is None:
        raise FileMoved
    if file.recommended_by == by.person_id:
        raise SamePerson
    _require_decided(file, at=at)
    move(file, Status.APPROVED, by=by, at=at, approved_by=by.person_id, approved_at=at, claimed_by=None, claimed_at=None)
    activate_if_ready(file, by=by, at=at)
    return file


def _held(paper_id: UUID, by: Actor) -> Submission:
    paper = access.paper_for(by, paper_id, lock=True)
    _require_claim(paper.file, by)
    later = Submission.objects.filter(file=paper.file_id, kind=paper.kind, position__gt=paper.position)
    if paper.status != Paper.PENDING or later.exists():
        raise FileMoved(details={"stands": paper.status})
    return paper


@inner
def _decide(paper: Submission, status: str, reason: str, *, by: Actor, at: datetime) -> None:
    paper.status, paper.reason, paper.decided_by, paper.decided_at = status, reason, by.person_id, at
    paper.save(update_fields=["status", "reason", "decided_by", "decided_at"])
    told = {"kind": paper.kind, "paper": str(paper.pk), "status": str(status)}
    record("onboarding.decide", target=paper.file, by=by, at=at, after=told, reason=reason)


def _reviewed(file_id: UUID, by: Actor) -> MerchantFile:
    file = access.case_for(by, file_id, lock=True)
    require_status(file.status, {Status.IN_REVIEW})
    _require_claim(file, by)
    return file


def _require_claim(file: MerchantFile, by: Actor) -> None:
    access.require_other(by, file)
    require_status(file.status, {Status.IN_REVIEW, *RENEWS})
    if file.claimed_by != by.person_id:
        raise NotClaimed


def _require_decided(file: MerchantFile, *, at: datetime) -> None:
    items = queries.checklist_of(file, on=business_date(at))
    # An optional paper that waits is decided too: nothing is left lying.
    open_items = [item.kind for item in items if (item.required and not item.is_good) or item.status == "pending"]
    if open_items:
        raise PapersUndecided(details={"kinds": open_items})


def said_why(reason: str) -> str:
    """Raises ``ReasonMissing``."""
    said = reason.strip()[:300]
    if not said:
        raise ReasonMissing
    return said

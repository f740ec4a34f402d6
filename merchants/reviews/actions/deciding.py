"""What the platform decides of words: one operator to leave them, two to change what everybody reads."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry, inner
from ecosystem.notices.public import notify
from ecosystem.once.public import once

from .. import access, rules
from ..errors import ComplaintEnded, NobodyDecided, SecondPersonNeeded
from ..models import Complaint, Review
from .counting import recount

GRANT, LEAVE = Complaint.Decision.GRANT, Complaint.Decision.LEAVE
Status = Complaint.Status


@entry
def read_complaint(*, complaint_id: UUID, by: Actor, at: datetime) -> Complaint:
    """A complaint with the words that it is about, for an operator; the reading is recorded.

    Raises:
        NotFound, ComplaintNotFound: not an operator, or no such complaint.
    """
    complaint = access.complaint_for_operator(by, complaint_id)
    record("reviews.read", target=complaint, by=by, at=at)
    return complaint


@entry
def decide(*, complaint_id: UUID, grant: bool, reason: str, key: str, by: Actor, at: datetime) -> Complaint:
    """Propose to grant a complaint, for a colleague to look at, or leave the words as they are. Once a key.

    Raises:
        NotFound, ComplaintNotFound: not an operator, or no such complaint.
        ComplaintEnded: it was decided. NothingSaid: why.
    """
    with once(key, verb="reviews.decide", by=by, body={"complaint": complaint_id, "grant": grant, "reason": reason}, at=at) as turn:
        complaint = access.complaint_for_operator(by, complaint_id)
        if turn.earlier:
            return complaint
        if complaint.status != Status.OPEN or complaint.decision:
            raise ComplaintEnded
        complaint.decision, complaint.decision_reason, complaint.decided_by = GRANT if grant else LEAVE, rules.checked_text(reason), by.name
        turn.remember(complaint=complaint_id)
        if not grant:
            return _ended(complaint, Status.LEFT, by=by, at=at)
        complaint.save()
        record("reviews.propose", target=complaint, by=by, at=at, reason=complaint.decision_reason)
        return complaint


@entry
def second(*, complaint_id: UUID, agree: bool, key: str, by: Actor, at: datetime) -> Complaint:
    """A colleague lets the proposal stand, which hides the words or shows them again, or sends it back. Once a key.

    Raises:
        NotFound, ComplaintNotFound: not an operator, or no such complaint.
        ComplaintEnded, NobodyDecided: it is over, or nobody has proposed anything.
        SecondPersonNeeded: the actor proposed it.
    """
    with once(key, verb="reviews.second", by=by, body={"complaint": complaint_id, "agree": agree}, at=at) as turn:
        complaint = access.complaint_for_operator(by, complaint_id)
        if turn.earlier:
            return complaint
        if complaint.status != Status.OPEN:
            raise ComplaintEnded
        if not complaint.decision:
            raise NobodyDecided
        if complaint.decided_by == by.name:
            raise SecondPersonNeeded
        turn.remember(complaint=complaint_id)
        if agree:
            complaint.seconded_by = by.name
            _change(complaint, by=by, at=at)
            return _ended(complaint, Status.GRANTED, by=by, at=at)
        before = complaint.decision_reason
        complaint.decision = complaint.decision_reason = complaint.decided_by = ""
        complaint.save()
        record("reviews.disagree", target=complaint, by=by, at=at, before={"reason": before})
        return complaint


@inner
def _change(complaint: Complaint, *, by: Actor, at: datetime) -> None:
    """Hide what was reported, or show what was appealed for; its row is held."""
    subject = complaint.subject
    hides = complaint.kind == Complaint.Kind.REPORT
    subject.status = "hidden" if hides else "published"
    subject.hidden_for, subject.hidden_at = (complaint.reason, at) if hides else ("", None)
    subject.save(update_fields=["status", "hidden_for", "hidden_at"])
    record("reviews.hide" if hides else "reviews.show", target=subject, by=by, at=at, reason=complaint.decision_reason)
    if isinstance(subject, Review):
        kind = "review_hidden" if hides else "review_shown"
        notify(subject.buyer_id, kind, f"review/{subject.pk}/{kind}/{complaint.pk}", {"shop": subject.shop.name_zh}, at=at)
        recount(subject.shop_id, at=at)
    if hides:
        same = Complaint.objects.filter(review=complaint.review, question=complaint.question, kind=complaint.kind, status=Status.OPEN)
        for other in same.exclude(pk=complaint.pk).select_for_update().order_by("pk"):
            other.decision, other.decision_reason = GRANT, complaint.decision_reason
            other.decided_by, other.seconded_by = complaint.decided_by, complaint.seconded_by
            _ended(other, Status.GRANTED, by=by, at=at)


@inner
def _ended(complaint: Complaint, status: str, *, by: Actor, at: datetime) -> Complaint:
    complaint.status, complaint.ended_at = status, at
    complaint.save()
    record(f"reviews.{status}", target=complaint, by=by, at=at, reason=complaint.decision_reason)
    kind = "complaint_granted" if status == Status.GRANTED else "complaint_left"
    notify(complaint.complainant_id, kind, f"complaint/{complaint.pk}", {"reason": complaint.decision_reason}, at=at)
    return complaint

"""The bank's side: somebody who had no part in it takes a complaint and answers it; what changes something takes two."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry, inner
from ecosystem.notices.public import notify, nudge
from lending.policy.public import require_reader
from lending.referrals.public import look_again

from .. import access, queries, rules
from ..errors import AnsweredByTwo, ComplaintMoved, WhyMissing
from ..models import Answer, Complaint
from .filing import tell_handlers

Status, Remedy = Complaint.Status, Complaint.Remedy


@dataclass(frozen=True, slots=True)
class Reply:
    """``answer`` is what the business reads, ``grounds`` stay in the file; ``remedy`` says what follows."""

    outcome: str
    remedy: str
    answer: str
    grounds: str


@entry
def open_desk(*, which: str, by: Actor, at: datetime) -> list[Complaint]:
    """Complaints by the day on which they are due; that she looked is recorded. Raises ``LendersOnly``."""
    require_reader(by)
    record("lending.complaints.read", target="complaints", by=by, at=at, after={"which": which})
    return queries.complaints(which, by)


@entry
def open_complaint(*, complaint_id: UUID, by: Actor, at: datetime) -> Complaint:
    """One complaint with what it was answered; that she looked is recorded. Raises ``LendersOnly``, ``ComplaintNotFound``."""
    complaint = access.complaint_for(by, complaint_id)
    record("lending.complaint.read", target=complaint, by=by, at=at)
    return complaint


@entry
def take_complaint(*, complaint_id: UUID, by: Actor, at: datetime) -> Complaint:
    """Take a complaint that waits; or one over that a colleague has not answered in time.

    Raises:
        LendersOnly, ComplaintNotFound, HandledByAnother: not for her.
        ComplaintMoved: somebody has it, or it was answered.
    """
    complaint = access.complaint_for(by, complaint_id, lock=True)
    is_stuck = complaint.status == Status.WORKED and complaint.is_late(at) and complaint.worked_by != by.name
    if complaint.status != Status.WAITING and not is_stuck:
        raise ComplaintMoved
    before = complaint.worked_by
    complaint.status, complaint.worked_by = Status.WORKED, by.name
    complaint.save(update_fields=["status", "worked_by"])
    record("lending.complaint.take", target=complaint, by=by, at=at, before={"worked_by": before})
    nudge([complaint.party_id], "credit")
    return complaint


@entry
def put_back(*, complaint_id: UUID, by: Actor, at: datetime) -> Complaint:
    """Leave a complaint to others. Raises as ``take_complaint``; ``ComplaintMoved`` where she does not work on it."""
    complaint = _mine(complaint_id, by)
    complaint.status, complaint.worked_by = Status.WAITING, ""
    complaint.save(update_fields=["status", "worked_by"])
    record("lending.complaint.put_back", target=complaint, by=by, at=at)
    return complaint


@entry
def answer_complaint(*, complaint_id: UUID, reply: Reply, by: Actor, at: datetime) -> Complaint:
    """Answer it; an answer that changes something waits for a second person.

    Raises:
        LendersOnly, ComplaintNotFound, HandledByAnother: not for her.
        ComplaintMoved: she does not work on it.
        AnswerUnsound: one of both readers is told nothing, or a rejected complaint changes something.
    """
    complaint = _mine(complaint_id, by)
    reply = Reply(reply.outcome, reply.remedy, reply.answer.strip(), reply.grounds.strip())
    rules.require_sound(outcome=reply.outcome, remedy=reply.remedy, answer=reply.answer, grounds=reply.grounds)
    if reply.remedy == Remedy.NONE:
        return _answered(complaint, reply, worked_by=by.name, by=by, at=at)
    complaint.status, complaint.returned_why = Status.PROPOSED, ""
    complaint.outcome, complaint.remedy, complaint.answer, complaint.grounds = reply.outcome, reply.remedy, reply.answer, reply.grounds
    complaint.save(update_fields=["status", "returned_why", "outcome", "remedy", "answer", "grounds"])
    after = {"outcome": reply.outcome, "remedy": reply.remedy, "answer": reply.answer}
    record("lending.complaint.propose", target=complaint, by=by, at=at, after=after, reason=reply.grounds)
    tell_handlers(complaint, "credit_complaint_to_confirm", f"propose/{at.isoformat()}", at=at)
    return complaint


@entry
def confirm_answer(*, complaint_id: UUID, seen: str, by: Actor, at: datetime) -> Complaint:
    """Answer as a colleague proposed, and have people look at the business again. ``seen`` is what was read.

    Raises:
        LendersOnly, ComplaintNotFound, HandledByAnother: not for her.
        AnsweredByTwo: the actor proposed it.
        ComplaintMoved: nothing is proposed any more, or something else.
        NothingToLookAt, ConsentWithdrawn: nobody at the bank can look at its trade.
    """
    complaint = access.complaint_for(by, complaint_id, lock=True)
    if complaint.status == Status.PROPOSED and complaint.worked_by == by.name:
        raise AnsweredByTwo
    if complaint.status != Status.PROPOSED or complaint.seen != seen:
        raise ComplaintMoved
    look_again(party_id=complaint.party_id, words=f"{complaint.number}: {complaint.words}", by=by, at=at)
    reply = Reply(complaint.outcome, complaint.remedy, complaint.answer, complaint.grounds)
    return _answered(complaint, reply, worked_by=complaint.worked_by, by=by, at=at)


@entry
def give_back(*, complaint_id: UUID, why: str, by: Actor, at: datetime) -> Complaint:
    """Give a proposed answer back to whoever made it, saying what to mend; its maker takes it back by the same verb.

    Raises:
        LendersOnly, ComplaintNotFound, HandledByAnother: not for her.
        ComplaintMoved: nothing is proposed any more.
        WhyMissing: nothing is said.
    """
    complaint = access.complaint_for(by, complaint_id, lock=True)
    if complaint.status != Status.PROPOSED:
        raise ComplaintMoved
    if not why.strip():
        raise WhyMissing
    complaint.status, complaint.returned_why = Status.WORKED, why.strip()[: rules.LONGEST]
    _cleared(complaint, "status", "returned_why")
    record("lending.complaint.give_back", target=complaint, by=by, at=at, reason=complaint.returned_why)
    return complaint


def _cleared(complaint: Complaint, *fields: str) -> None:
    complaint.outcome = complaint.remedy = complaint.answer = complaint.grounds = ""
    complaint.save(update_fields=[*fields, "outcome", "remedy", "answer", "grounds"])


@inner
def _answered(complaint: Complaint, reply: Reply, *, worked_by: str, by: Actor, at: datetime) -> Complaint:
    told = Answer.objects.create(
        complaint=complaint,
        round=complaint.round,
        outcome=reply.outcome,
        remedy=reply.remedy,
        answer=reply.answer,
        grounds=reply.grounds,
        worked_by=worked_by,
        decided_by=by.name,
        answered_at=at,
        was_late=complaint.is_late(at),
    )
    complaint.status, complaint.worked_by, complaint.returned_why = Status.ANSWERED, "", ""
    _cleared(complaint, "status", "worked_by", "returned_why")
    after = {"outcome": told.outcome, "remedy": told.remedy, "answer": told.answer, "worked_by": worked_by, "round": told.round}
    record("lending.complaint.answer", target=complaint, by=by, at=at, after=after, reason=told.grounds)
    values = {"number": complaint.number}
    notify(complaint.party_id, "credit_complaint_answered", f"complaint/{complaint.pk}/answered/{told.round}", values, at=at)
    nudge([complaint.party_id], "credit")
    return complaint


def _mine(complaint_id: UUID, by: Actor) -> Complaint:
    complaint = access.complaint_for(by, complaint_id, lock=True)
    if complaint.status != Status.WORKED or complaint.worked_by != by.name:
        raise ComplaintMoved
    return complaint

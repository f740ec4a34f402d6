"""The owner's side: saying what is wrong, and, once, that the answer was none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.verbs import entry, inner
from ecosystem.notices.public import notify, notify_all
from ecosystem.once.public import once
from lending.offices.public import bankers_seeing

from .. import access, queries, rules
from ..errors import NotReopened, WhyMissing
from ..models import Answer, Complaint

HANDLERS = frozenset({"credit_officer", "risk_manager"})


@dataclass(frozen=True, slots=True)
class Said:
    """What an owner complains of; ``subject_id`` names the offer, the decision or the loan, or is ``None``."""

    about: str
    subject_id: UUID | None
    words: str


@entry
def file_complaint(*, party_id: UUID, said: Said, key: str, by: Actor, at: datetime) -> Complaint:
    """Keep a complaint with its number and the day by which it is answered; once per key.

    Raises:
        SubjectNotFound: not her business, or no such offer, decision or loan of it.
        ComplaintUnsound: about nothing we know, or nothing is said.
    """
    access.require_subject(by, party_id, said.about, said.subject_id)
    words = rules.words_of(said.about, said.words)
    body = {"party": party_id, "about": said.about, "subject": said.subject_id, "words": words}
    with once(key, verb="complaints.file", by=by, body=body, at=at) as turn:
        if turn.earlier is not None:
            return Complaint.objects.get(pk=turn.earlier["complaint"])
        on, complaint_id = business_date(at), uuid7()
        made = Complaint(
            id=complaint_id,
            number=rules.number_of(str(complaint_id), on),
            party_id=party_id,
            about=said.about,
            subject_id=said.subject_id,
            words=words,
            filed_at=at,
            filed_by=by.name,
            answer_on=rules.answer_on(on),
        )
        made.barred = sorted(queries.involved_in(made))
        made.save(force_insert=True)
        record("lending.complaint.file", target=made, by=by, at=at, after={"about": made.about, "answer_on": made.answer_on.isoformat()})
        notify(party_id, "credit_complaint_filed", f"complaint/{made.pk}", {"number": made.number, "until": str(made.answer_on)}, at=at)
        tell_handlers(made, "credit_complaint_to_answer", "filed", at=at)
        turn.remember(complaint=made.pk)
        return made


@entry
def reopen_complaint(*, complaint_id: UUID, why: str, by: Actor, at: datetime) -> Complaint:
    """Have somebody else look at an answered complaint again, once; it is answered by a new day.

    Raises:
        ComplaintNotFound: none, or another's.
        WhyMissing: nothing is said.
        NotReopened: it is not answered, was reopened already, or too long ago.
    """
    complaint = access.own_complaint(by, complaint_id)
    if not why.strip():
        raise WhyMissing
    last = Answer.objects.filter(complaint=complaint).order_by("-round").first()
    on = business_date(at)
    if complaint.is_open or complaint.round > 1 or last is None or not rules.may_reopen(business_date(last.answered_at), on):
        raise NotReopened
    complaint.status, complaint.round, complaint.reopened_why = Complaint.Status.WAITING, 2, why.strip()[: rules.LONGEST]
    complaint.answer_on, complaint.late_told_on = rules.answer_on(on), None
    complaint.barred = sorted({*complaint.barred, *queries.involved_in(complaint)})
    complaint.save(update_fields=["status", "round", "reopened_why", "answer_on", "late_told_on", "barred"])
    record("lending.complaint.reopen", target=complaint, by=by, at=at, reason=complaint.reopened_why)
    tell_handlers(complaint, "credit_complaint_to_answer", "reopened", at=at)
    return complaint


@inner
def tell_handlers(complaint: Complaint, kind: str, key: str, *, at: datetime) -> None:
    values = {"number": complaint.number, "business": complaint.party.name_zh, "until": str(complaint.answer_on)}
    notify_all([(party_id, kind, f"complaint/{complaint.pk}/{key}", values) for party_id in bankers_seeing(complaint.party_id, HANDLERS)], at=at)

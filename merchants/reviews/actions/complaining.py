"""Somebody asks the platform: to hide words, or to show them again."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import Unauthenticated
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once
from merchants.shops.public import KEEPERS, holds_at

from .. import access, rules
from ..errors import AlreadyReported, BadReason, NotHidden, OwnWords
from ..models import Complaint, Hidden, Question, Review

REPORT, APPEAL = Complaint.Kind.REPORT, Complaint.Kind.APPEAL


@entry
def report_review(*, review_id: UUID, reason: str, words: str = "", key: str, by: Actor, at: datetime) -> Complaint:
    """Say that a review should be hidden, as its shop or as anybody else; it stays shown until the platform decides. Once a key.

    Raises:
        Unauthenticated, ReviewNotFound: nobody is signed in; no review that is shown.
        OwnWords, BadReason: her own review, or for no reason that counts.
        AlreadyReported: an earlier complaint of hers is open.
    """
    body = {"review": review_id, "reason": reason, "words": words}
    with once(key, verb="reviews.report_review", by=by, body=body, at=at) as turn:
        if turn.earlier:
            return Complaint.objects.get(pk=turn.earlier["complaint"])
        review = access.review_shown(review_id, lock=True)
        made = _reported(review, review.buyer_id, reason=reason, words=words, by=by, at=at, of={"review": review})
        turn.remember(complaint=made.pk)
        return made


@entry
def report_question(*, question_id: UUID, reason: str, words: str = "", key: str, by: Actor, at: datetime) -> Complaint:
    """Say that a question should be hidden. Refusals as ``report_review``, with ``QuestionNotFound``."""
    body = {"question": question_id, "reason": reason, "words": words}
    with once(key, verb="reviews.report_question", by=by, body=body, at=at) as turn:
        if turn.earlier:
            return Complaint.objects.get(pk=turn.earlier["complaint"])
        question = access.question_shown(question_id, lock=True)
        made = _reported(question, question.asker_id, reason=reason, words=words, by=by, at=at, of={"question": question})
        turn.remember(complaint=made.pk)
        return made


@inner
def _reported(subject: Review | Question, writer_id: UUID, *, reason: str, words: str, by: Actor, at: datetime, of: dict[str, Any]) -> Complaint:
    """``subject`` is held by the caller."""
    if by.party_id is None:
        raise Unauthenticated
    if writer_id == by.party_id:
        raise OwnWords
    if reason not in Hidden.values:
        raise BadReason
    by_shop = holds_at(by, subject.shop, KEEPERS)
    complainant = subject.shop.party_id if by_shop else by.party_id
    return _made(
        Complaint(kind=REPORT, complainant_id=complainant, by_shop=by_shop, reason=reason, words=rules.tidy(words, 500), made_at=at, **of), by
    )


@entry
def appeal(*, review_id: UUID, words: str, key: str, by: Actor, at: datetime) -> Complaint:
    """The writer says that her review was hidden wrongly. Once a key.

    Raises:
        ReviewNotFound: not a review of the actor's.
        NotHidden, NothingSaid: it is shown; no words.
        AlreadyReported: an earlier appeal is open.
    """
    with once(key, verb="reviews.appeal", by=by, body={"review": review_id, "words": words}, at=at) as turn:
        review = access.review_for_writer(by, review_id, lock=True)
        if turn.earlier:
            return Complaint.objects.get(pk=turn.earlier["complaint"])
        if review.is_shown:
            raise NotHidden
        told = rules.checked_text(words)
        made = _made(Complaint(kind=APPEAL, review=review, complainant_id=review.buyer_id, words=told, made_at=at), by)
        turn.remember(complaint=made.pk)
        return made


@inner
def _made(complaint: Complaint, by: Actor) -> Complaint:
    same = Complaint.objects.filter(review=complaint.review, question=complaint.question, complainant=complaint.complainant_id, status="open")
    if same.exists():
        raise AlreadyReported
    complaint.save(force_insert=True)
    record(f"reviews.{complaint.kind}", target=complaint, by=by, at=complaint.made_at, reason=complaint.reason)
    return complaint

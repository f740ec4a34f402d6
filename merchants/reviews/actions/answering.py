"""What the shop says: one reply to a review, an answer to a question."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry
from ecosystem.notices.public import notify

from .. import access, rules
from ..errors import AlreadyReplied, QuestionNotFound, ReviewNotFound
from ..models import Question, Review


@entry
def reply_to_review(*, review_id: UUID, text: str, by: Actor, at: datetime) -> Review:
    """The shop's one reply, for everybody who reads the review.

    Raises:
        ReviewNotFound: not a shown review of a shop that the actor keeps.
        AlreadyReplied: somebody has. NothingSaid: no words.
    """
    review = access.review_for_shop(by, review_id, lock=True)
    if not review.is_shown:
        raise ReviewNotFound
    if review.replied_at is not None:
        raise AlreadyReplied
    review.reply, review.replied_at = rules.checked_text(text), at
    review.save(update_fields=["reply", "replied_at"])
    record("reviews.reply", target=review, by=by, at=at, after={"reply": review.reply}, about=review.shop_id)
    notify(review.buyer_id, "review_answered", f"review/{review.pk}/answered", {"shop": review.shop.name_zh}, at=at)
    return review


@entry
def answer_question(*, question_id: UUID, text: str, by: Actor, at: datetime) -> Question:
    """Answer a question, or word the answer anew; everybody reads the latest.

    Raises:
        QuestionNotFound: not a shown question to a shop that the actor keeps.
        NothingSaid: no words.
    """
    question = access.question_for_shop(by, question_id, lock=True)
    if not question.is_shown:
        raise QuestionNotFound
    before = question.answer
    question.answer, question.answered_at = rules.checked_text(text), at
    question.save(update_fields=["answer", "answered_at"])
    record("reviews.answer", target=question, by=by, at=at, before={"answer": before}, after={"answer": question.answer}, about=question.shop_id)
    notify(question.asker_id, "question_answered", f"question/{question.pk}/answered", {"shop": question.shop.name_zh}, at=at)
    return question

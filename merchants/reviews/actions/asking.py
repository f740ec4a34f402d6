"""A question to a shop, before one buys."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.identity.public import Party
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import NotFound, Unauthenticated
from ecosystem.kernel.verbs import entry
from ecosystem.notices.public import notify
from ecosystem.once.public import once
from merchants.shops.public import Shop

from .. import rules
from ..errors import TooManyQuestions
from ..models import Question


@entry
def ask_question(*, shop_id: UUID, text: str, key: str, by: Actor, at: datetime) -> Question:
    """Ask a shop something, for everybody to read with the answer. The same key asks once.

    Raises:
        Unauthenticated, NotFound: nobody is signed in, or there is no such shop.
        NothingSaid: no words. TooManyQuestions: three of hers wait for an answer there.
    """
    if by.party_id is None:
        raise Unauthenticated
    with once(key, verb="reviews.ask", by=by, body={"shop": shop_id, "text": text}, at=at) as turn:
        if turn.earlier:
            return Question.objects.get(pk=turn.earlier["question"])
        shop = Shop.objects.filter(pk=shop_id).first()
        if shop is None:
            raise NotFound
        told = rules.checked_text(text, rules.LONGEST_QUESTION)
        # Her questions come one after another, so that two at once are not both the third.
        list(Party.objects.select_for_update(no_key=True).filter(pk=by.party_id).values_list("pk"))
        if Question.objects.filter(shop=shop, asker=by.party_id, answered_at=None, status="published").count() >= rules.MOST_OPEN_QUESTIONS:
            raise TooManyQuestions(most=rules.MOST_OPEN_QUESTIONS)
        question = Question.objects.create(shop=shop, asker_id=by.party_id, text=told, asked_at=at)
        record("reviews.ask", target=question, by=by, at=at)
        notify(shop.party_id, "question_asked", f"question/{question.pk}/asked", {}, at=at)
        turn.remember(question=question.pk)
        return question

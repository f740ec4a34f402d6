"""A score is kept, appealed against, and answered."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.identity.public import require_operator
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.verbs import entry, inner
from ecosystem.notices.public import notify
from ecosystem.once.public import once
from merchants.shops.public import MANAGERS, Shop, shop_for

from .. import access, health, queries
from ..errors import AppealEnded, AppealOpen, AppealWithoutWords, NothingToAppeal
from ..models import Appeal, Score

MOST_WORDS = 2_000


@entry
def score_shop(*, shop_id: UUID, at: datetime) -> Score:
    """Keep today's score of a shop; the first of the day stays, however often this runs.

    The shop's row makes two workers take turns.
    """
    Shop.objects.select_for_update(no_key=True).get(pk=shop_id)
    kept = Score.objects.filter(shop=shop_id, on=business_date(at)).order_by("pk").first()
    return kept or keep_score(shop_id=shop_id, at=at)


@inner
def keep_score(*, shop_id: UUID, at: datetime) -> Score:
    """Write the score of this moment down with its numbers."""
    parts = queries.measures_of(shop_id, at=at)
    return Score.objects.create(shop_id=shop_id, on=business_date(at), points=health.score_of(parts), parts=[part.told for part in parts], at=at)


@entry
def appeal_score(*, shop_id: UUID, part: str, words: str, key: str, by: Actor, at: datetime) -> Appeal:
    """Say that one part of the score is wrong. The figures of this moment are kept with the appeal.

    Raises:
        NotFound: not a shop that the actor manages.
        AppealWithoutWords, NothingToAppeal: nothing is said, or nothing counts.
        AppealOpen: the bank has one on this part.
    """
    with once(key, verb="reports.appeal", by=by, body={"shop": shop_id, "part": part, "words": words}, at=at) as turn:
        shop = shop_for(by, shop_id, MANAGERS, lock=True)
        if by.person_id is None:
            raise NotFound
        if turn.earlier:
            return Appeal.objects.get(pk=turn.earlier["appeal"])
        said = words.strip()[:MOST_WORDS]
        if not said:
            raise AppealWithoutWords
        if not any(one.part == part and one.counts for one in queries.measures_of(shop.pk, at=at)):
            raise NothingToAppeal
        if Appeal.objects.filter(shop=shop, part=part, status="open").exists():
            raise AppealOpen
        score = keep_score(shop_id=shop.pk, at=at)
        appeal = Appeal.objects.create(shop=shop, score=score, part=part, words=said, made_by_id=by.person_id, made_at=at)
        record("reports.appeal", target=appeal, by=by, at=at, after={"part": part, "points": score.points}, about=shop.pk)
        turn.remember(appeal=appeal.pk)
        return appeal


@entry
def withdraw_appeal(*, appeal_id: UUID, by: Actor, at: datetime) -> Appeal:
    """The shop takes its appeal back. Raises ``AppealNotFound``, or ``AppealEnded`` once it is answered."""
    appeal = access.appeal_of(by, appeal_id)
    return _ended(appeal, by=by, at=at, status="withdrawn")


@entry
def answer_appeal(*, appeal_id: UUID, grants: bool, answer: str, by: Actor, at: datetime) -> Appeal:
    """The bank says whether the figure stands, and why; granted, the part is left out of the score for thirty days.

    Raises:
        NotFound, AppealNotFound: the actor is no operator, or there is none.
        AppealWithoutWords: nothing says why.
        AppealEnded: it was answered, or taken back.
    """
    require_operator(by)
    appeal = access.appeal_held(appeal_id)
    said = answer.strip()[:MOST_WORDS]
    if not said:
        raise AppealWithoutWords
    until = business_date(at) + health.LEFT_OUT_FOR if grants else None
    change = {"answer": said, "answered_by_id": by.person_id, "left_out_until": until}
    _ended(appeal, by=by, at=at, status="granted" if grants else "upheld", **change)
    notify(appeal.shop.party_id, "appeal_answered", f"appeal/{appeal.pk}", {}, at=at)
    return appeal


@inner
def _ended(appeal: Appeal, *, by: Actor, at: datetime, status: str, **change: object) -> Appeal:
    values = {"status": status, "ended_at": at, **change}
    if not Appeal.objects.filter(pk=appeal.pk, status="open").update(**values):
        raise AppealEnded
    for name, value in values.items():
        setattr(appeal, name, value)
    record(f"reports.appeal_{status}", target=appeal, by=by, at=at, before={"status": "open"}, after={"status": status}, about=appeal.shop_id)
    return appeal

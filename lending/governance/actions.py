"""Looking at a model or a policy again, and drawing up whether shops were treated alike."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.consent.public import ConsentWithdrawn
from ecosystem.feed.public import as_corrected, facts_about
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.verbs import entry, inner
from ecosystem.places.public import nearest_neighbourhoods
from lending.offers.public import prices_of
from lending.policy.public import APPROVE, Decision, newest_decisions
from lending.portraits.public import PURPOSE, digest
from lending.scoring.public import require_risk_manager

from . import queries, rules
from .errors import NothingToReview, ReviewedByAnother, ReviewUnsound
from .models import FairnessReport, Review

SOUND_DAYS, UNSOUND_DAYS = 365, 30
LOOK_BACK = timedelta(days=365)
READER = platform("governance.fairness")
OPENED = "trade.shop_opened"


@entry
def review_again(*, kind: str, number: int, is_sound: bool, note: str, by: Actor, at: datetime) -> Review:
    """Write down that a scorecard or a policy was looked at: the next time is in a year, or in thirty days where it was not sound.

    Nothing follows from it by itself; whoever finds it unsound takes the step or asks an officer to.

    Raises:
        RiskManagersOnly: the actor is no risk manager.
        NothingToReview: there is no such scorecard or policy.
        ReviewedByAnother: the actor made it.
        ReviewUnsound: nothing is said.
    """
    require_risk_manager(by)
    owner = queries.owner_of(kind, number, at)
    if owner is None:
        raise NothingToReview
    if owner == by.name:
        raise ReviewedByAnother
    if not note.strip():
        raise ReviewUnsound
    next_on = business_date(at) + timedelta(days=SOUND_DAYS if is_sound else UNSOUND_DAYS)
    review = Review.objects.create(
        kind=kind, number=number, is_sound=is_sound, note=note.strip(), owner=owner, reviewed_at=at, reviewed_by=by.name, next_on=next_on
    )
    record("lending.governance.review", target=review, by=by, at=at, after={"kind": kind, "number": number, "sound": is_sound}, reason=review.note)
    return review


@entry
def draw_fairness(*, by: Actor, at: datetime) -> FairnessReport:
    """Compare approvals and prices of groups over the newest decision on each party, of a year; the report is kept as it was drawn.

    Line of business and district come from the feed, under the consent that each party gave; where none stands any more, its
    groups read as not known. They are told of here and nowhere else: no policy and no scorecard has them.

    Raises:
        RiskManagersOnly: the actor is neither a risk manager nor the platform.
    """
    if not by.is_platform:
        require_risk_manager(by)
    since = at - LOOK_BACK
    decisions = newest_decisions(since, at)
    content = rules.report(_cases(decisions, at))
    flags = sum(len(group["flags"]) for told in content for group in told["groups"])
    drawn = FairnessReport.objects.create(
        since=since, drawn_at=at, drawn_by=by.name, decisions=len(decisions), flags=flags, content=content, sha256=digest({"groups": content})
    )
    record("lending.governance.fairness", target=drawn, by=by, at=at, after={"decisions": len(decisions), "flags": flags, "sha256": drawn.sha256})
    return drawn


@inner
def _cases(decisions: list[Decision], at: datetime) -> list[rules.Case]:
    shops = {decision.party_id: _shop_of(decision.party_id, at) for decision in decisions}
    near = nearest_neighbourhoods(cell for _, cell in shops.values() if cell)
    prices = prices_of([decision.pk for decision in decisions])
    return [
        rules.Case(
            groups={
                "size": rules.size_of(decision.inputs["features"].get("median_monthly_net_minor")),
                "industry": shops[decision.party_id][0],
                "district": near[cell].code if (cell := shops[decision.party_id][1]) in near else rules.UNKNOWN,
            },
            approved=decision.outcome == APPROVE,
            grade=decision.grade,
            effective_bp=prices.get(decision.pk),
        )
        for decision in decisions
    ]


def _shop_of(party_id: UUID, at: datetime) -> tuple[str, int]:
    """Line of business and cell of the shop that it opened last, as the feed tells them."""
    try:
        facts = as_corrected(facts_about(party_id=party_id, kinds=[OPENED], purpose=PURPOSE, by=READER, at=at))
    except ConsentWithdrawn:
        return rules.UNKNOWN, 0
    body = facts[-1].body if facts else {}
    return str(body.get("category", rules.UNKNOWN)), int(body.get("cell", 0))

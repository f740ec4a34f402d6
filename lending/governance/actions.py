"""Looking at a model or a policy again, and drawing up whether shops were treated alike."""

from __future__ import annotations

from datetime import datetime, timedelta

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once
from ecosystem.places.public import nearest_neighbourhoods
from lending.offers.public import prices_of
from lending.offices.public import Home, Office, Shop, of_office, shop_of
from lending.policy.public import APPROVE, Decision, newest_decisions
from lending.portraits.public import digest
from lending.scoring.public import require_risk_manager

from . import queries, rules
from .errors import NothingToReview, ReviewedByAnother, ReviewUnsound
from .models import FairnessReport, Review

SOUND_DAYS, UNSOUND_DAYS = 365, 30
LOOK_BACK = timedelta(days=365)
READER = platform("governance.fairness")


@entry
def review_again(*, kind: str, number: int, is_sound: bool, note: str, key: str, by: Actor, at: datetime) -> Review:
    """Write down that a scorecard or a policy was looked at: the next time is in a year, or in thirty days where it was not sound; once per key.

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
    with once(key, verb="governance.review", by=by, body={"kind": kind, "number": number, "sound": is_sound, "note": note.strip()}, at=at) as turn:
        if turn.earlier is not None:
            return Review.objects.get(pk=turn.earlier["review"])
        next_on = business_date(at) + timedelta(days=SOUND_DAYS if is_sound else UNSOUND_DAYS)
        review = Review.objects.create(
            kind=kind, number=number, is_sound=is_sound, note=note.strip(), owner=owner, reviewed_at=at, reviewed_by=by.name, next_on=next_on
        )
        after = {"kind": kind, "number": number, "sound": is_sound}
        record("lending.governance.review", target=review, by=by, at=at, after=after, reason=review.note)
        turn.remember(review=review.pk)
        return review


@entry
def draw_fairness(*, by: Actor, at: datetime) -> FairnessReport:
    """Compare approvals and prices of groups over the newest decision on each party, of a year; for each office with those below it, and
    for the whole bank, which is what is answered. The reports are kept as they were drawn.

    Line of business and district come from the feed, under the consent that each party gave; where none stands any more, its
    groups read as not known. They are told of here and nowhere else: no policy and no scorecard has them.

    Raises:
        RiskManagersOnly: the actor is neither a risk manager nor the platform.
    """
    if not by.is_platform:
        require_risk_manager(by)
    since = at - LOOK_BACK
    decisions = newest_decisions(since, at)
    cases = dict(zip((decision.party_id for decision in decisions), _cases(decisions, at), strict=True))
    reports = []
    for office in Office.objects.order_by("pk"):
        at_home = of_office(office.pk, Home.objects.all()).values_list("party", flat=True)
        reports.append(_report(office, [cases[party] for party in at_home if party in cases], by, since, at))
    drawn = FairnessReport.objects.bulk_create([*reports, _report(None, list(cases.values()), by, since, at)])[-1]
    after = {"decisions": drawn.decisions, "flags": drawn.flags, "sha256": drawn.sha256}
    record("lending.governance.fairness", target=drawn, by=by, at=at, after=after)
    return drawn


def _report(office: Office | None, cases: list[rules.Case], by: Actor, since: datetime, at: datetime) -> FairnessReport:
    content = rules.report(cases)
    return FairnessReport(
        office=office,
        since=since,
        drawn_at=at,
        drawn_by=by.name,
        decisions=len(cases),
        flags=sum(len(group["flags"]) for told in content for group in told["groups"]),
        content=content,
        sha256=digest({"groups": content}),
    )


@inner
def _cases(decisions: list[Decision], at: datetime) -> list[rules.Case]:
    unknown = Shop(rules.UNKNOWN, 0, 0)
    shops = {decision.party_id: shop_of(party_id=decision.party_id, by=READER, at=at) or unknown for decision in decisions}
    near = nearest_neighbourhoods(shop.cell for shop in shops.values() if shop.cell)
    prices = prices_of([decision.pk for decision in decisions])
    return [
        rules.Case(
            groups={
                "size": rules.size_of(decision.inputs["features"].get("median_monthly_net_minor")),
                "industry": shops[decision.party_id].industry,
                "district": near[cell].code if (cell := shops[decision.party_id].cell) in near else rules.UNKNOWN,
            },
            approved=decision.outcome == APPROVE,
            grade=decision.grade,
            effective_bp=prices.get(decision.pk),
        )
        for decision in decisions
    ]

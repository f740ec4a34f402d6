from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q

from ecosystem.identity.public import names_of as names_of
from ecosystem.kernel.actor import Actor
from lending.offices.public import within

from .models import Decision, PolicyDraft, PolicyPlan, PolicyVersion, ShadowVerdict

MOST_LISTED = 200
MOST_PLANS = 30
WORK = {"refer": 0, "approve": 1, "decline": 2}


def latest_decision(party_id: UUID, product_code: str) -> Decision | None:
    decisions = Decision.objects.filter(party=party_id, product_code=product_code).select_related("policy", "snapshot")
    return decisions.order_by("-decided_at", "-id").first()


def latest_decisions(outcome: str, by: Actor) -> list[Decision]:
    """The newest decision on each party that she sees: those waiting for a person first, then the largest."""
    newest = within(by, Decision.objects.order_by("party_id", "-decided_at", "-id").distinct("party_id"))
    shown = Decision.objects.filter(pk__in=newest.values("pk")).select_related("party", "policy", "snapshot")
    if outcome:
        shown = shown.filter(outcome=outcome)
    return sorted(shown.order_by("-limit_minor", "-decided_at")[:MOST_LISTED], key=lambda decision: WORK[decision.outcome])


def decisions_about(party_id: UUID, *, before: datetime | None = None) -> list[Decision]:
    about = Decision.objects.filter(party=party_id).select_related("policy")
    return list((about.filter(decided_at__lt=before) if before else about).order_by("-decided_at", "-id")[:20])


def champion_before(plan: PolicyPlan) -> PolicyVersion | None:
    """Who was champion before this plan's champion first was, if the same engine runs it."""
    plans = PolicyPlan.objects.order_by("from_at", "id")
    first = plans.filter(champion=plan.champion_id).first() or plan
    earlier = plans.filter(Q(from_at__lt=first.from_at) | Q(from_at=first.from_at, pk__lt=first.pk)).select_related("champion").last()
    if earlier is None or earlier.champion.content["engine"] != plan.champion.content["engine"]:
        return None
    return earlier.champion


def plans_since(at: datetime | None = None) -> list[PolicyPlan]:
    """Newest beginning first; from ``at`` on those that are still to come."""
    plans = PolicyPlan.objects.select_related("champion", "challenger", "shadow").order_by("-from_at", "-id")
    return list((plans.filter(from_at__gt=at) if at else plans)[:MOST_PLANS])


def versions() -> list[PolicyVersion]:
    return list(PolicyVersion.objects.order_by("-number")[:MOST_PLANS])


def drafts_waiting() -> list[PolicyDraft]:
    return list(PolicyDraft.objects.filter(status=PolicyDraft.Status.DRAFT).select_related("base").order_by("-drafted_at")[:MOST_PLANS])


def last_decisions(most: int, by: Actor) -> list[Decision]:
    """The newest ``most`` on parties that she sees, newest first, with what deciding them again needs."""
    return list(within(by, Decision.objects.select_related("policy", "party")).order_by("-decided_at", "-id")[:most])


@dataclass(frozen=True, slots=True)
class Watched:
    """What a policy that only watches has seen, and how often it said the same."""

    seen: int
    agreed: int
    failed: int


def watched_by(policy: PolicyVersion) -> Watched:
    seen = ShadowVerdict.objects.filter(policy=policy)
    return Watched(seen.count(), seen.filter(outcome=F("decision__outcome")).count(), seen.filter(outcome="failed").count())


@dataclass(frozen=True, slots=True)
class HeldPolicy:
    """A policy as an inventory lists it; ``owner`` is empty for those that came with the database."""

    number: int
    name: str
    owner: str
    stands: str
    published_at: datetime


def held_policies(at: datetime) -> list[HeldPolicy]:
    """Every version, the newest first, and what it does at a moment: decides, challenges, watches, is planned, or rests."""
    now, to_come = PolicyPlan.objects.in_force(at), plans_since(at)
    stands: dict[int | None, str] = {}
    for plan in to_come:
        stands |= dict.fromkeys((plan.champion_id, plan.challenger_id, plan.shadow_id), "planned")
    if now is not None:
        stands |= {now.shadow_id: "watches", now.challenger_id: "challenges", now.champion_id: "decides"}
    return [HeldPolicy(one.pk, one.name, one.drafted_by, stands.get(one.pk, "rests"), one.published_at) for one in versions()]


def newest_decisions(since: datetime, until: datetime) -> list[Decision]:
    """The newest decision on each party that was decided on between two moments."""
    decided = Decision.objects.filter(decided_at__gt=since, decided_at__lte=until)
    return list(decided.order_by("party_id", "-decided_at", "-id").distinct("party_id"))


def applicants(since: datetime, until: datetime, most: int, by: Actor) -> list[Decision]:
    """``newest_decisions`` on parties that she sees, with what deciding and naming them again needs, the newest first."""
    newest = Decision.objects.filter(decided_at__gt=since, decided_at__lte=until).order_by("party_id", "-decided_at", "-id").distinct("party_id")
    shown = within(by, Decision.objects.filter(pk__in=newest.values("pk"))).select_related("policy", "party")
    return list(shown.order_by("-decided_at", "-id")[:most])

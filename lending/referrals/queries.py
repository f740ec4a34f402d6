from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from ecosystem.kernel.actor import Actor
from lending.offices.public import within
from lending.policy.public import Decision, Terms, least_loan

from . import rules
from .models import BY_PEOPLE, OPEN, Referral

MOST_LISTED = 200
WHOLE = ("party", "decision__policy", "decision__snapshot")
OPEN_TAB, MINE, ANSWERED = "", "mine", "answered"


def cases(which: str, by: Actor) -> list[Referral]:
    """What is open by when it is due, what she works on, or what was answered last."""
    found = within(by, Referral.objects.select_related(*WHOLE))
    if which == ANSWERED:
        return list(found.filter(status__in=BY_PEOPLE).order_by("-ended_at", "-id")[:MOST_LISTED])
    found = found.filter(status__in=OPEN).order_by("due_at", "id")
    return list((found.filter(worked_by=by.name) if which == MINE else found)[:MOST_LISTED])


def newest_on(party_id: UUID, product_code: str) -> Referral | None:
    """The one that is open, or was last."""
    about = Referral.objects.filter(party=party_id, product_code=product_code).select_related("decision")
    return about.order_by("-opened_at", "-id").first()


def newest_of(decision: Decision) -> Referral | None:
    """The case of a decision; else the open one of its party, or the last."""
    own = Referral.objects.filter(decision=decision).order_by("-opened_at", "-id").first()
    return own or newest_on(decision.party_id, decision.product_code)


def with_open_case(party_ids: Sequence[UUID], product_code: str) -> set[UUID]:
    """Those among the parties whom people are looking at."""
    return set(Referral.objects.open().filter(party__in=party_ids, product_code=product_code).values_list("party_id", flat=True))


def last_answered(party_id: UUID, product_code: str) -> Referral | None:
    answered = Referral.objects.filter(party=party_id, product_code=product_code, status__in=BY_PEOPLE)
    return answered.select_related("decision").order_by("-ended_at", "-id").first()


def people_behind(party_id: UUID) -> set[str]:
    """Who worked on any case of a party or decided it; the platform is not among them."""
    told = Referral.objects.filter(party=party_id).values_list("worked_by", "ended_by")
    return {name for names in told for name in names if name.startswith("person/")}


def granted_on(decision_id: UUID) -> Referral | None:
    """The case by which people lent on a decision that did not."""
    return Referral.objects.filter(decision=decision_id, status=Referral.Status.GRANTED).first()


def people_stand_by(seen: Decision, now: Decision) -> bool:
    """Whether people lent on ``seen``, and ``now`` says nothing against the merchant that was not before them."""
    return rules.is_covered(seen.verdict, now.verdict) and granted_on(seen.pk) is not None


@dataclass(frozen=True, slots=True)
class Bounds:
    """What people may lend on a decision, in minor units; nothing where ``most`` is below ``least``."""

    least_minor: int
    most_minor: int
    step_minor: int

    @property
    def may_grant(self) -> bool:
        return self.most_minor >= self.least_minor


def bounds_of(decision: Decision) -> Bounds:
    sizing = decision.policy.content["sizing"]
    least = least_loan(Terms(**decision.inputs["terms"]), sizing)
    return Bounds(least, rules.sized_minor(decision.verdict), sizing["step_minor"])


def referrals_of(party_ids: list[UUID]) -> list[Referral]:
    return list(Referral.objects.filter(party__in=party_ids).order_by("-opened_at", "-id")[:50])

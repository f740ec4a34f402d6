from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.clock import business_date
from ecosystem.places.public import Neighbourhood
from lending.policy.public import held_policies, names_of
from lending.scoring.public import STANDS, TONES, held_models

from .models import FairnessReport, Review

YEAR = timedelta(days=365)
POLICY_STANDS: dict[str, tuple[str | Promise, str]] = {
    "decides": (_("Decides"), "good"),
    "challenges": (_("Decides for a share"), "info"),
    "watches": (_("Only watches"), "idle"),
    "planned": (_("Planned"), "info"),
    "rests": (_("Rests"), "idle"),
}
OVER = frozenset({"refused", "retired"})
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Item:
    """A model or a policy: whose, where it stands, when somebody last vouched for it, and when somebody must again."""

    kind: str
    number: int
    name: str
    owner: str
    owner_name: str
    stands: str | Promise
    tone: str
    looked_at: datetime | None
    next_on: date | None
    is_due: bool
    is_proof: bool = False
    has_drifted: bool = False


def inventory(at: datetime) -> list[Item]:
    """Scorecards first, then policies, the newest first; five statements however many there are."""
    models, policies = held_models(), held_policies(at)
    names = names_of([*(one.owner for one in models), *(one.owner for one in policies)])
    newest = Review.objects.order_by("kind", "number", "-reviewed_at", "-id").distinct("kind", "number")
    reviews = {(review.kind, review.number): review for review in newest}
    items = []
    for model in models:
        looked, due = _when(reviews.get(("scorecard", model.number)), model.looked_at, model.stage in OVER, at)
        stands, tone, owner = STANDS[model.stage], TONES.get(model.stage, "idle"), names.get(model.owner, "")
        is_due = (due is not None and due <= business_date(at)) or model.stage == "draft"
        named = ("scorecard", model.number, model.name, model.owner, owner)
        items.append(Item(*named, stands, tone, looked, due, is_due, model.is_proof, model.has_drifted))
    for policy in policies:
        looked, due = _when(reviews.get(("policy", policy.number)), policy.published_at, policy.stands == "rests", at)
        stands, tone = POLICY_STANDS[policy.stands]
        is_due = due is not None and due <= business_date(at)
        items.append(Item("policy", policy.number, policy.name, policy.owner, names.get(policy.owner, ""), stands, tone, looked, due, is_due))
    return items


def _when(review: Review | None, looked_at: datetime | None, is_over: bool, at: datetime) -> tuple[datetime | None, date | None]:
    """The later of validation and review, and what follows: a year on, or as the review says; nothing where its life is over."""
    if review is not None and (looked_at is None or review.reviewed_at >= looked_at):
        return review.reviewed_at, None if is_over else review.next_on
    return looked_at, None if is_over or looked_at is None else business_date(looked_at + YEAR)


def owner_of(kind: str, number: int, at: datetime) -> str | None:
    """Who made it, empty where it came with the database; ``None`` where there is none."""
    if kind == Review.Kind.SCORECARD:
        return next((one.owner for one in held_models() if one.number == number), None)
    if kind == Review.Kind.POLICY:
        return next((one.owner for one in held_policies(at) if one.number == number), None)
    return None


def last_reviews() -> list[Review]:
    return list(Review.objects.order_by("-reviewed_at", "-id")[:MOST_SHOWN])


def latest_fairness(office: UUID | None = None) -> FairnessReport | None:
    return FairnessReport.objects.filter(office=office).order_by("-drawn_at", "-id").first()


def earlier_fairness(office: UUID | None = None) -> list[FairnessReport]:
    return list(FairnessReport.objects.filter(office=office).order_by("-drawn_at", "-id").defer("content")[1:MOST_SHOWN])


def districts() -> dict[str, str]:
    return {one.code: one.name for one in Neighbourhood.objects.order_by("code")}

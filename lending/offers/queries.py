from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.db.models.functions import TruncMonth

from ecosystem.consent.public import Grant
from ecosystem.kernel.clock import TOWN_TIME
from ecosystem.kernel.money import round_half_up
from lending.offices.public import of_office
from lending.policy.public import Decision
from lending.portraits.public import PURPOSE, FeatureSnapshot

from .models import Offer

FRESH = timedelta(days=2)
PAUSE = timedelta(minutes=15)
# What is lent rests on trade that was looked at no longer ago; each night looks at everybody.
LOOKED_AT = timedelta(days=7)
WHOLE = ("product", "decision__policy", "decision__snapshot")


@dataclass(frozen=True, slots=True)
class Made:
    """The offers of one month by what became of each; ``offered_minor`` is the sum of what could have been drawn."""

    month: date
    made: int
    delivered: int
    accepted: int
    declined: int
    expired: int
    withdrawn: int
    replaced: int
    offered_minor: int
    nominal_bp: int

    @property
    def gone(self) -> int:
        """Taken back, or followed by another."""
        return self.withdrawn + self.replaced

    @property
    def lost(self) -> int:
        return self.declined + self.expired + self.gone


def made_by_month(since: datetime, until: datetime, office: UUID | None = None) -> list[Made]:
    """Of the bank or an office, the newest month first, in one statement. The rate is weighed by amount."""
    ended = {status: Count("pk", filter=Q(status=status)) for status in Offer.Status.values if status != Offer.Status.OPEN}
    offers = of_office(office, Offer.objects.filter(made_at__gte=since, made_at__lt=until))
    counted = (
        offers.annotate(month=TruncMonth("made_at", tzinfo=TOWN_TIME))
        .values("month")
        .annotate(
            **ended,
            made=Count("pk"),
            delivered=Count("pk", filter=Q(delivered_at__isnull=False)),
            offered_minor=Sum("amount_max_minor"),
            priced=Sum(F("amount_max_minor") * F("nominal_rate")),
        )
    )
    rows = []
    for row in counted.order_by("-month"):
        priced: Decimal = row.pop("priced")  # type: ignore[misc]
        nominal_bp = round_half_up(priced * 10_000 / row["offered_minor"])
        rows.append(Made(**{**row, "month": row["month"].date()}, nominal_bp=nominal_bp))
    return rows


def open_offer(party_id: UUID, product_code: str) -> Offer | None:
    return Offer.objects.open().filter(party=party_id, product_code=product_code).select_related(*WHOLE).first()


def is_stale(offer: Offer, at: datetime) -> bool:
    """Whether nobody has decided on its business for too long to lend on it, as where the nights' work stood still."""
    recent = Decision.objects.filter(party=offer.party_id, product_code=offer.product_code, decided_at__gt=at - LOOKED_AT)
    return not recent.exists()


def prices_of(decision_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Of each decision that led to an offer, the effective yearly cost of its newest one, in basis points."""
    offers = Offer.objects.filter(decision__in=decision_ids).order_by("made_at", "id").only("decision_id", "effective_rate")
    return {offer.decision_id: offer.effective_bp for offer in offers}


def offers_to(party_ids: Sequence[UUID]) -> list[Offer]:
    return list(Offer.objects.filter(party__in=party_ids).select_related(*WHOLE).order_by("-made_at", "-id")[:50])


def last_taken(party_id: UUID, product_code: str) -> Offer | None:
    taken = Offer.objects.filter(party=party_id, product_code=product_code, status=Offer.Status.ACCEPTED)
    return taken.order_by("-ended_at").first()


def last_taken_by(party_ids: Sequence[UUID], product_code: str) -> dict[UUID, Offer]:
    """``last_taken`` of many; who took none is not among them."""
    taken = Offer.objects.filter(party__in=party_ids, product_code=product_code, status=Offer.Status.ACCEPTED)
    return {offer.party_id: offer for offer in taken.order_by("party_id", "-ended_at").distinct("party_id")}


def open_offers(party_ids: Sequence[UUID], product_code: str) -> dict[UUID, Offer]:
    return {offer.party_id: offer for offer in Offer.objects.open().filter(party__in=party_ids, product_code=product_code)}


def was_just_declined(party_id: UUID, product_code: str, at: datetime) -> bool:
    """Declined, and it would still stand."""
    return Offer.objects.filter(party=party_id, product_code=product_code, status=Offer.Status.DECLINED, expires_at__gt=at).exists()


def offer_of(decision_id: UUID) -> Offer | None:
    return Offer.objects.filter(decision=decision_id).select_related("product").order_by("-made_at").first()


def without_consent(at: datetime) -> list[Offer]:
    standing = Grant.objects.filter(party=OuterRef("party"), purpose=PURPOSE, revoked_at=None, until__gt=at)
    return list(Offer.objects.open().filter(~Exists(standing)))


def parties_to_qualify(at: datetime) -> list[UUID]:
    """Whose newest portrait no decision has seen yet, unless we decided on her a moment ago."""
    newer = FeatureSnapshot.objects.filter(party=OuterRef("party"), as_of__gt=OuterRef("as_of"))
    decided = Decision.objects.filter(snapshot=OuterRef("pk"))
    recent = Decision.objects.filter(party=OuterRef("party"), decided_at__gt=at - PAUSE)
    fresh = FeatureSnapshot.objects.filter(as_of__gt=at - FRESH).filter(~Exists(newer), ~Exists(decided), ~Exists(recent))
    return list(fresh.order_by(F("as_of")).values_list("party_id", flat=True))

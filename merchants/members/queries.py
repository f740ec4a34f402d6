"""Memberships for screens and endpoints; each has a query budget in the tests."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Min, Q, QuerySet

from merchants.customers.public import is_nameless

from .models import Level, Member, PointEntry, Programme


@dataclass(frozen=True, slots=True)
class Standing:
    """A membership as its member sees it: her level's name, and what is missing for the next."""

    member: Member
    level: str
    next_level: str
    missing_minor: int


def open_programme(shop_id: UUID) -> Programme | None:
    """What a shop offers to whoever joins; ``None`` where it has none, or none that is open."""
    return Programme.objects.filter(pk=shop_id, open=True).first()


def programme_of(shop_id: UUID) -> Programme | None:
    return Programme.objects.prefetch_related("levels").filter(pk=shop_id).first()


def members_of(shop_id: UUID, *, most: int = 60) -> QuerySet[Member]:
    """A shop's members, who spends most first."""
    return (
        Member.objects.filter(shop=shop_id, left_at=None)
        .select_related("party")
        .annotate(nameless=is_nameless("party"))
        .order_by("-spent_minor", "joined_at")[:most]
    )


def member_of(party_id: UUID, shop_id: UUID) -> Member | None:
    return Member.objects.filter(shop=shop_id, party=party_id, left_at=None).first()


def standings_of(party_id: UUID) -> list[Standing]:
    """All memberships of a person, in two statements; ``next_loss`` is when points are lost next."""
    soonest = Min("lots__expires_at", filter=Q(lots__left__gt=0))
    mine = Member.objects.filter(party=party_id, left_at=None).select_related("shop").annotate(next_loss=soonest).order_by("-joined_at", "pk")
    members = list(mine[:60])
    levels: dict[UUID, list[Level]] = {}
    for level in Level.objects.filter(programme__in=[member.shop_id for member in members]).order_by("rank"):
        levels.setdefault(level.programme_id, []).append(level)
    return [_standing(member, levels.get(member.shop_id, [])) for member in members]


def _standing(member: Member, levels: list[Level]) -> Standing:
    here = next((level.name for level in levels if level.rank == member.level), "")
    above = next((level for level in levels if level.rank == member.level + 1), None)
    missing = max(above.from_minor - member.spent_minor, 0) if above else 0
    return Standing(member, here, above.name if above else "", missing)


def points_of(member_id: UUID, *, most: int = 100) -> QuerySet[PointEntry]:
    """The lines of a member's points, the latest first."""
    return PointEntry.objects.filter(member=member_id).order_by("-number")[:most]


def shops_with_members() -> list[UUID]:
    return list(Member.objects.filter(left_at=None).order_by("shop").values_list("shop", flat=True).distinct())

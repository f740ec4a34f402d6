"""Points: earned by sales that can't come back any more, burnt oldest first, gone after their day. All under the member's lock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Sum

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry, inner

from .. import access, rules
from ..errors import TooFewPoints
from ..models import Level, Member, PointEntry, PointLot, Programme


@dataclass(frozen=True, slots=True)
class Matured:
    """A settled sale of a member's whose time to come back is over, or that came back later all the same: what it comes to now."""

    member_id: UUID
    order_id: UUID
    net_minor: int


@inner
def write(member: Member, kind: PointEntry.Kind, points: int, *, cause: UUID | None, at: datetime) -> None:
    """Change the points of a member that the caller holds, and write the line."""
    member.points += points
    member.entry_count += 1
    member.save(update_fields=["points", "entry_count"])
    PointEntry.objects.create(member=member, number=member.entry_count, kind=kind, points=points, balance=member.points, cause=cause, at=at)


@inner
def earn_points(*, sales: Sequence[Matured], at: datetime) -> int:
    """Give what each sale earns, once a sale, and take back what it has earned too much; how many changed. Locks members by id."""
    members = Member.objects.select_for_update(no_key=True).filter(pk__in={sale.member_id for sale in sales}, left_at=None).order_by("pk")
    held = {member.pk: member for member in members}
    programmes = {one.pk: one for one in Programme.objects.filter(shop__in={member.shop_id for member in held.values()})}
    changed = 0
    for sale in sales:
        member = held.get(sale.member_id)
        if member is not None and member.shop_id in programmes:
            changed += _earn(member, programmes[member.shop_id], sale, at)
    for member in held.values():
        _count(member, at)
    return changed


@inner
def _earn(member: Member, programme: Programme, sale: Matured, at: datetime) -> bool:
    lot = PointLot.objects.filter(order_id=sale.order_id).first()
    if lot is None:
        points = rules.points_for(sale.net_minor, programme.points_per_yuan if programme.open else 0)
        until = at + timedelta(days=programme.points_days)
        values = {"net_minor": sale.net_minor, "points": points, "left": points, "earned_at": at, "expires_at": until}
        PointLot.objects.create(member=member, order_id=sale.order_id, **values)
        if points:
            write(member, PointEntry.Kind.EARNED, points, cause=sale.order_id, at=at)
        return True
    if lot.net_minor == sale.net_minor:
        return False
    # In the proportion of the money, since the terms may have changed since it was earned.
    keeps = lot.points * sale.net_minor // lot.net_minor
    _take(member, lot.points - keeps, PointEntry.Kind.REVERSED, cause=sale.order_id, first=lot, at=at)
    lot.refresh_from_db()
    PointLot.objects.filter(pk=lot.pk).update(net_minor=sale.net_minor, points=max(keeps, lot.left))
    return True


@inner
def spend_points(*, shop_id: UUID, points: int, cause: UUID, by: Actor, at: datetime) -> Member:
    """Burn so many points of the actor's, those first that are lost first; once for each ``cause``.

    The member's lock makes a second spending wait here and then find what the first left.

    Raises:
        NotAMember: she has not joined the shop.
        TooFewPoints: fewer are good now.
    """
    member = access.member_for(by, shop_id, lock=True)
    good = PointLot.objects.filter(member=member, expires_at__gt=at).aggregate(left=Sum("left"))["left"] or 0
    if good < points:
        raise TooFewPoints(points=good, needed=points)
    _take(member, points, PointEntry.Kind.SPENT, cause=cause, after=at, at=at)
    record("members.spend", target=member, by=by, at=at, after={"points": -points, "for": str(cause)})
    return member


@inner
def _take(
    member: Member, points: int, kind: PointEntry.Kind, *, cause: UUID, first: PointLot | None = None, after: datetime | None = None, at: datetime
) -> None:
    """Burn points from lots, the earliest to expire first, or ``first`` before them; as many as there are."""
    lots = list(PointLot.objects.filter(member=member, left__gt=0).order_by("expires_at", "pk"))
    if after:
        lots = [lot for lot in lots if lot.expires_at > after]
    lots.sort(key=lambda lot: first is None or lot.pk != first.pk)
    given = rules.burnt([lot.left for lot in lots], points)
    for lot, part in zip(lots, given, strict=True):
        if part:
            PointLot.objects.filter(pk=lot.pk).update(left=F("left") - part)
    if sum(given):
        write(member, kind, -sum(given), cause=cause, at=at)


@entry
def expire_points(*, at: datetime, most: int = 100) -> int:
    """Take away points whose day is over; of how many members. Safe to run by several workers."""
    late = PointLot.objects.filter(left__gt=0, expires_at__lte=at).values("member")
    held = Member.objects.select_for_update(skip_locked=True, no_key=True).filter(pk__in=late).order_by("pk")
    members = list(held[:most])
    for member in members:
        lots = PointLot.objects.filter(member=member, left__gt=0, expires_at__lte=at)
        gone = lots.aggregate(left=Sum("left"))["left"] or 0
        lots.update(left=0)
        write(member, PointEntry.Kind.EXPIRED, -gone, cause=None, at=at)
    return len(members)


@entry
def recount_levels(*, at: datetime, most: int = 200) -> int:
    """Work out what members spent within a year, and their levels, where that was not done for a day; how many."""
    old = Member.objects.select_for_update(skip_locked=True, no_key=True).filter(left_at=None, counted_at__lte=at - timedelta(days=1))
    members = list(old.order_by("counted_at", "pk")[:most])
    for member in members:
        _count(member, at)
    return len(members)


@inner
def _count(member: Member, at: datetime) -> None:
    spent = PointLot.objects.filter(member=member, earned_at__gt=at - rules.YEAR).aggregate(sum=Sum("net_minor"))["sum"] or 0
    member.spent_minor, member.counted_at = spent, at
    member.level = rules.level_of(spent, list(Level.objects.filter(programme=member.shop_id).values_list("rank", "from_minor")))
    member.save(update_fields=["spent_minor", "counted_at", "level"])

"""Somebody joins by her own switch, and leaves by it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import F

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import Unauthenticated
from ecosystem.kernel.verbs import entry, inner

from .. import access
from ..errors import ProgrammeNotFound
from ..models import Member, PointEntry, Programme
from .points import write


@entry
def join_shop(*, shop_id: UUID, by: Actor, at: datetime) -> Member:
    """Become a member; again: nothing changes. What was bought before does not count.

    Raises:
        Unauthenticated: nobody is signed in.
        ProgrammeNotFound: the shop has none that is open.
    """
    if by.party_id is None:
        raise Unauthenticated
    if not Programme.objects.filter(pk=shop_id, open=True).exists():
        raise ProgrammeNotFound
    # The unique row decides between two who press at once.
    Member.objects.bulk_create([Member(shop_id=shop_id, party_id=by.party_id, joined_at=at, counted_at=at)], ignore_conflicts=True)
    member = access.member_for(by, shop_id)
    if member.joined_at == at:
        record("members.join", target=member, by=by, at=at)
    return member


@entry
def leave_shop(*, shop_id: UUID, by: Actor, at: datetime) -> Member:
    """End a membership, any time; what is left of her points is lost, and the shop's prices are as for anybody. Raises ``NotAMember``."""
    member = access.member_for(by, shop_id, lock=True)
    end_membership(member, by=by, at=at)
    return member


@inner
def end_membership(member: Member, *, by: Actor, at: datetime) -> None:
    """For a membership that the caller holds."""
    lost = member.points
    member.lots.filter(left__gt=0).update(left=F("left") * 0)
    if lost:
        write(member, PointEntry.Kind.LEFT, -lost, cause=None, at=at)
    member.left_at, member.level, member.spent_minor = at, 0, 0
    member.save(update_fields=["left_at", "level", "spent_minor"])
    record("members.leave", target=member, by=by, at=at, after={"points": -lost})

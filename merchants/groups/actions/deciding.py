"""Whether a group has filled. Decided once, under its row; the orders of its seats follow one by one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from ecosystem.audit.public import record
from ecosystem.feed.public import publish
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.money import CNY
from ecosystem.kernel.verbs import entry, inner
from ecosystem.notices.public import nudge
from ecosystem.once.public import once

from .. import access
from ..errors import GroupOver, NobodyPaid
from ..facts import GroupFailed, GroupFilled
from ..models import Group, Seat

CLOCK = platform("groups.clock")
EXPIRED, SUSPENDED = "expired", "suspended"


@entry
def complete_group(*, group_id: UUID, key: str, by: Actor, at: datetime) -> Group:
    """The shop gives the price to those who have paid, though seats are empty, once a key. Everybody sees that it did.

    Raises:
        GroupNotFound: not a group at a shop that the actor manages.
        NobodyPaid: there is nobody to give it to.
        GroupOver: it was not filled in time.
    """
    with once(key, verb="groups.complete", by=by, body={"group": group_id}, at=at) as turn:
        group = access.group_for_shop(by, group_id, lock=True)
        if turn.earlier:
            return group
        turn.remember(group=group_id)
        if group.status == Group.Status.SUCCEEDED:
            return group
        if group.status != Group.Status.FORMING or group.expires_at <= at:
            raise GroupOver(status=str(Group.Status.FAILED.label))
        if not group.seats_paid:
            raise NobodyPaid
        group.status, group.completed_by_shop, group.decided_at = Group.Status.SUCCEEDED, True, at
        group.save(update_fields=["status", "completed_by_shop", "decided_at"])
        record("groups.complete", target=group, by=by, at=at, after={"people": group.seats_paid, "size": group.size}, about=group.shop_id)
        tell_filled(group, at=at)
        return group


@entry
def fail_late_groups(*, at: datetime, most: int = 100) -> int:
    """Give up groups whose time is over, or whose shop the bank has stopped; how many. Safe to run by several workers.

    The money goes back with the orders, each in its own transaction.
    """
    late = Group.objects.filter(Q(expires_at__lte=at) | Q(shop__suspended_at__isnull=False), status=Group.Status.FORMING)
    groups = list(late.select_for_update(skip_locked=True, of=("self",), no_key=True).select_related("shop").order_by("expires_at", "pk")[:most])
    for group in groups:
        reason = EXPIRED if group.expires_at <= at else SUSPENDED
        group.status, group.decided_at = Group.Status.FAILED, at
        group.save(update_fields=["status", "decided_at"])
        record("groups.fail", target=group, by=CLOCK, at=at, after={"people": group.seats_paid, "size": group.size}, reason=reason)
        fact = GroupFailed(group=str(group.pk), size=group.size, people=group.seats_paid, reason=reason)
        publish(fact, about=group.shop.party_id, key=f"group/{group.pk}/failed", at=at)
        _wake(group)
    return len(groups)


@inner
def tell_filled(group: Group, *, at: datetime) -> None:
    """The fact that a group has filled, and its people's pages."""
    fact = GroupFilled(
        group=str(group.pk),
        size=group.size,
        people=group.seats_paid,
        price_minor=group.price_minor,
        currency=CNY,
        completed_by_shop=group.completed_by_shop,
    )
    publish(fact, about=group.shop.party_id, key=f"group/{group.pk}/filled", at=at)
    _wake(group)


@inner
def _wake(group: Group) -> None:
    people = Seat.objects.filter(group=group).exclude(status=Seat.Status.LEFT).values_list("buyer_id", flat=True)
    nudge({group.shop.party_id, *people}, "groups")

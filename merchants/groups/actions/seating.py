"""Seats: taken before they are paid, paid once, given up. Every change of a count is made under its group's row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import F

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.codes import new_code
from ecosystem.kernel.errors import Unauthenticated
from ecosystem.kernel.verbs import inner
from merchants.shops.public import KEEPERS, shops_where

from .. import rules
from ..errors import GroupBuyNotFound, GroupBuyOver, GroupFull, GroupOver, InTheGroup, OwnGroup
from ..models import Group, GroupBuy, Seat
from .deciding import tell_filled

# The groups are locked in the order of their ids, whatever order their seats come in.
PAY = """
WITH locked AS (
    SELECT g.id FROM groups_group g WHERE g.id IN (SELECT s.group_id FROM groups_seat s WHERE s.order_id = ANY(%(orders)s))
    ORDER BY g.id FOR NO KEY UPDATE OF g),
paid AS (
    UPDATE groups_seat s SET status = 'paid', paid_at = %(at)s FROM locked l
    WHERE s.group_id = l.id AND s.order_id = ANY(%(orders)s) AND s.status = 'held' RETURNING s.group_id)
UPDATE groups_group g SET seats_paid = g.seats_paid + p.n,
    status = CASE WHEN g.status = 'forming' AND g.seats_paid + p.n = g.size THEN 'succeeded' ELSE g.status END,
    decided_at = CASE WHEN g.status = 'forming' AND g.seats_paid + p.n = g.size THEN %(at)s ELSE g.decided_at END
FROM (SELECT group_id, count(*) AS n FROM paid GROUP BY group_id) p WHERE g.id = p.group_id
RETURNING g.id, g.status = 'succeeded' AND g.decided_at = %(at)s AND NOT g.completed_by_shop
"""
# An unpaid seat is always given up; a paid one only while its group forms.
LEAVE = """
WITH locked AS (
    SELECT g.id, g.status FROM groups_group g WHERE g.id IN (SELECT s.group_id FROM groups_seat s WHERE s.order_id = ANY(%(orders)s))
    ORDER BY g.id FOR NO KEY UPDATE OF g),
gone AS (
    UPDATE groups_seat s SET status = 'left', left_at = %(at)s FROM locked l
    WHERE s.group_id = l.id AND s.order_id = ANY(%(orders)s) AND (s.status = 'held' OR s.status = 'paid' AND l.status = 'forming')
    RETURNING s.group_id, s.paid_at IS NOT NULL AS was_paid)
UPDATE groups_group g SET seats_taken = g.seats_taken - n.seats, seats_paid = g.seats_paid - n.paid
FROM (SELECT group_id, count(*) AS seats, count(*) FILTER (WHERE was_paid) AS paid FROM gone GROUP BY group_id) n WHERE g.id = n.group_id
"""


@inner
def begin_group(*, group_buy_id: UUID, size: int, by: Actor, at: datetime) -> Group:
    """Open a group of so many people for somebody who takes its first seat in the same transaction.

    Raises:
        GroupBuyNotFound: no such offer, or none for this size, or the bank has stopped its shop.
        GroupBuyOver: no new group may begin.
    """
    offer = GroupBuy.objects.select_related("shop").filter(pk=group_buy_id, shop__suspended_at=None).first()
    step = offer.steps.filter(size=size).first() if offer else None
    if offer is None or step is None:
        raise GroupBuyNotFound
    if offer.state(at) != "running":
        raise GroupBuyOver
    group = Group.objects.create(
        group_buy=offer,
        shop=offer.shop,
        sku_id=offer.sku_id,
        code=new_code(rules.CODE_LENGTH),
        size=step.size,
        price_minor=step.price_minor,
        started_at=at,
        expires_at=at + timedelta(hours=offer.hours),
    )
    record("groups.begin", target=group, by=by, at=at, after={"size": group.size, "price_minor": group.price_minor})
    return group


@inner
def take_seat(*, group: Group, order_id: UUID, by: Actor, at: datetime) -> Seat:
    """Take a seat for the order that the caller places and pays: one statement counts it, and refuses the one too many.

    Raises:
        Unauthenticated: nobody is signed in.
        OwnGroup: the actor keeps the shop.
        InTheGroup: she sits in it.
        GroupFull, GroupOver: no seat is left, or no time.
    """
    if by.party_id is None:
        raise Unauthenticated
    if shops_where(by, KEEPERS).filter(pk=group.shop_id).exists():
        raise OwnGroup
    seats = Group.objects.filter(pk=group.pk, status=Group.Status.FORMING, expires_at__gt=at, seats_taken__lt=F("size"))
    taken = seats.update(seats_taken=F("seats_taken") + 1)
    group.refresh_from_db(fields=["seats_taken", "seats_paid", "status", "decided_at"])
    # Asked under the group's row: her other phone has committed or waits behind this one.
    if Seat.objects.filter(group=group, buyer=by.party_id).exclude(status=Seat.Status.LEFT).exists():
        raise InTheGroup
    if not taken:
        if group.status == Group.Status.FORMING and group.expires_at > at:
            raise GroupFull
        late = Group.Status.FAILED if group.status == Group.Status.FORMING else Group.Status(group.status)
        raise GroupOver(status=str(late.label))
    return Seat.objects.create(group=group, buyer_id=by.party_id, order_id=order_id, taken_at=at)


@inner
def hold_groups(*, order_ids: Sequence[UUID]) -> None:
    """Lock the groups in which some orders sit, for whoever will move money before telling them."""
    mine = Seat.objects.filter(order_id__in=order_ids).values("group")
    list(Group.objects.select_for_update(no_key=True).filter(pk__in=mine).order_by("pk").values_list("pk"))


@inner
def pay_seats(*, order_ids: Sequence[UUID], at: datetime) -> None:
    """The orders are paid: so are their seats, and a group whose last seat it was has filled."""
    with connection.cursor() as cursor:
        cursor.execute(PAY, {"orders": list(order_ids), "at": at})
        filled = [row[0] for row in cursor.fetchall() if row[1]]
    for group in Group.objects.filter(pk__in=filled).select_related("shop").order_by("pk"):
        tell_filled(group, at=at)


@inner
def leave_seats(*, order_ids: Sequence[UUID], at: datetime) -> None:
    """The orders ended without goods changing hands: their seats are free again, unless their group is decided. Again: nothing changes."""
    with connection.cursor() as cursor:
        cursor.execute(LEAVE, {"orders": list(order_ids), "at": at})

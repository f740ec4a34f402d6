"""Places at points: taken before they are paid for, given up with their order. Every change of a count is made under its point's row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import F

from ecosystem.kernel.verbs import inner
from ecosystem.notices.public import nudge

from .. import rules
from ..errors import NotToThatPoint, ParcelMoved, PointFull
from ..models import Bringing, Parcel, Point

# The points are locked in the order of their ids, whatever order their parcels come in.
LEAVE = """
WITH locked AS (
    SELECT p.id FROM points_point p WHERE p.id IN (
        SELECT c.point_id FROM points_parcel c WHERE c.order_id = ANY(%(orders)s) AND c.status = 'expected')
    ORDER BY p.id FOR NO KEY UPDATE OF p),
gone AS (
    UPDATE points_parcel c SET status = 'left', ended_at = %(at)s FROM locked l
    WHERE c.point_id = l.id AND c.order_id = ANY(%(orders)s) AND c.status = 'expected' RETURNING c.point_id)
UPDATE points_point p SET taken = p.taken - n.parcels
FROM (SELECT point_id, count(*) AS parcels FROM gone GROUP BY point_id) n WHERE p.id = n.point_id
"""


@dataclass(frozen=True, slots=True)
class Way:
    """A point, and what each of some shops asks for bringing an order there. Minor units."""

    point: Point
    fees: Mapping[UUID, int]

    def fee_of(self, shop_id: UUID) -> int:
        """What one order of a shop costs its buyer: the way there, and the point's part."""
        return self.fees[shop_id] + self.point.fee_minor


@inner
def take_places(*, way: Way, shops: Mapping[UUID, UUID], at: datetime) -> None:
    """A place for each order that the caller places (order → its shop): one statement counts them, and refuses what is too many.

    Raises:
        PointFull: it has no room for all of them, takes nothing more, or asks another fee now.
        NotToThatPoint: one of the shops does not bring things there, or not for that fee.
    """
    point = way.point
    free = Point.objects.filter(pk=point.pk, is_open=True, fee_minor=point.fee_minor, capacity__gte=F("taken") + len(shops))
    if not free.update(taken=F("taken") + len(shops)):
        raise PointFull
    # Asked under the point's row, so that no shop changes its mind meanwhile.
    fees = dict(Bringing.objects.filter(point=point, shop__in=set(shops.values())).values_list("shop_id", "fee_minor"))
    if fees != {shop_id: way.fees[shop_id] for shop_id in shops.values()}:
        raise NotToThatPoint
    told = {"point": point, "fee_minor": point.fee_minor, "booked_at": at}
    Parcel.objects.bulk_create(Parcel(order_id=order_id, shop_id=shop_id, **told) for order_id, shop_id in sorted(shops.items()))


@inner
def leave_places(*, order_ids: Sequence[UUID], at: datetime) -> None:
    """The orders ended before they were brought: their places are free again. Again: nothing changes."""
    with connection.cursor() as cursor:
        cursor.execute(LEAVE, {"orders": list(order_ids), "at": at})


@inner
def move_parcel(parcel: Parcel, to: str, *, at: datetime) -> Parcel:
    """Take a parcel whose order the caller holds to ``to``; once it is gone its place is free. Raises ``ParcelMoved`` from anywhere else."""
    change = {"status": to, rules.STAMP[to]: at, **({"keep_until": rules.kept_until(at)} if to == "dropped" else {})}
    if to not in rules.THERE:
        # Its row before the parcel's, as whoever leaves a place locks them.
        Point.objects.select_for_update(no_key=True).get(pk=parcel.point_id)
    if not Parcel.objects.filter(pk=parcel.pk, status__in=rules.BEFORE[to]).update(**change):
        now = Parcel.objects.values_list("status", flat=True).get(pk=parcel.pk)
        raise ParcelMoved(status=str(Parcel.Status(now).label))
    if to not in rules.THERE:
        Point.objects.filter(pk=parcel.point_id).update(taken=F("taken") - 1)
    for name, value in change.items():
        setattr(parcel, name, value)
    nudge([parcel.point.shop.party_id, parcel.shop.party_id], "points")
    return parcel

"""A shop offers to receive parcels; other shops say that they bring theirs there."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry
from merchants.shops.public import MANAGERS, shop_for

from .. import access, rules
from ..errors import BadPoint, OwnPoint, PointHolds
from ..models import Bringing, Point


@dataclass(frozen=True, slots=True)
class Terms:
    """What a point asks for a parcel, in minor units, and for how many it has room."""

    fee_minor: int
    capacity: int


@entry
def offer_point(*, shop_id: UUID, terms: Terms, by: Actor, at: datetime) -> Point:
    """The shop receives parcels from now on, or by these terms from now on; parcels that are there keep their fee. Again: nothing changes.

    Raises:
        NotFound: not a shop that the actor manages.
        BadPoint: a fee or a room that no point has.
        PointHolds: less room than is taken.
    """
    shop = shop_for(by, shop_id, MANAGERS, lock=True)
    if not (0 < terms.fee_minor <= rules.MOST_FEE_MINOR and 0 < terms.capacity <= rules.MOST_PARCELS):
        raise BadPoint
    point = Point.objects.select_for_update(of=("self",), no_key=True).filter(shop=shop).first() or Point(shop=shop, since=at)
    if point.taken > terms.capacity:
        raise PointHolds(taken=point.taken)
    before = None if point._state.adding else {"fee_minor": point.fee_minor, "capacity": point.capacity, "is_open": point.is_open}
    point.fee_minor, point.capacity, point.is_open = terms.fee_minor, terms.capacity, True
    point.save()
    record("points.offer", target=point, by=by, at=at, before=before, after=asdict(terms), about=shop.pk)
    return point


@entry
def close_point(*, shop_id: UUID, by: Actor, at: datetime) -> Point:
    """The shop takes no more parcels; what is promised still comes, and what lies there is handed out. Again: nothing changes.

    Raises:
        NotFound: not a shop that the actor manages.
        PointNotFound: it is no point.
    """
    shop = shop_for(by, shop_id, MANAGERS)
    point = access.point_at(shop.pk, lock=True)
    if point.is_open:
        Point.objects.filter(pk=point.pk).update(is_open=False)
        point.is_open = False
        record("points.close", target=point, by=by, at=at, before={"is_open": True}, after={"is_open": False, "taken": point.taken}, about=shop.pk)
    return point


@entry
def bring_to_point(*, point_id: UUID, shop_id: UUID, fee_minor: int, by: Actor, at: datetime) -> Bringing:
    """Another shop brings what it sells there, for so much an order on top of the point's fee. Again: the fee is this now.

    Raises:
        NotFound: not a shop that the actor manages.
        PointNotFound: no such point.
        BadPoint: a fee that is none, or too much. OwnPoint: the point is the same merchant's.
    """
    shop = shop_for(by, shop_id, MANAGERS)
    if not 0 <= fee_minor <= rules.MOST_FEE_MINOR:
        raise BadPoint
    # Under its row nobody's fee is frozen.
    point = access.point_shown(point_id, lock=True)
    if point.shop.party_id == shop.party_id:
        raise OwnPoint
    defaults = {"fee_minor": fee_minor}
    before = Bringing.objects.filter(point=point, shop=shop).values("fee_minor").first()
    said, _new = Bringing.objects.update_or_create(point=point, shop=shop, defaults=defaults, create_defaults={**defaults, "since": at})
    record("points.bring", target=point, by=by, at=at, before=before, after={"shop": str(shop.pk), "fee_minor": fee_minor}, about=shop.pk)
    return said


@entry
def stop_bringing(*, point_id: UUID, shop_id: UUID, by: Actor, at: datetime) -> None:
    """The shop brings nothing more there; what is ordered it still brings. Again: nothing changes.

    Raises:
        NotFound: not a shop that the actor manages.
        PointNotFound: no such point.
    """
    shop = shop_for(by, shop_id, MANAGERS)
    point = access.point_shown(point_id, lock=True)
    brings = Bringing.objects.filter(point=point, shop=shop)
    before = brings.values("fee_minor").first()
    if brings.delete()[0]:
        record("points.stop", target=point, by=by, at=at, before=before, after={"shop": str(shop.pk)}, about=shop.pk)

"""What other rooms and wings may take from points."""

from .access import parcel_for_point, parcel_for_shop, point_shown
from .actions import Terms, Way, bring_to_point, leave_places, move_parcel, offer_point, take_places
from .errors import NotToThatPoint, ParcelMoved, ParcelNotFound, PointFull, PointNotFound
from .models import Parcel, Point
from .queries import overdue_orders, parcel_of, parcels_at, point_of, to_fetch, way_to, ways_with_all
from .rules import KEPT_FOR, MOST_TRIES

__all__ = [
    "KEPT_FOR",
    "MOST_TRIES",
    "NotToThatPoint",
    "Parcel",
    "ParcelMoved",
    "ParcelNotFound",
    "Point",
    "PointFull",
    "PointNotFound",
    "Terms",
    "Way",
    "bring_to_point",
    "leave_places",
    "move_parcel",
    "offer_point",
    "overdue_orders",
    "parcel_for_point",
    "parcel_for_shop",
    "parcel_of",
    "parcels_at",
    "point_of",
    "point_shown",
    "take_places",
    "to_fetch",
    "way_to",
    "ways_with_all",
]

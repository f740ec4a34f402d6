"""Rounds for screens and endpoints; each has a query budget in the tests."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from math import cos, radians
from uuid import UUID

from django.db.models import Count, F, Prefetch, Q, QuerySet

from ecosystem.places.public import distance, metres
from merchants.shops.public import Shop

from . import rules
from .models import Round, Seat, Serving

OPEN = Round.Status.OPEN
# A degree of latitude is a little more than this, so that a box made with it holds its circle.
DEGREE_M = 111_000
SERVINGS = Prefetch("servings", Serving.objects.select_related("shop").order_by("since", "pk"))


@dataclass(frozen=True, slots=True)
class NearRound:
    """A round and how far its estate is from somebody, as the crow flies."""

    round: Round
    metres: int

    @property
    def away(self) -> str:
        return distance(self.metres)


def rounds_near(lat: float | Decimal, lng: float | Decimal, *, at: datetime, within_m: int = rules.NEAR_M, most: int = 20) -> list[NearRound]:
    """Rounds that can be joined now at estates not farther than that: the one that is cut off next first."""
    rows = _joinable(at).filter(_around(Decimal(str(lat)), Decimal(str(lng)), within_m)).select_related("landmark", "shop").prefetch_related(SERVINGS)
    found = [NearRound(one, metres(lat, lng, one.landmark.lat, one.landmark.lng)) for one in rows.order_by("cuts_off_at", "pk")]
    return [one for one in found if one.metres <= within_m][:most]


def rounds_with_all(shop_ids: Collection[UUID], *, at: datetime, most: int = 6) -> list[Round]:
    """Rounds that all of some shops serve and that have a seat for each: the one that is cut off next first."""
    wanted = set(shop_ids)
    served = _joinable(at).filter(most__gte=F("seats_taken") + len(wanted))
    served = served.annotate(there=Count("servings", filter=Q(servings__shop__in=wanted))).filter(there=len(wanted))
    return list(served.select_related("landmark", "shop").order_by("cuts_off_at", "pk")[:most]) if wanted else []


def rounds_at(shop_id: UUID, *, since: datetime, most: int = 60) -> QuerySet[Round]:
    """What a shop serves, with ``ours`` of its own orders that are paid: open ones first, the one that is cut off next on top."""
    mine = Q(seats__shop=shop_id, seats__status=Seat.Status.PAID)
    rows = Round.objects.filter(servings__shop=shop_id, ends_at__gt=since).select_related("landmark", "shop").prefetch_related(SERVINGS)
    return rows.annotate(ours=Count("seats", filter=mine, distinct=True)).order_by(F("decided_at").asc(nulls_first=True), "cuts_off_at", "pk")[:most]


def rounds_to_serve(shop: Shop, *, at: datetime, most: int = 20) -> list[NearRound]:
    """Rounds of others to estates near a shop, which it could come along with."""
    return [one for one in rounds_near(shop.lat, shop.lng, at=at, most=200) if shop.pk not in one.round.shops][:most]


def served_by(round_id: UUID) -> list[Shop]:
    """The shops that come with a round, in the order in which they said so."""
    return [serving.shop for serving in Serving.objects.filter(round=round_id).select_related("shop").order_by("since", "pk")]


def seats_of(round_id: UUID, buyer_id: UUID | None) -> list[Seat]:
    """Somebody's seats in a round."""
    mine = Seat.objects.filter(round=round_id, buyer=buyer_id, buyer__isnull=False).exclude(status=Seat.Status.LEFT)
    return list(mine.select_related("shop").order_by("taken_at", "pk"))


def seat_of_order(order_id: UUID) -> Seat | None:
    """The seat that an order is."""
    return Seat.objects.select_related("round__landmark").filter(order_id=order_id).first()


def rounds_of(buyer_id: UUID, *, most: int = 40) -> QuerySet[Seat]:
    """Where somebody sits or sat, newest first."""
    mine = Seat.objects.filter(buyer=buyer_id).exclude(status=Seat.Status.LEFT)
    return mine.select_related("round__landmark", "shop").order_by("-taken_at", "-pk")[:most]


def _joinable(at: datetime) -> QuerySet[Round]:
    return Round.objects.filter(status=OPEN, cuts_off_at__gt=at, seats_taken__lt=F("most"))


def _around(lat: Decimal, lng: Decimal, within_m: int) -> Q:
    """A box that holds the circle; the circle itself is measured row by row."""
    north = Decimal(within_m) / DEGREE_M
    east = north / Decimal(max(cos(radians(float(lat))), 0.01))
    return Q(landmark__lat__range=(lat - north, lat + north), landmark__lng__range=(lng - east, lng + east))

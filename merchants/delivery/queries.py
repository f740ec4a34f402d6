from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from ecosystem.identity.public import Person
from ecosystem.kernel.actor import Actor
from merchants.orders.public import Order
from merchants.points.public import Parcel, parcels_at, point_of, to_fetch
from merchants.shops.public import RIDERS, Shop, held_at, shops_where

from . import rules
from .models import Delivery, DoorLeave, Photo


def under_way(actor: Actor) -> QuerySet[Delivery]:
    """What the actor is to bring, or bring back, the oldest first."""
    mine = Delivery.objects.filter(rider=actor.person_id, status__in=rules.OPEN, order__shop__in=shops_where(actor, RIDERS))
    return mine.select_related("order__shop", "order__point", "rider").prefetch_related("order__lines").order_by("assigned_at", "pk")


def free_to_take(actor: Actor, *, most: int = 50) -> QuerySet[Order]:
    """Orders that wait to be brought by anybody who rides for the shop, the soonest promised first."""
    taken = Delivery.objects.filter(order=OuterRef("pk"), status__in=rules.OPEN)
    waiting = Order.objects.filter(~Exists(taken), shop__in=shops_where(actor, RIDERS), channel=Order.Channel.DELIVERY, status__in=rules.TO_BRING)
    return waiting.select_related("shop").prefetch_related("lines").order_by("promised_at", "placed_at")[:most]


def brought_since(actor: Actor, since: datetime) -> int:
    return Delivery.objects.filter(rider=actor.person_id, status=Delivery.Status.DELIVERED, ended_at__gte=since).count()


def deliveries_of(order_id: UUID) -> list[Delivery]:
    """Every try at bringing an order, the latest first."""
    mine = Delivery.objects.filter(order=order_id).select_related("rider__party").prefetch_related("photos")
    return list(mine.order_by("-assigned_at", "-pk"))


def latest_of(order_id: UUID) -> Delivery | None:
    """Who brings the order now, if anybody does; or the courier that says that it has handed it over."""
    here = Q(status__in=rules.OPEN) | Q(proof=rules.COURIER)
    return Delivery.objects.filter(here, order=order_id).select_related("rider__party").order_by("-assigned_at").first()


def may_be_left(order_id: UUID) -> bool:
    """Whether the buyer lets it be left at her door."""
    return DoorLeave.objects.filter(order=order_id).exists()


@dataclass(frozen=True, slots=True)
class Door:
    """What a buyer sees of her door: what she said, what was left there, and whether she may still say otherwise."""

    may_be_left: bool
    left: list[Photo]
    may_say: bool


def door_of(order: Order) -> Door:
    """Two statements."""
    left = Photo.objects.filter(delivery__order=order, of=Photo.Of.LEFT).order_by("pk")
    may_say = order.channel == Order.Channel.DELIVERY and order.round_id is None and order.point_id is None and order.status in rules.BUYER_MAY_SAY
    return Door(may_be_left(order.pk), list(left) if order.status == Order.Status.COMPLETED else [], may_say)


def riders_at(shop: Shop) -> list[Person]:
    """Who may bring the shop's orders: its riders first, then its keepers."""
    held = held_at(shop).filter(role__in=list(RIDERS)).select_related("person__party").order_by("since", "pk")
    found: dict[UUID, tuple[bool, Person]] = {}
    for one in held:
        rides = one.role == "rider" or found.get(one.person_id, (False,))[0]
        found[one.person_id] = (rides, one.person)
    return [person for _rides, person in sorted(found.values(), key=lambda pair: not pair[0])]


def orders_that_ended(*, most: int = 200) -> list[UUID]:
    """Orders that ended while somebody still has them to bring."""
    # What a courier has is its firm's to end.
    left = Delivery.objects.filter(rider__isnull=False, status__in=rules.OPEN, order__status__in=[Order.Status.COMPLETED, Order.Status.CANCELLED])
    return list(left.values_list("order", flat=True)[:most])


@dataclass(frozen=True, slots=True)
class Lying:
    """A parcel with the number by which its buyer asks for it."""

    parcel: Parcel
    number: str


def parcels_of(shop: Shop) -> tuple[list[Lying], list[Lying]]:
    """What lies at a shop's point or is promised to it, and what the shop has to fetch from others; four statements."""
    point = point_of(shop.pk)
    there, fetch = list(parcels_at(point)) if point else [], list(to_fetch(shop.pk))
    numbers = dict(Order.objects.filter(pk__in=[one.order_id for one in (*there, *fetch)]).values_list("pk", "number"))
    return [Lying(one, numbers[one.order_id]) for one in there], [Lying(one, numbers[one.order_id]) for one in fetch]

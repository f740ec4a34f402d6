"""Group-buys for screens and endpoints; each has a query budget in the tests."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from .models import Group, GroupBuy, Seat, Step

STEPS = Prefetch("steps", Step.objects.order_by("size"))
FORMING = Group.Status.FORMING


def group_buys_of(shop_id: UUID, *, most: int = 40) -> QuerySet[GroupBuy]:
    """What a shop offers to groups, newest first, with ``begun`` and ``filled`` groups and the ``people`` in filled ones."""
    filled = Q(groups__status=Group.Status.SUCCEEDED)
    rows = GroupBuy.objects.filter(shop=shop_id).select_related("sku").prefetch_related(STEPS)
    counted = rows.annotate(
        begun=Count("groups"), filled=Count("groups", filter=filled), people=Coalesce(Sum("groups__seats_paid", filter=filled), 0)
    )
    return counted.order_by("-created_at", "-pk")[:most]


def groups_at(shop_id: UUID, *, most: int = 40) -> QuerySet[Group]:
    """The groups at a shop: forming ones first, the one whose time ends next on top."""
    rows = Group.objects.filter(shop=shop_id).select_related("sku").annotate(waits=Count("pk", filter=Q(status=FORMING)))
    return rows.order_by("-waits", "decided_at", "expires_at", "pk")[:most]


def running_at(shop_id: UUID, at: datetime) -> list[GroupBuy]:
    """What anybody may begin a group for, with the groups ``to_join`` that have a seat left."""
    forming = _to_join(at)
    rows = GroupBuy.objects.filter(shop=shop_id, ended_at=None, starts_at__lte=at, ends_at__gt=at, shop__suspended_at=None, sku__on_sale=True)
    return list(rows.select_related("sku").prefetch_related(STEPS, Prefetch("groups", forming, to_attr="to_join")).order_by("ends_at", "pk"))


def groups_to_join(group_buy_id: UUID, at: datetime, *, most: int = 40) -> QuerySet[Group]:
    """Groups of one offer that have a seat left, the one whose time ends next first."""
    return _to_join(at).filter(group_buy=group_buy_id)[:most]


def _to_join(at: datetime) -> QuerySet[Group]:
    return Group.objects.filter(status=FORMING, expires_at__gt=at, seats_taken__lt=F("size")).order_by("expires_at", "pk")


def group_buy_shown(group_buy_id: UUID) -> GroupBuy | None:
    return GroupBuy.objects.filter(pk=group_buy_id).select_related("shop", "sku").prefetch_related(STEPS).first()


def groups_of(buyer_id: UUID, *, most: int = 40) -> QuerySet[Seat]:
    """Where somebody sits or sat, newest first."""
    mine = Seat.objects.filter(buyer=buyer_id).exclude(status=Seat.Status.LEFT)
    return mine.select_related("group__sku", "group__shop").order_by("-taken_at", "-pk")[:most]


def seat_in(group_id: UUID, buyer_id: UUID | None) -> Seat | None:
    """Her seat in a group, if she has one."""
    return Seat.objects.filter(group=group_id, buyer=buyer_id, buyer__isnull=False).exclude(status=Seat.Status.LEFT).first()

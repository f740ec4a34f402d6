"""Settled money becomes available when its days are over."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.identity.public import require_operator
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.verbs import entry, inner
from ecosystem.ledger.public import Leg, available_of, held_of, post_transfer
from ecosystem.notices.public import nudge
from merchants.shops.public import Category, Shop

from ..errors import NoSuchWait
from ..models import HoldDays, Settlement

LONGEST_DAYS = 90


@inner
def lock_shop(shop_id: UUID) -> Shop:
    """Hold a shop's statement: payouts, releases, reversals and recoveries of one shop come one after another.

    Raises:
        NotFound: no such shop.
    """
    shop = Shop.objects.select_for_update(no_key=True).filter(pk=shop_id).first()
    if shop is None:
        raise NotFound
    return shop


@entry
def release_held(*, shop_id: UUID, at: datetime) -> int:
    """Make a shop's entries available whose days are over, in one transfer; returns how many. Again: none."""
    shop = lock_shop(shop_id)
    due = Settlement.objects.select_for_update().filter(shop=shop, released_at=None, available_on__lte=business_date(at))
    rows = list(due.order_by("settled_at", "pk"))
    total = sum(row.net_minor + row.advanced_minor for row in rows)
    if total:
        legs = [Leg(held_of(shop.party_id), -total), Leg(available_of(shop.party_id), total)]
        post_transfer(key=f"release/{uuid7()}", kind="release", legs=legs, at=at, memo={"entries": len(rows)})
    Settlement.objects.filter(pk__in=[row.pk for row in rows]).update(released_at=at)
    nudge([shop.party_id], "funds")
    return len(rows)


@entry
def set_hold_days(*, days: int, category: str = "", shop_id: UUID | None = None, by: Actor, at: datetime) -> HoldDays:
    """How long settled sales of a category, or of one shop, wait from now on; those that wait already keep their day.

    Raises:
        NotFound: not an operator; no such shop or category.
        NoSuchWait: fewer than 0 or more than 90 days.
    """
    require_operator(by)
    known = Shop.objects.filter(pk=shop_id).exists() if shop_id else category in Category.values
    if not known:
        raise NotFound
    if not 0 <= days <= LONGEST_DAYS:
        raise NoSuchWait
    named = {"shop_id": shop_id, "category": None} if shop_id else {"shop_id": None, "category": category}
    before = HoldDays.objects.filter(**named).values("days").first()
    wait, _new = HoldDays.objects.update_or_create(**named, defaults={"days": days, "set_by": by.name, "set_at": at})
    after = {"days": days, "category": category, "shop": str(shop_id or "")}
    record("settlement.set_hold_days", target=wait, by=by, at=at, before=before, after=after, about=shop_id)
    return wait

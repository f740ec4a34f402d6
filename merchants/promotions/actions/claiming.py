"""Coupons: taken by people, void by the shop, over by themselves."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import Unauthenticated
from ecosystem.kernel.verbs import entry
from ecosystem.once.public import once
from merchants.members.public import spend_points
from merchants.shops.public import MANAGERS, shops_where

from ..errors import EnoughCoupons, NoCouponsLeft, PromotionNotFound
from ..models import Coupon, Promotion

# Who pays with points may take as often as they last.
UNLIMITED = 32_000


@entry
def claim_coupon(*, promotion_id: UUID, key: str, by: Actor, at: datetime) -> Coupon:
    """Take one coupon; the same key takes it once. One that costs points burns them in the same breath.

    The promotion's counter goes up by one conditional statement, whose row lock makes everybody else wait: what is left and
    how many she has are counted under it. The unique number of a person's coupons stands behind.

    Raises:
        Unauthenticated: nobody is signed in.
        PromotionNotFound: there is no such coupon to take now.
        NoCouponsLeft, EnoughCoupons: nobody, or not she, may take one more.
        NotAMember, TooFewPoints: it costs points that she does not have.
    """
    if by.party_id is None:
        raise Unauthenticated
    with once(key, verb="promotions.claim", by=by, body={"promotion": promotion_id}, at=at) as turn:
        if turn.earlier:
            return Coupon.objects.select_related("promotion").get(pk=turn.earlier["coupon"])
        promotion = _taken(promotion_id, at)
        seq = Coupon.objects.filter(promotion=promotion, holder=by.party_id).count() + 1
        if seq > (promotion.per_person or (UNLIMITED if promotion.points else 1)):
            raise EnoughCoupons
        until = at + timedelta(days=promotion.valid_days)
        coupon = Coupon.objects.create(
            promotion=promotion,
            holder_id=by.party_id,
            seq=seq,
            merchant_pct=promotion.merchant_pct,
            platform_pct=promotion.platform_pct,
            supplier_pct=promotion.supplier_pct,
            issued_at=at,
            expires_at=until,
        )
        if promotion.points:
            spend_points(shop_id=promotion.shop_id, points=promotion.points, cause=coupon.pk, by=by, at=at)
        turn.remember(coupon=coupon.pk)
        return coupon


def _taken(promotion_id: UUID, at: datetime) -> Promotion:
    """The promotion with one coupon more taken. Raises ``PromotionNotFound`` or ``NoCouponsLeft``."""
    running = Promotion.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at), pk=promotion_id, kind=Promotion.Kind.COUPON, status=Promotion.Status.PUBLISHED, starts_at__lte=at
    )
    if not running.filter(Q(total=None) | Q(taken__lt=F("total"))).update(taken=F("taken") + 1):
        raise NoCouponsLeft if running.exists() else PromotionNotFound
    return Promotion.objects.get(pk=promotion_id)


@entry
def void_coupon(*, coupon_id: UUID, reason: str, by: Actor, at: datetime) -> Coupon:
    """Take back a coupon that nobody has used: it went to somebody by mistake.

    Raises:
        PromotionNotFound: not a coupon of a shop that the actor manages, or it is in an order.
    """
    mine = Coupon.objects.filter(pk=coupon_id, promotion__shop__in=shops_where(by, MANAGERS))
    # Locked and then read: an update that joins looks at the status as it was, and would take it out of the order that has it.
    coupon = mine.select_for_update(of=("self",), no_key=True).first()
    if coupon is None or coupon.status != Coupon.Status.ISSUED:
        raise PromotionNotFound
    coupon.status = Coupon.Status.VOIDED
    coupon.save(update_fields=["status"])
    record("promotions.void_coupon", target=coupon, by=by, at=at, reason=reason[:200], about=coupon.promotion.shop_id)
    return coupon


@entry
def expire_coupons(*, at: datetime, most: int = 1000) -> int:
    """Mark coupons whose day is over; returns how many. Again: none."""
    late = Coupon.objects.select_for_update(skip_locked=True).filter(status=Coupon.Status.ISSUED, expires_at__lte=at)
    ids = list(late.order_by("expires_at").values_list("pk", flat=True)[:most])
    return Coupon.objects.filter(pk__in=ids, status=Coupon.Status.ISSUED).update(status=Coupon.Status.EXPIRED)

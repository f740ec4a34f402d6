"""Promotions and budgets, for an actor: absent and forbidden are the same."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.identity.public import Membership, Party, bank_roles_of, parties_where
from ecosystem.kernel.actor import Actor
from merchants.shops.public import MANAGERS, shops_where

from . import codes
from .errors import BudgetNotFound, CouponNotFound, PromotionNotFound, ShownCouponStale
from .models import Budget, Coupon, Promotion

FUNDERS = frozenset({Membership.Role.OWNER, Membership.Role.ACCOUNTANT})


def promotion_for(actor: Actor, promotion_id: UUID, *, lock: bool = False) -> Promotion:
    """A promotion of a shop that the actor manages."""
    found = Promotion.objects.filter(pk=promotion_id, shop__in=shops_where(actor, MANAGERS))
    if lock:
        found = found.select_for_update(of=("self",), no_key=True)
    promotion = found.select_related("shop").first()
    if promotion is None:
        raise PromotionNotFound
    return promotion


def budget_for(actor: Actor, budget_id: UUID, *, lock: bool = False) -> Budget:
    """A budget of the bank, for its operators; a budget of a party, for those who keep its money."""
    mine = parties_where(actor, FUNDERS)
    if Membership.Role.OPERATOR in bank_roles_of(actor):
        mine += Party.objects.filter(kind=Party.Kind.BANK_UNIT).values_list("pk", flat=True)
    found = Budget.objects.filter(pk=budget_id, party__in=mine)
    if lock:
        found = found.select_for_update(of=("self",), no_key=True)
    budget = found.select_related("party", "shop").first()
    if budget is None:
        raise BudgetNotFound
    return budget


def coupon_for_holder(actor: Actor, coupon_id: UUID) -> Coupon:
    """A coupon that the actor took. Raises ``CouponNotFound``."""
    found = Coupon.objects.filter(pk=coupon_id, holder=actor.party_id, holder__isnull=False)
    return _one(found.select_related("promotion__shop").prefetch_related("promotion__scopes__sku").first())


def coupon_shown(shop_id: UUID, code: str, *, at: datetime) -> Coupon:
    """The coupon whose code was shown at its shop.

    Raises:
        ShownCouponStale: a code that is too old or not ours.
        CouponNotFound: another shop's, or one that can't be used now.
    """
    return _usable(shop_id, codes.coupon_of_code(code, at), at)


def coupon_on_slip(shop_id: UUID, slip: str, *, at: datetime) -> Coupon:
    """The coupon that the till has read a while ago. Raises as ``coupon_shown``."""
    return _usable(shop_id, codes.coupon_of_slip(slip, shop_id, at), at)


def _usable(shop_id: UUID, coupon_id: UUID | None, at: datetime) -> Coupon:
    if coupon_id is None:
        raise ShownCouponStale
    found = Coupon.objects.filter(pk=coupon_id, promotion__shop=shop_id, status=Coupon.Status.ISSUED, expires_at__gt=at)
    return _one(found.select_related("promotion").first())


def _one(coupon: Coupon | None) -> Coupon:
    if coupon is None:
        raise CouponNotFound
    return coupon

"""What somebody holds: coupons and vouchers, by what can still be done with them; each page has a query budget in the tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from merchants.cards.public import PrepaidCard
from merchants.promotions.public import Coupon, takes_off
from merchants.vouchers.public import Voucher

MOST = 60
TABS = ("usable", "used", "expired")
# A coupon in an order comes back if the order does not: until then it is neither used nor lost.
COUPONS = {
    "usable": lambda at: Q(status="issued", expires_at__gt=at) | Q(status="locked"),
    "used": lambda at: Q(status="used"),
    "expired": lambda at: Q(status__in=["expired", "voided"]) | Q(status="issued", expires_at__lte=at),
}
VOUCHERS = {
    "usable": lambda at: Q(status="issued", expires_at__gt=at),
    "used": lambda at: Q(status="redeemed"),
    "expired": lambda at: Q(status__in=["expired", "refunded"]) | Q(status="issued", expires_at__lte=at),
}


@dataclass(frozen=True, slots=True)
class Held:
    """A coupon in a customer's words, and the articles that it is about; none is all of the shop's."""

    coupon: Coupon
    says: str
    about: list[str]


def coupons_held(holder_id: UUID, tab: str, *, at: datetime) -> list[Held]:
    """Usable ones by the day they end, the others from the latest back."""
    mine = Coupon.objects.filter(COUPONS[tab](at), holder=holder_id).select_related("promotion__shop")
    rows = mine.prefetch_related("promotion__scopes__sku").order_by("expires_at" if tab == "usable" else "-expires_at", "pk")[:MOST]
    return [Held(row, takes_off(row.promotion, ()), [scope.sku.name for scope in row.promotion.scopes.all()]) for row in rows]


def vouchers_held(holder_id: UUID, tab: str, *, at: datetime) -> QuerySet[Voucher]:
    mine = Voucher.objects.filter(VOUCHERS[tab](at), holder=holder_id).select_related("product__sku", "shop")
    return mine.order_by("expires_at" if tab == "usable" else "-expires_at", "pk")[:MOST]


CARDS = {
    "usable": Q(status="active") & (Q(paid_left_minor__gt=0) | Q(bonus_left_minor__gt=0)),
    "used": Q(status="active", paid_left_minor=0, bonus_left_minor=0),
    "expired": Q(status__in=["ended", "refunded", "void"]),
}


def cards_held(holder_id: UUID, tab: str) -> QuerySet[PrepaidCard]:
    return PrepaidCard.objects.filter(CARDS[tab], holder=holder_id).select_related("plan", "shop").order_by("-bought_at", "-pk")[:MOST]


def kept_for(holder_id: UUID) -> int:
    """What the bank keeps of what somebody paid ahead, in minor units: of cards her own money, not what shops put on top."""
    sums = Voucher.objects.filter(holder=holder_id).exclude(status=Voucher.Status.PENDING)
    row = sums.aggregate(paid=Sum("price_minor"), released=Sum("released_minor"), refunded=Sum("refunded_minor"))
    cards = PrepaidCard.objects.filter(holder=holder_id).aggregate(left=Sum("paid_left_minor"))["left"] or 0
    return (row["paid"] or 0) - (row["released"] or 0) - (row["refunded"] or 0) + int(cards)

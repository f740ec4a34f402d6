"""Who pays for whom, as each of the two may see it; the page has a query budget in the tests."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from merchants.orders.public import Order

from .models import Arrangement, FamilyPayment

MOST_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Paid:
    """One order as its payer sees it: where, when and how much. What was bought is not hers to know."""

    arrangement_id: UUID
    shop: str
    total_minor: int
    at: datetime
    status: str


def payers_of(asker_id: UUID, *, at: datetime) -> list[Arrangement]:
    """Those whom she asked, agreed first; a question that nobody answered in time is gone."""
    mine = Arrangement.objects.filter(asker=asker_id, status__in=["asked", "agreed"]).exclude(status="asked", expires_at__lte=at)
    return list(mine.select_related("payer").order_by("status", "asked_at", "pk"))


def ready_to_pay(asker_id: UUID) -> list[Arrangement]:
    """Those who agreed to pay for her, the first first; one statement."""
    return list(Arrangement.objects.filter(asker=asker_id, status="agreed").order_by("agreed_at", "pk"))


def paid_for(payer_id: UUID) -> list[Arrangement]:
    """For whom she pays, and those for whom she has paid and no longer does."""
    return list(Arrangement.objects.filter(payer=payer_id).select_related("asker").order_by("status", "-agreed_at", "pk"))


def payments_by(payer_id: UUID, *, most: int | None = MOST_SHOWN) -> list[Paid]:
    """The last orders that she paid for others, newest first, or all of them; two statements."""
    rows = list(FamilyPayment.objects.filter(arrangement__payer=payer_id).order_by("-at", "-pk")[:most])
    orders = Order.objects.filter(pk__in=[row.order_id for row in rows]).select_related("shop").only("status", "shop__name_zh", "shop__name_en")
    known = {order.pk: order for order in orders}
    return [Paid(row.arrangement_id, known[row.order_id].shop.name, row.total_minor, row.at, known[row.order_id].status) for row in rows]


def open_paid_by(payer_id: UUID, *, most: int) -> list[Order]:
    """Orders of others that she paid for and that are not over yet, the oldest first: what comes back of them comes to her."""
    paid = FamilyPayment.objects.filter(arrangement__payer=payer_id).values("order_id")
    open_ones = Order.objects.filter(pk__in=paid).exclude(status__in=["completed", "closed", "cancelled"]).select_related("shop")
    return list(open_ones.order_by("placed_at", "pk")[:most])


def called_who_paid(order_ids: Collection[UUID]) -> dict[UUID, str]:
    """What the buyer calls whoever paid each of these orders; those that she paid herself are left out."""
    return dict(FamilyPayment.objects.filter(order_id__in=order_ids).values_list("order_id", "arrangement__called"))

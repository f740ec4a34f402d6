"""The numbers of a health score, from the books; and its history."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from ecosystem.kernel.clock import TOWN_TIME, business_date
from ecosystem.payments.public import Refund
from merchants.orders.public import REASONS, SHARED, TO_ANSWER, Order
from merchants.procurement.public import Invoice
from merchants.stock.public import CountLine

from .. import health
from ..models import PARTS, Appeal, Back, Day, HealthTerms, Score


def measures_of(shop_id: UUID, *, at: datetime) -> list[health.Measured]:
    """Each part with its exact numbers; eight statements."""
    on = business_date(at)
    terms = {row.part: row for row in _terms(on)}
    left_out = set(Appeal.objects.filter(shop=shop_id, status="granted", left_out_until__gte=on).values_list("part", flat=True))
    late, cancels, orders = _orders(shop_id, at)
    found = {"late_accepts": (late, orders), "cancels": (cancels, orders), "refunds": _refunds(shop_id, at)}
    found |= {"stock": _stock(shop_id, at), "suppliers": _suppliers(shop_id, on)}
    return [
        health.Measured(part, *found[part], terms[part].weight, terms[part].good_bp, terms[part].bad_bp, part in left_out)
        for part in PARTS
        if part in terms
    ]


def _terms(on: date) -> QuerySet[HealthTerms]:
    newest = HealthTerms.objects.filter(from_on__lte=on).order_by("-from_on").values("from_on")[:1]
    return HealthTerms.objects.filter(from_on=newest)


def _orders(shop_id: UUID, at: datetime) -> tuple[int, int, int]:
    """Late, called off by the shop (a buyer's own change of mind is not its doing), and all that somebody had to accept."""
    since = at - timedelta(days=health.WINDOWS["cancels"])
    orders = Order.objects.filter(shop=shop_id, paid_at__gte=since, paid_at__lte=at, channel__in=TO_ANSWER)
    # A seat waits for its group or round, not for the shop.
    orders = orders.filter(group=None, round=None)
    in_time = F("paid_at") + health.ACCEPT_WITHIN
    late = Q(accepted_at__gt=in_time) | Q(accepted_at=None) & (Q(ended_at__gt=in_time) | Q(ended_at=None, paid_at__lt=at - health.ACCEPT_WITHIN))
    row = orders.aggregate(n=Count("pk"), late=Count("pk", filter=late), off=Count("pk", filter=Q(status="cancelled", reason__in=REASONS)))
    return row["late"], row["off"], row["n"]


def _refunds(shop_id: UUID, at: datetime) -> tuple[int, int]:
    """Given back of what had been handed over, of the sales; at most all of them."""
    since = at - timedelta(days=health.WINDOWS["refunds"])
    kept = Order.objects.filter(pk=OuterRef("order_id")).exclude(status="cancelled")
    # What a round gives back of the fee is as it was told, and nobody's fault.
    shared = Refund.objects.filter(pk=OuterRef("refund_id"), reason=SHARED)
    back = Back.objects.filter(Exists(kept), ~Exists(shared), shop=shop_id, at__gte=since, at__lte=at).aggregate(sum=Sum("amount_minor"))["sum"] or 0
    days = Day.objects.filter(shop=shop_id, on__gte=business_date(since), on__lte=business_date(at))
    sales = days.aggregate(sum=Sum("sales_minor"))["sum"] or 0
    return min(back, sales), sales


def _stock(shop_id: UUID, at: datetime) -> tuple[int, int]:
    """Articles that a posted count found otherwise than the books, of those counted."""
    since = at - timedelta(days=health.WINDOWS["stock"])
    lines = CountLine.objects.filter(count__shop=shop_id, count__status="posted", count__ended_at__gte=since, difference__isnull=False)
    row = lines.aggregate(n=Count("pk"), off=Count("pk", filter=~Q(difference=0)))
    return row["off"], row["n"]


def _suppliers(shop_id: UUID, on: date) -> tuple[int, int]:
    """Bills paid after their day or not at all, of those that fell due."""
    since = on - timedelta(days=health.WINDOWS["suppliers"])
    due = Invoice.objects.filter(order__shop=shop_id, due_on__gte=since, due_on__lt=on, status__in=["held", "matched", "approved", "paying", "paid"])
    paid_on = TruncDate("paid_at", tzinfo=TOWN_TIME)
    row = due.annotate(paid_on=paid_on).aggregate(n=Count("pk"), late=Count("pk", filter=Q(paid_on=None) | Q(paid_on__gt=F("due_on"))))
    return row["late"], row["n"]


def scores_of(shop_id: UUID, *, most: int = 30) -> QuerySet[Score]:
    return Score.objects.filter(shop=shop_id).order_by("-at", "-pk")[:most]


def appeals_of(shop_id: UUID, *, most: int = 20) -> QuerySet[Appeal]:
    return Appeal.objects.filter(shop=shop_id).select_related("score").order_by("-made_at", "-pk")[:most]


def appeals_to_answer(*, most: int = 50) -> QuerySet[Appeal]:
    """For the bank: open ones, the oldest first, then those answered last."""
    rows = Appeal.objects.exclude(status="withdrawn").select_related("shop", "score", "made_by__party")
    return rows.order_by(F("ended_at").desc(nulls_first=True), "made_at")[:most]


def shops_to_score(on: date, *, most: int = 200) -> list[UUID]:
    """Shops that traded in the last thirty days and have no score of this day yet."""
    scored = Score.objects.filter(shop=OuterRef("shop"), on=on)
    traded = Day.objects.filter(on__gte=on - timedelta(days=30)).exclude(Exists(scored))
    return list(traded.order_by("shop").values_list("shop", flat=True).distinct()[:most])

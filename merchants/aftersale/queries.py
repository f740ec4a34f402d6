"""Cases for screens and endpoints; each has a query budget in the tests."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Case as When
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum, Value
from django.db.models import When as Then
from django.db.models.functions import Coalesce

from ecosystem.kernel.clock import business_date
from ecosystem.payments.public import Refund
from merchants.orders.public import Line, Order

from .models import Case, CaseLine, Step, Tally, Terms

LINES = Prefetch("lines", CaseLine.objects.select_related("line").order_by("line__position"))
STEPS = Prefetch("steps", Step.objects.prefetch_related("photos").order_by("pk"))
FOR_THE_SHOP = ("applied", "awaiting_return", "returned")


def terms_on(category: str, on: date) -> Terms:
    """What is in force on a day for a shop of this category; its own before everybody's."""
    begun = Terms.objects.filter(category__in=["", category], from_on__lte=on).order_by("-category", "-from_on")
    return begun[0]


def terms_of(case: Case) -> Terms:
    """The terms of the day on which the case was opened."""
    return terms_on(case.shop.category, business_date(case.applied_at))


def due(at: datetime, *, most: int = 200) -> list[UUID]:
    """Cases whose deadline has passed, the longest overdue first; then those whose money has arrived meanwhile."""
    overdue = Case.objects.filter(due_at__lte=at).order_by("due_at", "pk").values_list("pk", flat=True)[:most]
    arrived = Refund.objects.filter(pk=OuterRef("refund_id"), status=Refund.Status.SUCCEEDED)
    there = Case.objects.filter(Exists(arrived), status=Case.Status.REFUNDING).order_by("pk").values_list("pk", flat=True)[:most]
    return list(dict.fromkeys([*overdue, *there]))


def has_arrived(case: Case) -> bool:
    """Whether the money of a case that waits for it is with the buyer."""
    if case.status != Case.Status.REFUNDING or case.refund_id is None:
        return False
    return Refund.objects.filter(pk=case.refund_id, status=Refund.Status.SUCCEEDED).exists()


def cases_of_shops(shop_ids: Collection[UUID], *, most: int = 50) -> QuerySet[Case]:
    """What waits for the shop first, by its deadline; then what is open elsewhere; then what has ended, newest first."""
    turn = When(Then(status__in=FOR_THE_SHOP, then=Value(0)), Then(ended_at=None, then=Value(1)), default=Value(2))
    rows = Case.objects.filter(shop__in=shop_ids).select_related("order", "shop").prefetch_related(LINES).annotate(turn=turn)
    return rows.order_by("turn", F("due_at").asc(nulls_last=True), "-applied_at", "pk")[:most]


def waiting_count(shop_ids: Collection[UUID]) -> int:
    return Case.objects.filter(shop__in=shop_ids, status__in=FOR_THE_SHOP).count()


def cases_of_buyer(buyer_id: UUID, *, most: int = 50) -> QuerySet[Case]:
    mine = Case.objects.filter(buyer=buyer_id).select_related("order", "shop").prefetch_related(LINES)
    return mine.order_by("-applied_at", "-pk")[:most]


def cases_of_order(order_id: UUID) -> QuerySet[Case]:
    return Case.objects.filter(order=order_id).select_related("order", "shop").prefetch_related(LINES).order_by("-applied_at", "-pk")


def disputes(*, most: int = 100) -> QuerySet[Case]:
    """What the platform has to decide, oldest first."""
    rows = Case.objects.filter(status="escalated").select_related("order", "shop").prefetch_related(LINES)
    return rows.order_by("applied_at", "pk")[:most]


def stuck(*, most: int = 100) -> list[tuple[Case, Refund]]:
    """Refunds that the buyer's bank did not take, with their cases, oldest first; two statements."""
    cases = list(Case.objects.filter(status="refunding").select_related("order", "shop").order_by("applied_at", "pk")[:most])
    refunds = Refund.objects.in_bulk([case.refund_id for case in cases if case.refund_id])
    return [(case, refunds[case.refund_id]) for case in cases if case.refund_id in refunds]


def whole(case_id: UUID) -> Case:
    """A case with its lines, its history and its pictures."""
    return Case.objects.select_related("order", "shop").prefetch_related(LINES, STEPS).get(pk=case_id)


def refund_of(case: Case) -> Refund | None:
    return Refund.objects.filter(pk=case.refund_id).first() if case.refund_id else None


@dataclass(frozen=True, slots=True)
class Left:
    """A line of an order, what of it nobody has claimed yet, and how much of it the platform has declined."""

    line: Line
    left: Decimal
    granted: Decimal
    granted_minor: int
    declined: Decimal

    @property
    def undecided(self) -> Decimal:
        """What its buyer may still ask money back for; the shop may give all that is left."""
        return max(self.left - self.declined, Decimal(0))


def lines_left(order: Order) -> list[Left]:
    declined = CaseLine.objects.filter(line=OuterRef("pk"), case__status=Case.Status.DECLINED).values("line").annotate(sum=Sum("quantity"))
    told = order.lines.select_related("after_sale_tally").annotate(declined=Coalesce(Subquery(declined.values("sum")), Decimal(0)))
    rows = told.order_by("position")
    return [_left(line, getattr(line, "after_sale_tally", None), line.declined) for line in rows]


def _left(line: Line, tally: Tally | None, declined: Decimal) -> Left:
    if tally is None:
        return Left(line, line.sold, Decimal(0), 0, declined)
    return Left(line, tally.left, tally.granted, tally.granted_minor, declined)


def refunded_minor(order_id: UUID) -> int:
    """What of an order went back to its buyer, or is on its way to her."""
    given = Case.objects.filter(order=order_id, amount_minor__isnull=False).aggregate(sum=Sum("amount_minor"))
    return given["sum"] or 0


def given_by_line(order_id: UUID) -> dict[int, int]:
    """What of each line of an order went back, or is on its way, by position; the delivery fee stands at 0."""
    rows = CaseLine.objects.filter(case__order=order_id, amount_minor__isnull=False).values("line__position").annotate(sum=Sum("amount_minor"))
    given = {row["line__position"]: row["sum"] for row in rows}
    fee = Case.objects.filter(order=order_id, amount_minor__isnull=False).aggregate(sum=Sum("delivery_fee_minor"))["sum"]
    return given | {0: fee or 0}


def case_lines(case_id: UUID) -> list[tuple[int, Decimal, int]]:
    """Position, quantity and minor units given, of each line of a case."""
    rows = CaseLine.objects.filter(case=case_id).order_by("line__position")
    return [(position, quantity, amount or 0) for position, quantity, amount in rows.values_list("line__position", "quantity", "amount_minor")]


def counts_of_orders(order_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many open cases each order has."""
    rows = Case.objects.filter(Q(ended_at=None), order__in=order_ids).values_list("order").annotate(count=Count("pk"))
    return dict(rows)

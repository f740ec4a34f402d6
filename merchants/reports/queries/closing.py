"""What a month says when it is closed, and what of it is not decided yet."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q, Sum

from merchants.periods.public import ClosedMonth
from merchants.procurement.public import Invoice
from merchants.stock.public import Count, Movement
from merchants.till.public import Shift

from .. import rules
from ..days import moment
from ..models import Mark
from .month import month_of


def undecided_of(shop_id: UUID, first: date) -> dict[str, int]:
    """Days that are still added up, shifts that nobody counted or approved, counts under way, invoices with differences; four statements."""
    until = rules.next_month(first)
    end = moment(until)
    return {
        "days": Mark.objects.filter(shop=shop_id, on__lt=until).values("on").distinct().count(),
        "shifts": Shift.objects.filter(drawer__shop=shop_id, opened_at__lt=end).exclude(status=Shift.Status.APPROVED).count(),
        "counts": Count.objects.filter(shop=shop_id, started_at__lt=end, status__in=["counting", "reviewing"]).count(),
        "invoices": Invoice.objects.filter(order__shop=shop_id, issued_on__lt=until, status="held").count(),
    }


def figures_of(shop_id: UUID, first: date) -> dict[str, int]:
    """The lines of profit and loss, what was settled, and what lay on the shelves when the month ended, in minor units."""
    month = month_of(shop_id, first)
    return {
        **dict(month.profit.lines),
        "profit": month.profit.profit_minor,
        "settled": month.statement["net"],
        "stock": stock_at(shop_id, rules.next_month(first)),
    }


def stock_at(shop_id: UUID, day: date) -> int:
    """The value of everything on the shop's shelves when a day begins, by its movements."""
    moved = Movement.objects.filter(Q(at__lt=moment(day)), level__shop=shop_id)
    return int(moved.aggregate(sum=Sum("value_minor"))["sum"] or 0)


def changed_since(month: ClosedMonth, now: rules.Profit) -> list[tuple[str, int]]:
    """By how much each line says something else by now than when it was closed: a refund that failed after all, say."""
    return [(name, minor - month.figures[name]) for name, minor in now.lines if minor != month.figures[name]]

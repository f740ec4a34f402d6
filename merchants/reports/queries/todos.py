"""What waits for the keeper, the longest waiting first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Min, Q, Sum
from django.db.models.functions import Coalesce

from ecosystem.kernel.clock import TOWN_TIME, business_date
from merchants.customers.public import OpenItem
from merchants.orders.public import TO_ANSWER, Order
from merchants.procurement.public import Invoice
from merchants.stock.public import Batch, Level
from merchants.till.public import Todo as TillTodo

SOON = timedelta(days=7)
LOW = Q(on_hand__lte=F("reserved") + F("safety"))


@dataclass(frozen=True, slots=True)
class Todo:
    """``kind`` names it; ``since`` is how long it waits or when it falls due, none for what has no date."""

    kind: str
    count: int
    since: datetime | None = None
    due_on: date | None = None
    amount_minor: int | None = None

    @property
    def is_late(self) -> bool:
        return self.kind in {"orders", "expired", "tabs", "overdue", "gaps"}


def todos_of(shop_id: UUID, *, at: datetime, money: bool) -> list[Todo]:
    """Orders, counter sales to look at, goods and, for who keeps the books, tabs and payables; six statements."""
    today = business_date(at)
    found = [*_orders(shop_id), *_till(shop_id), *_goods(shop_id, today), *(_money(shop_id, today) if money else [])]
    return sorted((todo for todo in found if todo.count), key=lambda todo: _rank(todo, at))


def _rank(todo: Todo, at: datetime) -> tuple[bool, datetime]:
    begun = datetime.combine(todo.due_on, datetime.min.time(), tzinfo=TOWN_TIME) if todo.due_on else todo.since
    return not todo.is_late, begun or at


def _orders(shop_id: UUID) -> list[Todo]:
    row = Order.objects.filter(shop=shop_id, status="paid", channel__in=TO_ANSWER).aggregate(n=Count("pk"), since=Min("paid_at"))
    return [Todo("orders", row["n"], row["since"])]


def _till(shop_id: UUID) -> list[Todo]:
    row = TillTodo.objects.filter(shop=shop_id, closed_at=None).aggregate(n=Count("pk"), since=Min("opened_at"))
    return [Todo("till", row["n"], row["since"])]


def _goods(shop_id: UUID, today: date) -> list[Todo]:
    shelves = Level.objects.filter(shop=shop_id, sku__archived_at=None).aggregate(
        low=Count("pk", filter=LOW & Q(on_hand__gte=0, sku__on_sale=True)), gaps=Count("pk", filter=Q(on_hand__lt=0))
    )
    batches = Batch.objects.filter(level__shop=shop_id, on_hand__gt=0, expires_on__lte=today + SOON)
    row = batches.aggregate(
        n=Count("pk", filter=Q(expires_on__gte=today)),
        first=Min("expires_on", filter=Q(expires_on__gte=today)),
        gone=Count("pk", filter=Q(expires_on__lt=today)),
        oldest=Min("expires_on", filter=Q(expires_on__lt=today)),
    )
    return [
        Todo("expired", row["gone"], due_on=row["oldest"]),
        Todo("expiring", row["n"], due_on=row["first"]),
        Todo("gaps", shelves["gaps"]),
        Todo("low", shelves["low"]),
    ]


def _money(shop_id: UUID, today: date) -> list[Todo]:
    tabs = OpenItem.objects.filter(card__shop=shop_id, open_minor__gt=0, due_on__lt=today).aggregate(
        n=Count("card", distinct=True), first=Min("due_on"), sum=Sum("open_minor")
    )
    open_ = Invoice.objects.filter(order__shop=shop_id, status__in=["held", "matched", "approved"], due_on__lte=today + SOON)
    owed = open_.annotate(owed=F("total_minor") - F("debited_minor")).aggregate(
        n=Count("pk", filter=Q(due_on__gte=today)),
        first=Min("due_on", filter=Q(due_on__gte=today)),
        sum=Coalesce(Sum("owed", filter=Q(due_on__gte=today)), 0),
        late=Count("pk", filter=Q(due_on__lt=today)),
        oldest=Min("due_on", filter=Q(due_on__lt=today)),
        late_sum=Coalesce(Sum("owed", filter=Q(due_on__lt=today)), 0),
    )
    return [
        Todo("tabs", tabs["n"], due_on=tabs["first"], amount_minor=tabs["sum"] or 0),
        Todo("overdue", owed["late"], due_on=owed["oldest"], amount_minor=owed["late_sum"]),
        Todo("payables", owed["n"], due_on=owed["first"], amount_minor=owed["sum"]),
    ]

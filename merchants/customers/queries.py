"""Customers and their tabs for screens and endpoints; each has a query budget in the tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum

from ecosystem.kernel.clock import business_date

from . import rules
from .models import Card, OpenItem, TabPayment


def cards_of(shop_id: UUID, *, on: date, text: str = "", most: int = 60) -> QuerySet[Card]:
    """Customers of a shop by name, phone or what they owe; ``overdue_minor`` is what is past its day."""
    late = OpenItem.objects.filter(card=OuterRef("pk"), open_minor__gt=0, due_on__lt=on).values("card").annotate(sum=Sum("open_minor")).values("sum")
    cards = Card.objects.allowed().filter(shop=shop_id)
    words = text.strip()
    if words:
        cards = cards.filter(Q(name__icontains=words) | Q(phone__contains=words))
    return cards.annotate(overdue_minor=Subquery(late)).order_by("-balance_minor", "name", "pk")[:most]


def open_items(card_id: UUID) -> QuerySet[OpenItem]:
    """What is not paid yet, oldest first: the order in which payments meet them."""
    return OpenItem.objects.filter(card=card_id, open_minor__gt=0).order_by("sold_at", "pk")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a statement. ``amount_minor`` is positive for what was sold, negative for what was paid."""

    at: datetime
    what: str
    number: str
    amount_minor: int
    balance_minor: int


def statement(card_id: UUID, *, since: datetime, until: datetime) -> tuple[int, list[Entry]]:
    """What was owed when a period began, and every sale and payment in it with the balance after it."""
    sold = [(item.sold_at, "sold", item.number, item.amount_minor) for item in OpenItem.objects.filter(card=card_id, sold_at__lt=until)]
    received = TabPayment.objects.filter(card=card_id, status=TabPayment.Status.RECEIVED, received_at__lt=until)
    paid = [(payment.received_at or payment.made_at, payment.how, "", -payment.amount_minor) for payment in received]
    balance, entries = 0, []
    opening = 0
    for moment, what, number, amount in sorted(sold + paid, key=lambda row: row[0]):
        balance += amount
        if moment < since:
            opening = balance
        else:
            entries.append(Entry(moment, what, number, amount, balance))
    return opening, entries


def ageing_of(shop_id: UUID, *, at: datetime) -> list[tuple[str, int]]:
    """What is owed to a shop by how old the sale is; see ``rules.ageing``."""
    debts = OpenItem.objects.filter(card__shop=shop_id, open_minor__gt=0).values_list("sold_at", "open_minor")
    return rules.ageing([(business_date(sold_at), open_minor) for sold_at, open_minor in debts], business_date(at))

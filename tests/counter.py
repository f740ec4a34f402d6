"""Short ways to stand at a counter in the tests: open a shift, ring things up, know a customer."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from ecosystem.identity.public import Person
from ecosystem.kernel.ids import uuid7
from merchants.catalog.public import Sku
from merchants.customers.public import Card, Details, add_card, set_terms
from merchants.till.actions import give_back, open_shift, replay, sell
from merchants.till.models import Return, Sale, Shift, Todo
from merchants.till.public import Ticket, TicketLine
from tests.cast import MORNING, Corner, actor


def shift(town: Corner, *, float_minor: int = 10_000, drawer: str = "1", by: Person | None = None, at: datetime = MORNING) -> Shift:
    return open_shift(shop_id=town.shop.pk, drawer=drawer, float_minor=float_minor, key=uuid4().hex, by=actor(by or town.owner), at=at)


def line(sku: Sku | None, quantity: str = "1", *, price_minor: int = 0, discount_minor: int = 0) -> TicketLine:
    return TicketLine(sku.pk if sku else None, Decimal(quantity), price_minor or (sku.price_minor if sku else 0), discount_minor)


def ticket(*lines: TicketLine, tender: str = "cash", tendered_minor: int | None = 10_000, customer: Card | None = None, **more: Any) -> Ticket:
    """A sale for the counter; a hundred yuan is handed over unless said otherwise."""
    values: dict[str, Any] = {"sale": uuid7(), "rung_at": MORNING, **more}
    tendered = tendered_minor if tender == "cash" else None
    return Ticket(tender=tender, lines=tuple(lines), tendered_minor=tendered, customer=customer.pk if customer else None, **values)


def sold(town: Corner, *lines: TicketLine, by: Person | None = None, at: datetime = MORNING, **more: Any) -> Sale:
    return sell(shop_id=town.shop.pk, ticket=ticket(*lines, **more), by=actor(by or town.owner), at=at)


def customer(town: Corner, name: str = "Mrs Wu", *, limit_minor: int = 10_000, days: int = 30, phone: str = "") -> Card:
    owner = actor(town.owner)
    card = add_card(shop_id=town.shop.pk, details=Details(name, phone), key=uuid4().hex, by=owner, at=MORNING)
    return set_terms(card_id=card.pk, limit_minor=limit_minor, terms_days=days, by=owner, at=MORNING)


def body(sale: Ticket, **more: object) -> dict[str, object]:
    """The ticket as the till sends it."""
    money = {"currency": "CNY"}
    lines = [
        {
            **({"sku": str(each.sku)} if each.sku else {}),
            "quantity": str(each.quantity),
            "price": {"amount": f"{each.price_minor / 100:.2f}", **money},
            "discount": {"amount": f"{each.discount_minor / 100:.2f}", **money},
        }
        for each in sale.lines
    ]
    given: dict[str, object] = {"sale": str(sale.sale), "tender": sale.tender, "lines": lines, "rung_at": sale.rung_at.isoformat(), **more}
    if sale.tendered_minor is not None:
        given["tendered"] = {"amount": f"{sale.tendered_minor / 100:.2f}", **money}
    if sale.customer:
        given["customer"] = str(sale.customer)
    return given


def replayed(town: Corner, *lines: TicketLine, **more: Any) -> Todo:
    """A sale from the queue that somebody must look at."""
    any_shift(town)
    one = ticket(*lines, **more)
    replay(shop_id=town.shop.pk, ticket=one, by=actor(town.owner), at=MORNING)
    return Todo.objects.get(sale_id=one.sale)


def brought_back(town: Corner, sale: Sale) -> Return:
    """One of the first line comes back."""
    wanted = {1: Decimal(1)}
    return give_back(order_id=sale.pk, wanted=wanted, reason="sour", drawer_id=None, key=uuid4().hex, by=actor(town.owner), at=MORNING)


def any_shift(town: Corner) -> Shift:
    """The shop's first open shift, opened if there is none."""
    found = Shift.objects.filter(drawer__shop=town.shop, status="open").order_by("drawer__name").first()
    return found or shift(town, drawer="0")

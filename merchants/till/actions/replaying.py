"""Sales that were rung up without a network: booked as they were, once each, or held for a person to decide."""

from __future__ import annotations

import dataclasses
import json
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor, person_of
from ecosystem.kernel.errors import DomainError
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once
from merchants.shops.public import SELLERS, Shop, shop_for
from merchants.staff.public import sold_then

from .. import access, rules
from ..errors import ReasonMissing, SaleDropped
from ..models import Sale, Todo
from ..rules import Ticket, TicketLine
from .asking import ask_about
from .judging import Authority
from .selling import Tried, book, shop_scope

Kind = Todo.Kind


@entry
def replay(*, shop_id: UUID, ticket: Ticket, by: Actor, at: datetime) -> Sale | Todo:
    """Book a sale that has already happened; sending it again gives the first answer.

    It is booked exactly as it was rung up. What is not as the shop has it now becomes a to-do,
    and a sale that the books can't take is held whole as one: nothing of it is ever changed.

    Raises:
        NotFound: not a shop where the actor sells.
        BadSaleId: the sale's name is none.
        KeyUsedOtherwise: the name stands for another sale.
    """
    shop = shop_for(by, shop_id, roles=SELLERS)
    with once(str(rules.checked_sale_id(ticket.sale)), verb="till.sell", by=shop_scope(shop.pk), body=ticket.body(), at=at) as turn:
        if turn.earlier:
            return _first_answer(ticket.sale)
        turn.remember(sale=ticket.sale)
        try:
            # A savepoint: a refusal takes back what the sale did, and leaves the to-do.
            with transaction.atomic():
                sale, found = _booked(shop, ticket, by=by, at=at)
        except DomainError as refusal:
            return _hold(shop, ticket, refusal, by=by, at=at)
        ask_about(shop, ticket.sale, found, by=by, at=at)
        return sale


@entry
def book_again(*, todo_id: UUID, by: Actor, at: datetime) -> Sale:
    """Book a held sale now that its cause is mended.

    Raises ``TodoNotFound``, ``SaleDropped`` where somebody decided against it, and what the books still refuse.
    """
    todo = access.todo_for(by, todo_id)
    if todo.closed_at is not None and not todo.booked:
        raise SaleDropped
    if todo.booked or todo.ticket is None:
        return Sale.objects.get(pk=todo.sale_id)
    sale, found = _booked(todo.shop, read_ticket(todo.ticket), by=by, at=at)
    todo.booked = True
    _close(todo, reason="", by=by, at=at)
    ask_about(todo.shop, todo.sale_id, found, by=by, at=at)
    return sale


@entry
def drop_held(*, todo_id: UUID, reason: str, by: Actor, at: datetime) -> Todo:
    """Decide that a held sale is not booked, and why. Raises ``TodoNotFound`` or ``ReasonMissing``."""
    todo = access.todo_for(by, todo_id)
    if not reason.strip():
        raise ReasonMissing
    if not todo.booked and todo.closed_at is None:
        _close(todo, reason=reason.strip()[:200], by=by, at=at)
    return todo


@entry
def close_todo(*, todo_id: UUID, by: Actor, at: datetime) -> Todo:
    """Somebody has seen what a booked sale was asked about. Raises ``TodoNotFound``."""
    todo = access.todo_for(by, todo_id)
    if todo.booked and todo.closed_at is None:
        _close(todo, reason="", by=by, at=at)
    return todo


def write_ticket(ticket: Ticket) -> dict[str, Any]:
    """A ticket as plain data; ``read_ticket`` makes the same ticket of it."""
    plain: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(ticket), cls=DjangoJSONEncoder))
    return {**plain, "rung_at": ticket.rung_at.isoformat()}


def read_ticket(plain: dict[str, Any]) -> Ticket:
    lines = tuple(
        TicketLine(
            UUID(line["sku"]) if line["sku"] else None,
            Decimal(line["quantity"]),
            line["price_minor"],
            line["discount_minor"],
            tuple(UUID(option) for option in line.get("options", ())),
            line.get("list_minor"),
        )
        for line in plain["lines"]
    )
    return Ticket(
        sale=UUID(plain["sale"]),
        tender=plain["tender"],
        lines=lines,
        rung_at=datetime.fromisoformat(plain["rung_at"]),
        drawer=UUID(plain["drawer"]) if plain["drawer"] else None,
        customer=UUID(plain["customer"]) if plain["customer"] else None,
        tendered_minor=plain["tendered_minor"],
        prices=plain["prices"],
        seller=UUID(plain["seller"]) if plain.get("seller") else None,
        deal_minor=plain.get("deal_minor"),
        coupon=plain.get("coupon", ""),
    )


@inner
def _booked(shop: Shop, ticket: Ticket, *, by: Actor, at: datetime) -> Tried:
    """Booked as sold by whoever was at the till then, if she sold there then; who sends it in is in the audit beside her."""
    seller = (ticket.seller and sold_then(shop, ticket.seller, at=ticket.rung_at)) or by
    sale, found = book(shop=shop, ticket=ticket, offline=True, authority=Authority(shop, seller), by=seller, at=at)
    if seller != by:
        record("till.replay", target=f"order/{sale.pk}", by=by, at=at, after={"sold_by": seller.name}, about=shop.pk)
    return sale, found


def _first_answer(sale_id: UUID) -> Sale | Todo:
    sale = Sale.objects.select_related("order").filter(pk=sale_id).first()
    return sale or Todo.objects.get(sale_id=sale_id, kind=Kind.HELD)


@inner
def _hold(shop: Shop, ticket: Ticket, refusal: DomainError, *, by: Actor, at: datetime) -> Todo:
    record("till.hold", target=f"order/{ticket.sale}", by=by, at=at, after={"code": refusal.code}, about=shop.pk)
    return Todo.objects.create(
        id=uuid7(),
        shop=shop,
        sale_id=ticket.sale,
        kind=Kind.HELD,
        code=refusal.code,
        details=refusal.details,
        ticket=write_ticket(ticket),
        booked=False,
        opened_at=at,
        opened_by_id=person_of(by),
    )


@inner
def _close(todo: Todo, *, reason: str, by: Actor, at: datetime) -> None:
    todo.closed_at, todo.closed_by_id, todo.reason = at, by.person_id, reason
    todo.save(update_fields=["closed_at", "closed_by", "reason", "booked"])
    record(
        "till.close_todo",
        target=f"order/{todo.sale_id}",
        by=by,
        at=at,
        after={"kind": todo.kind, "booked": todo.booked},
        reason=reason,
        about=todo.shop_id,
    )

"""The basket of somebody who has not signed in: kept with her visit, and hers once she signs in. No table knows of it before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db import transaction

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import DomainError
from ecosystem.kernel.verbs import entry
from merchants.catalog.public import Sku, SkuNotFound, terms_of
from merchants.stock.public import checked_quantity

from .actions import put_line
from .errors import BasketFull, SignInToBuy
from .rules import MAX_LINES, Carried

KEY = "carried"


def carried_in(session: Any) -> tuple[Carried, ...]:
    """What a visit carries, in the order in which it was put in; nothing for what no longer reads."""
    try:
        return tuple(Carried(UUID(sku), Decimal(much), tuple(map(UUID, options))) for sku, much, options in session.get(KEY, ()))
    except (TypeError, ValueError, InvalidOperation):
        return ()


def carry(session: Any, *, sku_id: UUID, quantity: Decimal, options: Sequence[UUID] = ()) -> None:
    """Set how much of an article with these choices the visit carries; nothing takes it out.

    Raises:
        SkuNotFound: no such article, or it is not sold any more.
        BadChoice, ChoiceGone: what was chosen with it.
        BasketFull, BadQuantity: what is wrong with the wish.
    """
    chosen, lines = tuple(sorted(options)), list(carried_in(session))
    place = next((number for number, one in enumerate(lines) if (one.sku_id, one.options) == (sku_id, chosen)), len(lines))
    if quantity == 0:
        lines[place : place + 1] = []
    else:
        shop_id = Sku.objects.filter(pk=sku_id, on_sale=True).values_list("shop_id", flat=True).first()
        if shop_id is None:
            raise SkuNotFound
        terms_of(shop_id, [sku_id])[sku_id].picked(chosen)
        if place >= MAX_LINES:
            raise BasketFull(most=MAX_LINES)
        lines[place : place + 1] = [Carried(sku_id, checked_quantity(quantity), chosen)]
    session[KEY] = [[str(one.sku_id), str(one.quantity), [str(option) for option in one.options]] for one in lines]


@entry
def take_along(*, lines: Sequence[Carried], by: Actor, at: datetime) -> int:
    """What was carried before signing in is in her basket, beside what was there. Returns how many lines can't be had any more.

    Raises:
        SignInToBuy: nobody is signed in.
    """
    if by.party_id is None:
        raise SignInToBuy
    left_out = 0
    for one in lines:
        try:
            with transaction.atomic():
                put_line(sku_id=one.sku_id, quantity=one.quantity, options=one.options, party_id=by.party_id, at=at)
        except DomainError:
            left_out += 1
    return left_out

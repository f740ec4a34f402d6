"""A customer pays of her tab in cash at the counter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry
from ecosystem.ledger.public import drawer_of
from ecosystem.once.public import once
from merchants.customers.public import TabPayment, card_for, receive

from .. import access, rules
from ..models import CashMovement
from .cash import note_cash


@entry
def take_for_tab(
    *, card_id: UUID, amount_minor: int, wanted: Sequence[UUID], drawer_id: UUID | None, key: str, by: Actor, at: datetime
) -> TabPayment:
    """Cash for a tab goes into the drawer, and meets the oldest items or the wanted ones; the same key takes once.

    Raises:
        CustomerNotFound: not a customer of a shop where the actor sells.
        NoOpenShift: the cash has nowhere to go.
        PaysTooMuch, ItemNotOpen, BadCash: it is not what is open.
    """
    body = {"card": card_id, "amount": amount_minor, "wanted": sorted(map(str, wanted)), "drawer": drawer_id}
    with once(key, verb="till.take_for_tab", by=by, body=body, at=at) as turn:
        shop = card_for(by, card_id).shop
        if turn.earlier:
            return TabPayment.objects.get(pk=turn.earlier["payment"])
        rules.checked_cash(amount_minor)
        shift_id = access.open_shift_of(shop.pk, drawer_id)
        card = card_for(by, card_id, lock=True)
        payment = receive(card=card, amount_minor=amount_minor, wanted=wanted, into=drawer_of(shop.party_id), by=by, at=at)
        note_cash(
            shift_id=shift_id,
            kind=CashMovement.Kind.TAB,
            amount_minor=amount_minor,
            cause=payment.pk,
            transfer_id=payment.transfer_id,
            by=by,
            at=at,
        )
        turn.remember(payment=payment.pk)
        return payment

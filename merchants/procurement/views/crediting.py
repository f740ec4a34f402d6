"""How an order will be paid: from the account, or on what lenders offer, with its cost before anything is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from ecosystem import ports
from ecosystem.ports import CreditTerms

from .. import actions, rules
from ..models import Order


@dataclass(frozen=True, slots=True)
class Offered:
    """A credit and what it costs; without terms where it was chosen already."""

    name: str
    terms: CreditTerms | None
    aside_minor: int
    is_chosen: bool


def ways_to_pay(order: Order) -> list[str]:
    """The methods by which an invoice of the order may be paid by hand, the chosen credit first; what lends and was not chosen is left out."""
    names = [name for name, _method in ports.payment_methods if ports.acquirers.named(name) is None]
    named = [name for name in names if ports.purchase_credits.named(name) is None or name == order.pay_with]
    return sorted(named, key=lambda name: name != order.pay_with)


def shown(order: Order, *, borrows: bool, at: datetime) -> dict[str, Any]:
    """What the buyer's side sees of credit for an order; only who may borrow is told terms."""
    offered = [one for name, credit in ports.purchase_credits if (one := _offered(name, credit, order, borrows=borrows, at=at))]
    drafted = order.status in ("draft", "to_approve")
    return {"credits": offered, "panels": panels("purchase", order.shop.party_id, order.with_extra_minor) if borrows and drafted else []}


def _offered(name: str, credit: ports.PurchaseCredit, order: Order, *, borrows: bool, at: datetime) -> Offered | None:
    chosen = order.pay_with == name
    if order.status not in rules.PAYABLE or order.supplier.party_id is None or not (chosen or borrows):
        return None
    amount = actions.still_to_pay(order) or (order.with_extra_minor if order.status in ("draft", "to_approve") else 0)
    terms = credit.terms(payer_id=order.shop.party_id, amount_minor=amount, at=at) if borrows and amount and not chosen else None
    aside = credit.aside(document_ids=[order.pk]).get(order.pk, 0) if chosen else 0
    return Offered(name, terms, aside, chosen) if chosen or terms else None


def panels(place: str, party_id: UUID, amount_minor: int) -> list[str]:
    """Other wings' fragments about an amount that is to be paid."""
    return [f"{panel.url(party_id=party_id)}&amount={amount_minor}" for _name, panel in ports.panels if panel.place() == place]

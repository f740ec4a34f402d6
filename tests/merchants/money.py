"""Short ways to the money of a shop in the tests: what it holds, what it owes, orders that come back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import uuid4

from django.db import transaction

from ecosystem.identity.public import Membership, Person
from ecosystem.ledger.public import (
    Leg,
    available_of,
    balance_of,
    bank_account,
    book_total,
    deposit_of,
    held_of,
    pending_of,
    post_transfer,
    reserve_of,
)
from ecosystem.payments.public import Refund, create_refund, lock_payment
from merchants.orders.public import Order
from merchants.settlement.public import Returned, Settlement, reverse_settlement
from merchants.shops.public import Shop
from tests import cast
from tests.cast import BANK, MORNING, Corner
from tests.trading import order_in

KINDS = {"pending": pending_of, "held": held_of, "available": available_of, "deposit": deposit_of, "reserve": reserve_of}


def money_of(shop: Shop, *kinds: str) -> tuple[int, ...]:
    """Balances of the shop's accounts of these kinds."""
    return tuple(balance_of(KINDS[kind](shop.party_id)) for kind in kinds)


def put_up() -> int:
    """What the bank has put up for refunds and not got back."""
    return -book_total("advances", "CNY")


def operator(name: str = "operator") -> Person:
    return cast.banker(Membership.Role.OPERATOR, name)


def completed(town: Corner) -> Order:
    """Two bottles of milk for ten yuan, settled at 9.90."""
    return order_in("completed", town)


@transaction.atomic
def give_back(
    order: Order, lines: Sequence[tuple[int, str]] = ((1, "2"),), *, amount_minor: int = 0, delivery_fee_minor: int = 0, at: datetime = MORNING
) -> tuple[Settlement, Refund]:
    """What an after-sale room does: the order, the payment, the settlement back, the money back."""
    held = Order.objects.select_for_update().get(pk=order.pk)
    assert held.payment_id
    lock_payment(held.payment_id)
    key = uuid4().hex
    returned = [Returned(position, Decimal(quantity)) for position, quantity in lines]
    entry = reverse_settlement(
        order_id=order.pk, lines=returned, amount_minor=amount_minor, delivery_fee_minor=delivery_fee_minor, key=key, by=BANK, at=at
    )
    back = -(entry.goods_minor + entry.delivery_fee_minor)
    refund = create_refund(payment_id=held.payment_id, document_id=order.pk, amount_minor=back, reason="returned", key=key, by=BANK, at=at)
    return entry, refund


@transaction.atomic
def spend(shop: Shop, amount_minor: int) -> None:
    """The shop takes its money elsewhere."""
    code = deposit_of(shop.party_id)
    legs = [Leg(code, -amount_minor), Leg(bank_account("cash", spread_by=code), amount_minor)]
    post_transfer(key=uuid4().hex, kind="withdrawal", legs=legs, at=MORNING)

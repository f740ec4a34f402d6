"""Short ways to prepaid cards in the tests: a plan, a shop that can put up the bonus, a card."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import transaction

from ecosystem.ledger.public import Leg, available_of, balance_of, bank_account, custody_of, deposit_of, post_transfer
from ecosystem.payments.public import BANK_ACCOUNT
from merchants.cards.actions import buy_card, define_plan
from merchants.cards.models import Plan, PrepaidCard
from merchants.cards.rules import token_of
from merchants.catalog.public import Sku
from merchants.orders.public import Order, Wanted
from merchants.till.actions import ring_up, take_by_pay_code
from tests.cast import MORNING, Corner, actor


def plan(town: Corner, *, price_minor: int = 10_000, bonus_minor: int = 800, days: int = 365, funded: int = 5_000) -> Plan:
    """Pay a hundred yuan, spend a hundred and eight; the shop has fifty to put up."""
    made = define_plan(
        shop_id=town.shop.pk,
        name="Morning card",
        price_minor=price_minor,
        bonus_minor=bonus_minor,
        bonus_days=days,
        key=uuid4().hex,
        by=actor(town.owner),
        at=MORNING,
    )
    if funded:
        with transaction.atomic():
            account = deposit_of(town.shop.party_id)
            legs = [Leg(bank_account("cash", spread_by=account), -funded), Leg(account, funded)]
            post_transfer(key=f"funded/{made.pk}", kind="opening", legs=legs, at=MORNING)
    return made


def card(town: Corner, of: Plan | None = None, *, key: str = "", method: str = BANK_ACCOUNT) -> PrepaidCard:
    return buy_card(plan_id=(of or plan(town)).pk, method=method, key=key or uuid4().hex, by=actor(town.resident), at=MORNING)


def rung(town: Corner, quantity: int = 2, *, sku: Sku | None = None, at: datetime = MORNING) -> Order:
    """A sale at the counter that waits for its money: so many bottles of milk, or of another article, at five yuan."""
    sold = Sku.objects.get(pk=(sku or town.milk).pk)
    return ring_up(shop_id=town.shop.pk, wanted=[Wanted(sold.pk, Decimal(quantity), sold.price_minor)], key=uuid4().hex, by=actor(town.owner), at=at)


def paid_at_the_counter(town: Corner, made: PrepaidCard) -> Order:
    """Two bottles of milk, paid by the code that the card shows."""
    order = rung(town)
    return take_by_pay_code(order_id=order.pk, code=token_of(made.pk, MORNING), key=uuid4().hex, by=actor(town.owner), at=MORNING)


def money(town: Corner) -> tuple[int, int, int, int]:
    """In custody, on the shop's account, available to it, and on the resident's account."""
    shop: UUID = town.shop.party_id
    return balance_of(custody_of(shop)), balance_of(deposit_of(shop)), balance_of(available_of(shop)), balance_of(deposit_of(town.resident.party_id))


def left(made: PrepaidCard) -> tuple[int, int]:
    made.refresh_from_db()
    return made.paid_left_minor, made.bonus_left_minor

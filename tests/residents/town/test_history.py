"""The town that was copied in equals the town that was lived, row for row, ids and times excepted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from ecosystem.demo.actions import lay_out, open_the_bank
from ecosystem.demo.public import Town
from ecosystem.demo.shape import Errand, Receipt
from ecosystem.ledger.public import prove_books
from merchants.town.part import Streets
from residents.town.events import events_of
from residents.town.part import relive
from residents.town.people import settle_people
from tests.alike import differences, every_table
from tests.residents.town.player import Player

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(900)]
ERRANDS = 200
AT = datetime(2026, 11, 23, tzinfo=UTC)


def _part_of(town: Town, errands: Sequence[Errand], **more: Any) -> Town:
    """These errands alone, with the shops, goods, prices and people that they need."""
    sold = {(order.shop, line.sku) for errand in errands for order in errand.orders for line in order.lines}
    shops, buyers = {shop for shop, _sku in sold}, {errand.resident for errand in errands}
    last = errands[-1].placed_at + timedelta(hours=2)
    receipts = [
        replace(receipt, lines=tuple(line for line in receipt.lines if (receipt.shop, line.sku) in sold))
        for receipt in town.receipts
        if receipt.received_at <= last
    ]
    purchases = [
        replace(purchase, lines=tuple(line for line in purchase.lines if (purchase.shop, line.sku) in sold))
        for purchase in town.purchases
        if purchase.delivered_at <= last
    ]
    return replace(
        town,
        ends_on=last.date() + timedelta(days=1),
        shops=tuple(shop for shop in town.shops if shop.code in shops),
        skus=tuple(sku for sku in town.skus if (sku.shop, sku.code) in sold),
        prices=tuple(price for price in town.prices if (price.shop, price.sku) in sold and price.from_at <= last),
        receipts=tuple(receipt for receipt in receipts if receipt.lines),
        purchases=tuple(purchase for purchase in purchases if purchase.lines),
        residents=tuple(one for one in town.residents if one.code in buyers),
        errands=tuple(errands),
        **more,
    )


def first_errands(town: Town) -> Town:
    """The first two hundred of one neighbourhood; a shop there asks for credit, in vain, on the fifth day."""
    shops = {shop.code: shop for shop in town.shops if shop.neighbourhood == 1}
    errands = [errand for errand in town.errands if all(order.shop in shops for order in errand.orders)][:ERRANDS]
    asks = replace(town.borrowings[0], shop="n1-grocer", taken_at=errands[0].placed_at + timedelta(days=5), settled_at=None)
    return _mostly_from_outside(_part_of(town, errands, borrowings=(asks,)))


def a_loan(town: Town) -> Town:
    """Every third order at the shop that borrows, over the whole window: it is lent to, and its sales repay."""
    told = town.borrowings[0]
    there = [(errand, order) for errand in town.errands for order in errand.orders if order.shop == told.shop]
    alone = [replace(errand, orders=(order,), paid_minor=order.paid_minor) for errand, order in there[::3]]
    return _mostly_from_outside(_part_of(town, alone, borrowings=(told,)))


def _mostly_from_outside(town: Town) -> Town:
    """Three deliveries of four come from makers outside the circle: a delivery is one event there, and seven inside it."""
    outside = [purchase for at, purchase in enumerate(town.purchases) if at % 4]
    arrived = [Receipt(f"{told.code}-outside", told.shop, told.delivered_at, is_opening=False, lines=told.lines) for told in outside]
    receipts = sorted([*town.receipts, *arrived], key=lambda receipt: receipt.received_at)
    return replace(town, receipts=tuple(receipts), purchases=town.purchases[::4])


def _settled(town: Town, play: Callable[[Town], None]) -> dict[str, Counter[str]]:
    """Every table after the town was settled one way; rolled back again."""
    begins = datetime.combine(town.starts_on, datetime.min.time(), tzinfo=UTC) - timedelta(days=2)
    # A savepoint of our own: the verbs are durable and would refuse an atomic block around them.
    before = transaction.savepoint()
    with transaction.atomic():
        lay_out(town)
        open_the_bank(town, at=begins)
    list(Streets().load(town=town, at=begins))
    with transaction.atomic():
        settle_people(town, at=begins)
    play(town)
    run = prove_books(at=AT)
    assert run.differences == 0, [line for line in run.details if line["differences"]]
    tables = every_table()
    transaction.savepoint_rollback(before)
    return tables


def _copied(town: Town) -> None:
    list(relive(town))


def _lived(town: Town) -> None:
    player = Player(town)
    for event in events_of(town):
        player.play(event)


def _require_equal(town: Town) -> dict[str, Counter[str]]:
    copied, lived = _settled(town, _copied), _settled(town, _lived)
    assert not differences(copied, lived)
    return copied


def test_two_hundred_errands_copied_in_equal_the_same_errands_lived(whole: Town) -> None:
    copied = _require_equal(first_errands(whole))
    assert copied["orders.Order"].total() >= ERRANDS
    assert copied["policy.Decision"].total() == 1
    assert copied["procurement.Order"].total() >= 20


def test_a_loan_in_a_town_copied_in_equals_the_same_loan_lived(whole: Town) -> None:
    copied = _require_equal(a_loan(whole))
    assert copied["loans.Facility"].total() == 1
    assert copied["loans.Withholding"].total() >= 8
    assert copied["closing.BusinessDay"].total() >= 20
    assert copied["procurement.Invoice"].total() >= 100
    assert any("'paid'" in row for row in copied["procurement.Invoice"])

"""The town that was copied in equals the town that was lived, row for row, ids and times excepted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import models, transaction

from ecosystem.demo.actions import lay_out, open_the_bank
from ecosystem.demo.public import Town, read_town
from ecosystem.demo.shape import Errand
from ecosystem.identity.public import Party, Person
from ecosystem.ledger.public import prove_books
from merchants.catalog.public import Sku
from merchants.shops.public import Shop
from merchants.town.part import Streets
from residents.town.events import events_of
from residents.town.part import relive
from residents.town.people import settle_people
from tests.residents.town.player import Player

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(900)]
ENDS_ON, ERRANDS = date(2026, 11, 22), 200
AT = datetime(2026, 11, 23, tzinfo=UTC)
LOOSE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{32}\b|\b[0-9a-f]{64}\b")
GIVEN = {"xid", "number", "password", "facts_until"}
"""What the database or chance gives: a transaction's id, a number from an id, an unusable password, a fact's id."""
NOT_COMPARED = {"ledger.ProofRun", "reports.Mark"}
"""A mark says that a day is to be worked out anew; longer statements leave fewer of them."""
SHARD = re.compile(r"^(bank/\w+)/\d\d/")


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
    return _part_of(town, errands, borrowings=(asks,))


def a_loan(town: Town) -> Town:
    """Every third order at the shop that borrows, over the whole window: it is lent to, and its sales repay."""
    told = town.borrowings[0]
    there = [(errand, order) for errand in town.errands for order in errand.orders if order.shop == told.shop]
    alone = [replace(errand, orders=(order,), paid_minor=order.paid_minor) for errand, order in there[::3]]
    return _part_of(town, alone, borrowings=(told,))


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
    tables = {model._meta.label: _rows(model) for model in apps.get_models()}
    transaction.savepoint_rollback(before)
    return tables


def _copied(town: Town) -> None:
    list(relive(town))


def _lived(town: Town) -> None:
    player = Player(town)
    for event in events_of(town):
        player.play(event)


def _names() -> dict[str, str]:
    """What ids stand for, where they stand for something that has a name."""
    named = {str(pk): f"party {name}" for pk, name in Party.objects.values_list("pk", "name_en")}
    named |= {str(pk): f"person {email}" for pk, email in Person.objects.values_list("pk", "email")}
    named |= {str(pk): f"shop {name}" for pk, name in Shop.objects.values_list("pk", "name_en")}
    return named | {str(pk): f"sku {shop} {code}" for pk, shop, code in Sku.objects.values_list("pk", "shop__name_en", "code")}


def _rows(model: type[models.Model]) -> Counter[str]:
    named = _names()
    related = {field.name: field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)}
    columns = [field for field in model._meta.concrete_fields if not field.primary_key and field.name not in GIVEN]
    # Without a name it would follow every key there is.
    rows = model._default_manager.select_related("account" if "account" in related else None)
    return Counter(repr([(field.name, _plain(_value(row, field), named)) for field in columns if _compared(row, field)]) for row in rows)


def _compared(row: models.Model, field: Any) -> bool:
    """Bank shards are chosen by an id, so what accumulates in one shard is compared as the book's sum elsewhere."""
    code = getattr(row, "code", "") if row._meta.label == "ledger.Account" else getattr(getattr(row, "account", None), "code", "")
    sharded = str(code).startswith("bank/")
    return not (sharded and field.name in {"balance_minor", "version", "balance_after_minor"})


def _value(row: models.Model, field: Any) -> Any:
    if isinstance(field, models.ForeignKey) and field.name == "account":
        return row.account.code  # type: ignore[attr-defined]
    value = getattr(row, field.attname)
    return "a row" if isinstance(field, models.ForeignKey) and isinstance(value, int) else value


def _plain(value: Any, named: dict[str, str]) -> Any:
    match value:
        case datetime():
            return "a time"
        case UUID():
            return named.get(str(value), "an id")
        case bytes() | memoryview():
            return "bytes"
        case Decimal():
            return str(value.normalize())
        case str():
            return SHARD.sub(r"\1/", LOOSE.sub(lambda found: named.get(found.group(), "an id"), value))
        case dict():
            return {key: "a number" if key == "number" else _plain(inner, named) for key, inner in sorted(value.items())}
        case list():
            return [_plain(inner, named) for inner in value]
    return value


def _require_equal(town: Town) -> dict[str, Counter[str]]:
    copied, lived = _settled(town, _copied), _settled(town, _lived)
    different = {
        table: (list((copied[table] - lived[table]).items())[:3], list((lived[table] - copied[table]).items())[:3])
        for table in copied
        if copied[table] != lived[table] and table not in NOT_COMPARED
    }
    assert not different
    return copied


@pytest.fixture(scope="module")
def town() -> Town:
    return read_town(ends_on=ENDS_ON)


def test_two_hundred_errands_copied_in_equal_the_same_errands_lived(town: Town) -> None:
    copied = _require_equal(first_errands(town))
    assert copied["orders.Order"].total() >= ERRANDS
    assert copied["policy.Decision"].total() == 1
    assert copied["procurement.Order"].total() >= 20


def test_a_loan_in_a_town_copied_in_equals_the_same_loan_lived(town: Town) -> None:
    copied = _require_equal(a_loan(town))
    assert copied["loans.Facility"].total() == 1
    assert copied["loans.Withholding"].total() >= 8
    assert copied["closing.BusinessDay"].total() >= 20
    assert copied["procurement.Invoice"].total() >= 100
    assert any("'paid'" in row for row in copied["procurement.Invoice"])

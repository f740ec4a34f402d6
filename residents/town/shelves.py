"""The shelves of the town while its history is played: what is on hand, at which price."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from ecosystem.demo.public import change, shape
from ecosystem.feed.public import Publication
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.ids import uuid7
from merchants.catalog.public import Sku
from merchants.orders.public import Line
from merchants.shops.public import Shop
from merchants.stock.public import (
    Cause,
    Level,
    Movement,
    Receipt,
    ReceiptLine,
    Reservation,
    Shelf,
    draft_movements,
    draft_receipt_line,
    receipt_body,
    received_fact,
)

if TYPE_CHECKING:
    from .history import History


class Shelves:
    def __init__(self, shop_ids: Collection[UUID]) -> None:
        skus = list(Sku.objects.filter(shop__in=shop_ids))
        self._skus = {(sku.shop_id, sku.code): sku for sku in skus}
        Level.objects.bulk_create([Level(sku_id=sku.pk, shop_id=sku.shop_id, on_hand=Decimal(0)) for sku in skus])
        self._levels = {level.sku_id: level for level in Level.objects.filter(shop__in=shop_ids)}
        self._moved: set[UUID] = set()
        self._repriced: set[Sku] = set()

    def sku(self, shop_id: UUID, code: str) -> Sku:
        return self._skus[shop_id, code]

    def shelf(self, sku: Sku) -> Shelf:
        return Shelf(self._levels[sku.pk].pk, sku.name_zh, sku.name_en, sku.price_minor, sku.on_sale)

    def receive(self, receipt: shape.Receipt, shop: Shop, *, history: History, by: Actor, at: datetime) -> None:
        """As ``receive_stock`` does."""
        lines = [ReceiptLine(self.sku(shop.pk, line.sku).pk, line.quantity, line.unit_cost_minor, f"maker-{line.supplier}") for line in receipt.lines]
        row = self.take_in(lines, shop, history=history, by=by, at=at)
        history.effect(f"town/{receipt.code}", "stock.receive", by, receipt_body(shop.pk, lines), {"receipt": row.pk}, at)

    def take_in(self, lines: Sequence[ReceiptLine], shop: Shop, *, history: History, by: Actor, at: datetime) -> Receipt:
        """As ``add_receipt`` does."""
        cost = sum(line.total_minor for line in lines)
        row = Receipt(id=uuid7(), shop=shop, cost_minor=cost, received_at=at)
        history.rows.add(row)
        self._moved |= {line.sku_id for line in lines}
        for line in sorted(lines, key=lambda line: self._levels[line.sku_id].pk):
            history.rows.add(*draft_receipt_line(self._levels[line.sku_id], line, 0, Cause(row.pk, by, at)))
        history.note("stock.receive", f"receipt/{row.pk}", by, at, after={"cost_minor": cost, "lines": len(lines)}, about=shop.pk)
        history.publish(Publication(fact=received_fact(row, lines), about=shop.party_id, key=f"receipt/{row.pk}", at=at))
        return row

    def take(self, order_id: UUID, lines: Sequence[Line], *, history: History, by: Actor, at: datetime) -> None:
        """What was reserved leaves the shelf: one movement a shelf, as ``commit`` does."""
        taken: dict[UUID, Decimal] = {}
        for line in lines:
            taken[line.sku_id] = taken.get(line.sku_id, Decimal(0)) + line.quantity
        self._moved |= set(taken)
        for sku_id, quantity in sorted(taken.items(), key=lambda item: self._levels[item[0]].pk):
            level = self._levels[sku_id]
            if level.on_hand < quantity:
                raise ValueError(f"the town sells what it does not have: {sku_id}")
            history.rows.add(*draft_movements(level, Movement.Kind.SOLD, -quantity, Cause(order_id, by, at)))

    def reservations(self, order_id: UUID, lines: Sequence[Line]) -> list[Reservation]:
        return [
            Reservation(level_id=self._levels[line.sku_id].pk, order_id=order_id, position=line.position, quantity=line.quantity) for line in lines
        ]

    def reprice(self, sku: Sku, price_minor: int) -> None:
        sku.price_minor, sku.version = price_minor, sku.version + 1
        self._repriced.add(sku)

    def close(self) -> None:
        """Write what has changed since the last time."""
        change([self._levels[sku_id] for sku_id in sorted(self._moved)], "on_hand", "value_minor", "unit_cost")
        change(sorted(self._repriced, key=lambda sku: sku.pk), "price_minor", "version")
        self._moved, self._repriced = set(), set()

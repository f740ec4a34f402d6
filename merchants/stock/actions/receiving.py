"""Taking in deliveries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from ecosystem.audit.public import Note, record_all
from ecosystem.feed.public import publish
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.money import line_minor
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once
from merchants.shops.public import STOCKERS, Shop, shop_for

from .. import rules
from ..errors import BatchNeeded
from ..facts import StockReceived
from ..models import Level, Movement, Receipt
from .batching import Label
from .moving import Cause, draft_movements, levels_of, write


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """So much of an article at a unit cost in minor units, and from whom; its label where the article is kept by batch.

    ``cost_minor`` is the line's exact cost where the unit cost was rounded, as for a crate's price told by the bottle.
    """

    sku_id: UUID
    quantity: Decimal
    unit_cost_minor: int
    supplier: str = ""
    batch: str = ""
    expires_on: date | None = None
    weight_g: int = 0
    cost_minor: int | None = None

    @property
    def total_minor(self) -> int:
        return line_minor(self.unit_cost_minor, self.quantity) if self.cost_minor is None else self.cost_minor


@entry
def receive_stock(
    *, shop_id: UUID, lines: Sequence[ReceiptLine], key: str, by: Actor, at: datetime, landed_minor: int = 0, landed_by: str = "value"
) -> Receipt:
    """Take in a delivery; the same key gives the same receipt again.

    ``landed_minor`` is freight and the like, shared over the lines by ``value``, ``quantity`` or ``weight``.

    Raises:
        NotFound: not a shop whose stock the actor keeps.
        SkuNotFound: a line names an article that the shop does not have.
        BadQuantity, NotAnAmount: a quantity that is no quantity, a cost below nothing.
        BatchNeeded: an article kept by batch, without its expiry.
    """
    body = receipt_body(shop_id, lines, landed_minor=landed_minor, landed_by=landed_by)
    with once(key, verb="stock.receive", by=by, body=body, at=at) as turn:
        shop = shop_for(by, shop_id, roles=STOCKERS)
        if turn.earlier:
            return Receipt.objects.get(pk=turn.earlier["receipt"])
        receipt = add_receipt(shop=shop, lines=lines, by=by, at=at, landed_minor=landed_minor, landed_by=landed_by)
        turn.remember(receipt=receipt.pk)
        return receipt


@inner
def add_receipt(*, shop: Shop, lines: Sequence[ReceiptLine], by: Actor, at: datetime, landed_minor: int = 0, landed_by: str = "value") -> Receipt:
    """What ``receive_stock`` does once the actor and the key are settled."""
    for line in lines:
        rules.checked_quantity(line.quantity)
    cost = sum(rules.checked_cost(line.total_minor) for line in lines)
    receipt = Receipt.objects.create(shop=shop, cost_minor=cost, landed_minor=rules.checked_cost(landed_minor), received_at=at)
    levels = levels_of(shop.pk, [line.sku_id for line in lines])
    movements: list[Movement] = []
    labels: dict[int, Label] = {}
    for line, landed in in_shelf_order(lines, levels, landed_minor, landed_by):
        level = levels[line.sku_id]
        if level.tracks_batches:
            labels[len(movements)] = _label_of(line, level)
        movements += draft_receipt_line(level, line, landed, Cause(receipt.pk, by, at))
    write(levels.values(), movements, labels)
    record_all([received_note(receipt, len(lines), by=by, at=at)])
    # The shop's word alone: what a supplier confirmed is told by the order that it was delivered for.
    publish(received_fact(receipt, lines), about=shop.party_id, key=f"receipt/{receipt.pk}", at=at, standing="claimed")
    return receipt


def received_note(receipt: Receipt, lines: int, *, by: Actor, at: datetime) -> Note:
    after = {"cost_minor": receipt.cost_minor, "lines": lines}
    return Note(act="stock.receive", target=f"receipt/{receipt.pk}", by=by, at=at, after=after, about=receipt.shop_id)


def draft_receipt_line(level: Level, line: ReceiptLine, landed_minor: int, cause: Cause) -> list[Movement]:
    cost = line.total_minor + landed_minor
    kind = Movement.Kind.RECEIVED
    return draft_movements(level, kind, line.quantity, cause, cost_minor=cost, unit_cost_minor=line.unit_cost_minor, supplier=line.supplier)


def in_shelf_order(lines: Sequence[ReceiptLine], levels: dict[UUID, Level], landed_minor: int, landed_by: str) -> list[tuple[ReceiptLine, int]]:
    """The lines by shelf, each with its share of the landed cost."""
    told = [(line.unit_cost_minor, line.quantity, line.weight_g) for line in lines]
    shares = rules.landed_shares(landed_minor, landed_by, told) if landed_minor else [0] * len(lines)
    return sorted(zip(lines, shares, strict=True), key=lambda pair: levels[pair[0].sku_id].pk)


def _label_of(line: ReceiptLine, level: Level) -> Label:
    if line.expires_on is None:
        raise BatchNeeded(names=level.sku.name)
    return Label(line.batch, line.expires_on)


def receipt_body(shop_id: UUID, lines: Sequence[ReceiptLine], *, landed_minor: int = 0, landed_by: str = "value") -> dict[str, object]:
    """What a repeated receipt must say again."""
    more = {"landed": [landed_minor, landed_by]} if landed_minor else {}
    return {"shop": shop_id, "lines": [_told(line) for line in lines], **more}


def _told(line: ReceiptLine) -> tuple[object, ...]:
    label = (line.batch, line.expires_on, line.weight_g, line.cost_minor)
    told = (line.sku_id, line.quantity, line.unit_cost_minor, line.supplier)
    return (*told, *label) if any(label) else told


def received_fact(receipt: Receipt, lines: Sequence[ReceiptLine]) -> StockReceived:
    suppliers = len({line.supplier for line in lines if line.supplier})
    return StockReceived(receipt=str(receipt.pk), suppliers=suppliers, cost_minor=receipt.cost_minor, lines=len(lines))

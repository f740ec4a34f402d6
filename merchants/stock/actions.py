"""Receiving, promising, handing over and letting go of goods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.models import F

from ecosystem.audit.public import record
from ecosystem.feed.public import publish
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.money import line_minor
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once
from merchants.catalog.public import Sku, SkuNotFound
from merchants.shops.public import KEEPERS, Shop, shop_for

from . import rules
from .errors import SoldOut
from .facts import StockReceived
from .models import Level, Movement, Receipt, Reservation
from .rules import Demand

# One statement: lock the shelves in id order, then take from those that have enough. A shelf
# that has too little is simply not returned. The article is read in the same breath.
RESERVE = """
WITH wanted AS (SELECT * FROM unnest(%s::uuid[], %s::numeric[]) AS w(sku_id, quantity)),
locked AS (
    SELECT l.id, w.quantity FROM stock_level l JOIN wanted w USING (sku_id)
    WHERE l.shop_id = %s ORDER BY l.id FOR NO KEY UPDATE OF l)
UPDATE stock_level l SET reserved = l.reserved + locked.quantity FROM locked, catalog_sku k
WHERE l.id = locked.id AND k.id = l.sku_id AND l.on_hand - l.reserved >= locked.quantity
RETURNING l.sku_id, l.id, k.name_zh, k.name_en, k.price_minor, k.on_sale
"""

# Shelves are locked by shop and then by id everywhere: an errand goes from shop to shop, a shop's shelves are reserved in one statement.
HOLD = """
SELECT l.id FROM stock_level l WHERE l.id IN (SELECT r.level_id FROM stock_reservation r WHERE r.order_id = %s AND r.status = 'held')
ORDER BY l.shop_id, l.id FOR NO KEY UPDATE OF l
"""

# What was promised leaves the shelf; each shelf once, with all that the order took of it.
COMMIT = """
WITH closed AS (
    UPDATE stock_reservation r SET status = 'committed' WHERE r.order_id = %s AND r.status = 'held' RETURNING r.level_id, r.quantity),
taken AS (SELECT level_id, sum(quantity) AS quantity FROM closed GROUP BY level_id),
locked AS (SELECT l.id, t.quantity FROM stock_level l JOIN taken t ON t.level_id = l.id ORDER BY l.id FOR NO KEY UPDATE OF l),
moved AS (
    UPDATE stock_level l SET on_hand = l.on_hand - locked.quantity, reserved = l.reserved - locked.quantity
    FROM locked WHERE l.id = locked.id RETURNING l.id, locked.quantity, l.on_hand)
INSERT INTO stock_movement (level_id, kind, quantity, on_hand_after, supplier, cause, at)
SELECT id, 'sold', -quantity, on_hand, '', %s, %s FROM moved ORDER BY id
"""

RELEASE = """
WITH closed AS (
    UPDATE stock_reservation r SET status = 'released' WHERE r.order_id = ANY(%s) AND r.status = 'held' RETURNING r.level_id, r.quantity),
freed AS (SELECT level_id, sum(quantity) AS quantity FROM closed GROUP BY level_id),
locked AS (SELECT l.id, f.quantity FROM stock_level l JOIN freed f ON f.level_id = l.id ORDER BY l.shop_id, l.id FOR NO KEY UPDATE OF l)
UPDATE stock_level l SET reserved = l.reserved - locked.quantity FROM locked WHERE l.id = locked.id
"""


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """So much of an article at a unit cost in minor units, and from whom."""

    sku_id: UUID
    quantity: Decimal
    unit_cost_minor: int
    supplier: str = ""


@dataclass(frozen=True, slots=True)
class Shelf:
    """An article as it stood when it was reserved."""

    level_id: int
    name_zh: str
    name_en: str
    price_minor: int
    on_sale: bool


@inner
def reserve(*, shop_id: UUID, order_id: UUID, demands: Sequence[Demand]) -> dict[UUID, Shelf]:
    """Promise goods to an order's lines, all of them or none; tells what each article is and costs.

    Raises:
        SkuNotFound: an article that the shop does not have, be it another's.
        SoldOut: names every article of which too little is left; ``details`` has their ids.
    """
    wanted = rules.by_sku(demands)
    with connection.cursor() as cursor:
        cursor.execute(RESERVE, [list(wanted), list(wanted.values()), shop_id])
        shelves = {row[0]: Shelf(*row[1:]) for row in cursor.fetchall()}
    if len(shelves) < len(wanted):
        raise _sold_out([sku_id for sku_id in wanted if sku_id not in shelves], shop_id)
    Reservation.objects.bulk_create(draft_reservations(order_id, demands, {sku_id: shelf.level_id for sku_id, shelf in shelves.items()}))
    return shelves


def draft_reservations(order_id: UUID, demands: Sequence[Demand], levels: dict[UUID, int]) -> list[Reservation]:
    return [Reservation(level_id=levels[demand.sku_id], order_id=order_id, position=demand.position, quantity=demand.quantity) for demand in demands]


@inner
def commit(*, order_id: UUID, at: datetime) -> None:
    """Hand over what was promised: it leaves the shelf. A second call finds nothing held."""
    with connection.cursor() as cursor:
        cursor.execute(COMMIT, [order_id, order_id, at])


@inner
def release(*, order_ids: Sequence[UUID]) -> None:
    """Let go of what was promised to these orders. A second call finds nothing held."""
    with connection.cursor() as cursor:
        cursor.execute(RELEASE, [list(order_ids)])


@inner
def hold_shelves(*, order_id: UUID) -> None:
    """Lock the shelves of an order before its money moves, where both happen in one transaction."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [order_id])


@entry
def receive_stock(*, shop_id: UUID, lines: Sequence[ReceiptLine], key: str, by: Actor, at: datetime) -> Receipt:
    """Take in a delivery; the same key gives the same receipt again.

    Raises:
        NotFound: not a shop of the actor's.
        SkuNotFound: a line names an article that the shop does not have.
        BadQuantity: a quantity that is no quantity.
    """
    body = receipt_body(shop_id, lines)
    with once(key, verb="stock.receive", by=by, body=body, at=at) as turn:
        shop = shop_for(by, shop_id, roles=KEEPERS)
        if turn.earlier:
            return Receipt.objects.get(pk=turn.earlier["receipt"])
        receipt = add_receipt(shop=shop, lines=lines, by=by, at=at)
        turn.remember(receipt=receipt.pk)
        return receipt


@inner
def add_receipt(*, shop: Shop, lines: Sequence[ReceiptLine], by: Actor, at: datetime) -> Receipt:
    """What ``receive_stock`` does once the actor and the key are settled."""
    cost = sum(line_minor(line.unit_cost_minor, rules.checked_quantity(line.quantity)) for line in lines)
    receipt = Receipt.objects.create(shop=shop, cost_minor=cost, received_at=at)
    levels = _levels_of(shop, [line.sku_id for line in lines])
    movements = []
    for line in sorted(lines, key=lambda line: levels[line.sku_id].pk):
        level = levels[line.sku_id]
        level.on_hand += line.quantity
        movements.append(
            Movement(
                level=level,
                kind=Movement.Kind.RECEIVED,
                quantity=line.quantity,
                on_hand_after=level.on_hand,
                unit_cost_minor=line.unit_cost_minor,
                supplier=line.supplier,
                cause=receipt.pk,
                at=at,
            )
        )
    Level.objects.bulk_update(levels.values(), ["on_hand"])
    Movement.objects.bulk_create(movements)
    record("stock.receive", target=f"receipt/{receipt.pk}", by=by, at=at, after={"cost_minor": cost, "lines": len(lines)})
    publish(
        received_fact(receipt, lines),
        about=shop.party_id,
        key=f"receipt/{receipt.pk}",
        at=at,
    )
    return receipt


def receipt_body(shop_id: UUID, lines: Sequence[ReceiptLine]) -> dict[str, object]:
    """What a repeated receipt must say again."""
    return {"shop": shop_id, "lines": [(line.sku_id, line.quantity, line.unit_cost_minor, line.supplier) for line in lines]}


def received_fact(receipt: Receipt, lines: Sequence[ReceiptLine]) -> StockReceived:
    suppliers = len({line.supplier for line in lines if line.supplier})
    return StockReceived(receipt=str(receipt.pk), suppliers=suppliers, cost_minor=receipt.cost_minor, lines=len(lines))


@entry
def set_on_hand(*, sku_id: UUID, shop_id: UUID, counted: Decimal, reason: str, by: Actor, at: datetime) -> Level:
    """Write down what was counted on the shelf; the difference is a movement.

    Raises:
        NotFound, SkuNotFound: not the actor's.
        BadQuantity: a count that is no count.
        SoldOut: less was counted than is promised to orders.
    """
    counted = rules.checked_count(counted)
    shop = shop_for(by, shop_id, roles=KEEPERS)
    level = _levels_of(shop, [sku_id])[sku_id]
    if counted < level.reserved:
        raise _sold_out([sku_id], shop_id)
    before = level.on_hand
    if counted != before:
        Level.objects.filter(pk=level.pk).update(on_hand=F("on_hand") + (counted - before))
        Movement.objects.create(level=level, kind=Movement.Kind.COUNTED, quantity=counted - before, on_hand_after=counted, cause=sku_id, at=at)
        record("stock.count", target=f"sku/{sku_id}", by=by, at=at, before={"on_hand": str(before)}, after={"on_hand": str(counted)}, reason=reason)
    level.on_hand = counted
    return level


def _levels_of(shop: Shop, sku_ids: Sequence[UUID]) -> dict[UUID, Level]:
    """The shelves of these articles, made where they are missing, locked in id order."""
    known = set(Sku.objects.filter(shop=shop, pk__in=sku_ids).values_list("pk", flat=True))
    if known != set(sku_ids):
        raise SkuNotFound
    Level.objects.bulk_create([Level(sku_id=sku_id, shop=shop, on_hand=Decimal(0)) for sku_id in sorted(known)], ignore_conflicts=True)
    return {level.sku_id: level for level in Level.objects.select_for_update().filter(sku__in=known).order_by("pk")}


def _sold_out(sku_ids: Sequence[UUID], shop_id: UUID) -> SoldOut:
    """The refusal; it tells nothing of another shop's shelves."""
    short = list(Sku.objects.filter(shop=shop_id, pk__in=sku_ids).select_related("level"))
    if len(short) < len(sku_ids):
        raise SkuNotFound
    left = {sku.pk: sku.level.on_hand - sku.level.reserved if hasattr(sku, "level") else Decimal(0) for sku in short}
    return SoldOut(
        names=", ".join(sku.name for sku in short),
        details={"items": [{"sku": str(sku_id), "left": str(left.get(sku_id, 0))} for sku_id in sku_ids]},
    )

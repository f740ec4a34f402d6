"""Promising goods to orders, handing them over and letting go of them: one statement each, the shop's hot path."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection

from ecosystem.kernel.actor import VISITOR, Actor
from ecosystem.kernel.verbs import inner

from .. import rules
from ..errors import NotOnTheShelf, ShelfFrozen
from ..models import Level, Movement, Reservation
from ..rules import Demand
from . import batching
from .moving import names_of, sold_out

# One statement: lock the shelves in id order, then take from those that have enough. A shelf
# that has too little is simply not returned. The article is read in the same breath.
RESERVE = """
WITH wanted AS (SELECT * FROM unnest(%s::uuid[], %s::numeric[]) AS w(sku_id, quantity)),
locked AS (
    SELECT l.id, w.quantity FROM stock_level l JOIN wanted w USING (sku_id)
    WHERE l.shop_id = %s ORDER BY l.id FOR NO KEY UPDATE OF l)
UPDATE stock_level l SET reserved = l.reserved + locked.quantity FROM locked, catalog_sku k
WHERE l.id = locked.id AND k.id = l.sku_id AND l.on_hand - l.reserved - l.safety + l.backorder_limit >= locked.quantity
RETURNING l.sku_id, l.id, k.name_zh, k.name_en, k.price_minor, k.on_sale
"""

# Shelves are locked by shop and then by id everywhere: an errand goes from shop to shop, a shop's shelves are reserved in one statement.
HOLD = """
SELECT l.id FROM stock_level l WHERE l.id IN (SELECT r.level_id FROM stock_reservation r WHERE r.order_id = %s AND r.status = 'held')
ORDER BY l.shop_id, l.id FOR NO KEY UPDATE OF l
"""

# What was promised leaves the shelf; each shelf once, with all that the order took of it and its
# share of the value (``rules.worth_out``). A shelf that holds too little, or is held still by a count, answers without a movement.
COMMIT = """
WITH closed AS (
    UPDATE stock_reservation r SET status = 'committed' WHERE r.order_id = %s AND r.status = 'held' RETURNING r.level_id, r.quantity),
taken AS (SELECT level_id, sum(quantity) AS quantity FROM closed GROUP BY level_id),
locked AS (
    SELECT l.id, t.quantity,
        CASE WHEN l.on_hand <= t.quantity THEN l.value_minor ELSE div(2 * l.value_minor * t.quantity + l.on_hand, 2 * l.on_hand)::bigint END AS cost
    FROM stock_level l JOIN taken t ON t.level_id = l.id ORDER BY l.id FOR NO KEY UPDATE OF l),
moved AS (
    UPDATE stock_level l SET on_hand = l.on_hand - k.quantity, reserved = l.reserved - k.quantity, value_minor = l.value_minor - k.cost
    FROM locked k WHERE l.id = k.id AND l.on_hand >= k.quantity AND l.frozen_by_id IS NULL
    RETURNING l.id, k.quantity, k.cost, l.on_hand, l.value_minor, l.tracks_batches),
written AS (
    INSERT INTO stock_movement (level_id, kind, quantity, on_hand_after, value_minor, value_after_minor, supplier, reason, cause, by_id, at)
    SELECT id, 'sold', -quantity, on_hand, -cost, value_minor, '', '', %s, %s, %s FROM moved ORDER BY id RETURNING id, level_id)
SELECT t.level_id, w.id, m.tracks_batches FROM taken t LEFT JOIN moved m ON m.id = t.level_id LEFT JOIN written w ON w.level_id = t.level_id
"""

RELEASE = """
WITH closed AS (
    UPDATE stock_reservation r SET status = 'released' WHERE r.order_id = ANY(%s) AND r.status = 'held' RETURNING r.level_id, r.quantity),
freed AS (SELECT level_id, sum(quantity) AS quantity FROM closed GROUP BY level_id),
locked AS (SELECT l.id, f.quantity FROM stock_level l JOIN freed f ON f.level_id = l.id ORDER BY l.shop_id, l.id FOR NO KEY UPDATE OF l)
UPDATE stock_level l SET reserved = l.reserved - locked.quantity FROM locked WHERE l.id = locked.id
"""


# A part of what one document holds is let go, for another to be promised in the same transaction: the shelves of both are
# locked in id order first. What is let go whole is released.
LET_GO_PART = """
WITH wanted AS (SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::numeric[]) AS w(held_by, sku_id, quantity)),
locked AS (SELECT l.id, l.sku_id FROM stock_level l WHERE l.shop_id = %s AND l.sku_id = ANY(%s) ORDER BY l.id FOR NO KEY UPDATE OF l),
cut AS (
    UPDATE stock_reservation r SET status = CASE WHEN r.quantity = w.quantity THEN 'released' ELSE r.status END,
        quantity = CASE WHEN r.quantity = w.quantity THEN r.quantity ELSE r.quantity - w.quantity END
    FROM wanted w JOIN locked k USING (sku_id)
    WHERE r.order_id = w.held_by AND r.level_id = k.id AND r.status = 'held' AND r.quantity >= w.quantity RETURNING r.level_id, w.quantity)
UPDATE stock_level l SET reserved = l.reserved - cut.quantity FROM cut WHERE l.id = cut.level_id
"""


# What lines hold becomes what the scale said: shelves in id order, more only where so much more may be promised.
TRIM = """
WITH wanted AS (SELECT * FROM unnest(%s::int[], %s::numeric[]) AS w(position, quantity)),
moved AS (
    SELECT r.id, r.level_id, w.quantity, w.quantity - r.quantity AS more FROM stock_reservation r JOIN wanted w USING (position)
    WHERE r.order_id = %s AND r.status = 'held'),
summed AS (SELECT level_id, sum(more) AS more FROM moved GROUP BY level_id),
locked AS (SELECT l.id, s.more FROM stock_level l JOIN summed s ON s.level_id = l.id ORDER BY l.id FOR NO KEY UPDATE OF l),
held AS (
    UPDATE stock_level l SET reserved = l.reserved + k.more FROM locked k
    WHERE l.id = k.id AND (k.more <= 0 OR l.on_hand - l.reserved - l.safety + l.backorder_limit >= k.more) RETURNING l.id)
UPDATE stock_reservation r SET quantity = m.quantity FROM moved m WHERE r.id = m.id AND m.level_id IN (SELECT id FROM held)
"""


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

    What may be promised is what lies there, less what is promised and the safety stock, and as much more as the
    shop takes on backorder.

    Raises:
        SkuNotFound: an article that the shop does not have, be it another's.
        SoldOut: names every article of which too little is left; ``details`` has their ids.
    """
    wanted = rules.by_sku(demands)
    with connection.cursor() as cursor:
        cursor.execute(RESERVE, [list(wanted), list(wanted.values()), shop_id])
        shelves = {row[0]: Shelf(*row[1:]) for row in cursor.fetchall()}
    if len(shelves) < len(wanted):
        raise sold_out([sku_id for sku_id in wanted if sku_id not in shelves], shop_id)
    Reservation.objects.bulk_create(draft_reservations(order_id, demands, {sku_id: shelf.level_id for sku_id, shelf in shelves.items()}))
    return shelves


@inner
def shelves_at(sku_ids: Collection[UUID]) -> dict[UUID, Shelf]:
    """Articles as they stand, for shelves that the caller holds and has taken from."""
    rows = Level.objects.filter(sku__in=list(sku_ids)).values_list("sku", "id", "sku__name_zh", "sku__name_en", "sku__price_minor", "sku__on_sale")
    return {row[0]: Shelf(*row[1:]) for row in rows}


def draft_reservations(order_id: UUID, demands: Sequence[Demand], levels: dict[UUID, int]) -> list[Reservation]:
    return [Reservation(level_id=levels[demand.sku_id], order_id=order_id, position=demand.position, quantity=demand.quantity) for demand in demands]


@inner
def commit(*, order_id: UUID, at: datetime, by: Actor = VISITOR) -> None:
    """Hand over what was promised: it leaves the shelf at its cost. A second call finds nothing held.

    Raises:
        ShelfFrozen: it is being counted, and nothing of it leaves meanwhile.
        NotOnTheShelf: a backorder whose goods have not come, or a shelf that the counter emptied.
        OnlyExpiredLeft: an article kept by batch, of which nothing may be sold any more.
    """
    with connection.cursor() as cursor:
        cursor.execute(COMMIT, [order_id, order_id, by.person_id, at])
        handed: list[tuple[int, int | None, bool | None]] = cursor.fetchall()
    missing = [level_id for level_id, movement_id, _tracked in handed if movement_id is None]
    if missing:
        frozen = list(Level.objects.filter(pk__in=missing, frozen_by__isnull=False).values_list("sku", flat=True))
        if frozen:
            raise ShelfFrozen(names=names_of(frozen))
        raise NotOnTheShelf(names=names_of(list(Level.objects.filter(pk__in=missing).values_list("sku", flat=True))))
    tracked = [movement_id for _level_id, movement_id, tracks in handed if tracks and movement_id is not None]
    if tracked:
        movements = Movement.objects.filter(pk__in=tracked).select_related("level__sku").order_by("level_id")
        batching.follow([(movement, None) for movement in movements])


@inner
def release(*, order_ids: Sequence[UUID]) -> None:
    """Let go of what was promised to these orders. A second call finds nothing held."""
    with connection.cursor() as cursor:
        cursor.execute(RELEASE, [list(order_ids)])


@inner
def let_go_part(*, shop_id: UUID, parts: Sequence[tuple[UUID, UUID, Decimal]], sku_ids: Sequence[UUID]) -> None:
    """Let go of parts of what documents hold: (document, article, base units). ``sku_ids`` are all articles that the caller reserves next.

    Raises:
        SoldOut: a document holds less.
    """
    with connection.cursor() as cursor:
        cursor.execute(LET_GO_PART, [[part[0] for part in parts], [part[1] for part in parts], [part[2] for part in parts], shop_id, list(sku_ids)])
        let_go = cursor.rowcount
    if let_go < len(parts):
        raise sold_out([part[1] for part in parts], shop_id)


@inner
def hold_shelves(*, order_id: UUID) -> None:
    """Lock the shelves of an order before its money moves, where both happen in one transaction."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [order_id])


@inner
def trim(*, shop_id: UUID, order_id: UUID, parts: Mapping[int, tuple[Decimal, Decimal]]) -> None:
    """What lines of an order that the caller holds keep of their shelves: so much of (so much that was ordered), by line.

    Raises:
        SoldOut: the shelf does not hold so much more.
    """
    held = Reservation.objects.filter(order_id=order_id, position__in=parts, status=Reservation.Status.HELD).select_related("level")
    rows = {row.position: row for row in held}
    kept = {position: rules.trimmed(row.quantity, *parts[position]) for position, row in rows.items()}
    with connection.cursor() as cursor:
        cursor.execute(TRIM, [list(kept), list(kept.values()), order_id])
        if cursor.rowcount < len(parts):
            raise sold_out([row.level.sku_id for row in rows.values()], shop_id)

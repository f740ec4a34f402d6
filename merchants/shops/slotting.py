"""Slots: what a shop offers, a place in one for an order, and letting go of it.

A place is taken by compare and set on the slot's own counter, in the order's transaction and before its shelves: orders that
wait for their money count, and the last place goes to one of those who ask for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.verbs import entry, inner

from . import access
from .errors import BadSlots, NoSlotLeft, ShopChanged, SlotGone
from .models import Shop, SlotRow
from .pace_rules import ONE_ITEM, Work
from .queries import ServingShop
from .slot_rules import DAYS_AHEAD, Booked, Offer, Row, checked, offered

BOOKED = """
SELECT shop_id, begins_at, orders, items, minutes FROM shops_slot
WHERE shop_id = ANY(%(shops)s) AND channel = %(channel)s AND begins_at >= %(at)s AND begins_at < %(until)s
"""
# The insert is refused by its WHERE, the update by its own: either way no row comes back from a full slot.
BOOK = """
WITH taken AS (
    INSERT INTO shops_slot AS s (id, shop_id, channel, begins_at, ends_at, max_orders, max_items, max_minutes, orders, items, minutes)
    SELECT %(id)s, %(shop)s, %(channel)s, %(begins)s, %(ends)s, %(max_orders)s, %(max_items)s, %(max_minutes)s, 1, %(items)s, %(minutes)s
    WHERE %(max_orders)s >= 1 AND (%(max_items)s::int IS NULL OR %(items)s <= %(max_items)s::int)
        AND (%(max_minutes)s::int IS NULL OR %(minutes)s <= %(max_minutes)s::int)
    ON CONFLICT (shop_id, channel, begins_at) DO UPDATE SET
        orders = s.orders + 1, items = s.items + EXCLUDED.items, minutes = s.minutes + EXCLUDED.minutes,
        max_orders = EXCLUDED.max_orders, max_items = EXCLUDED.max_items, max_minutes = EXCLUDED.max_minutes
    WHERE s.orders + 1 <= EXCLUDED.max_orders AND (EXCLUDED.max_items IS NULL OR s.items + EXCLUDED.items <= EXCLUDED.max_items)
        AND (EXCLUDED.max_minutes IS NULL OR EXCLUDED.minutes = 0 OR s.minutes + EXCLUDED.minutes <= EXCLUDED.max_minutes)
    RETURNING s.id)
INSERT INTO shops_booking (order_id, slot_id, items, minutes, booked_at, released)
SELECT %(order)s, taken.id, %(items)s, %(minutes)s, %(at)s, false FROM taken
"""
# Slots in one order, so that two who let go of several never wait for each other.
RELEASE = """
WITH gone AS (
    UPDATE shops_booking SET released = true WHERE order_id = ANY(%(orders)s) AND NOT released RETURNING slot_id, items, minutes),
    held AS (SELECT id FROM shops_slot WHERE id IN (SELECT slot_id FROM gone) ORDER BY id FOR NO KEY UPDATE)
UPDATE shops_slot s SET orders = s.orders - g.orders, items = s.items - g.items, minutes = s.minutes - g.minutes
FROM (SELECT slot_id, count(*) AS orders, sum(items) AS items, sum(minutes) AS minutes FROM gone GROUP BY slot_id) g
WHERE s.id = g.slot_id AND s.id IN (SELECT id FROM held)
"""


def open_slots(shops: Collection[ServingShop], channel: str, *, works: Mapping[UUID, Work], at: datetime) -> dict[UUID, list[Offer]]:
    """What each shop that has slots offers on the channel for that much work of it; one statement, none where no shop has any."""
    with_slots = [shop for shop in shops if shop.has_slots(channel)]
    if not with_slots:
        return {}
    until = at + timedelta(days=DAYS_AHEAD + 2)
    booked: dict[UUID, dict[datetime, Booked]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(BOOKED, {"shops": [shop.id for shop in with_slots], "channel": channel, "at": at, "until": until})
        for shop_id, begins, *counted in cursor.fetchall():
            booked[shop_id][begins] = Booked(*counted)
    return {shop.id: _offers(shop, channel, booked[shop.id], works.get(shop.id, ONE_ITEM), at) for shop in with_slots}


def _offers(shop: ServingShop, channel: str, booked: dict[datetime, Booked], work: Work, at: datetime) -> list[Offer]:
    found = offered(shop.slot_rows, channel, at=at, ready_at=shop.ready_at(at, work), booked=booked, work=work)
    return [offer for offer in found if shop.serves_in(offer.begins_at)]


@inner
def book_slot(*, order_id: UUID, shop: ServingShop, channel: str, offers: Sequence[Offer], begins_at: datetime | None, at: datetime) -> Offer:
    """A place for the order that the slots were offered for, in the one that begins then, or, without a moment, in the first that has room.

    Raises:
        SlotGone: the slot is not offered any more, or full.
        NoSlotLeft: no slot of the coming days has a place.
    """
    if begins_at is None:
        for offer in offers:
            if offer.is_free and _take(order_id, shop.id, channel, offer, at):
                return offer
        raise NoSlotLeft(shop=shop.name)
    chosen = next((offer for offer in offers if offer.begins_at == begins_at), None)
    if chosen is None or not _take(order_id, shop.id, channel, chosen, at):
        raise SlotGone(shop=shop.name)
    return chosen


def _take(order_id: UUID, shop_id: UUID, channel: str, offer: Offer, at: datetime) -> bool:
    values: dict[str, Any] = {"id": uuid7(), "order": order_id, "shop": shop_id, "channel": channel, "begins": offer.begins_at, "ends": offer.ends_at}
    values |= {"max_orders": offer.max_orders, "max_items": offer.max_items, "max_minutes": offer.max_minutes}
    with connection.cursor() as cursor:
        cursor.execute(BOOK, {**values, "items": offer.work.items, "minutes": offer.work.minutes, "at": at})
        taken: int = cursor.rowcount
    return taken == 1


@inner
def release_slots(*, order_ids: Sequence[UUID]) -> None:
    """Orders that ended without their goods give their places back; a second call finds nothing held."""
    with connection.cursor() as cursor:
        cursor.execute(RELEASE, {"orders": list(order_ids)})


@entry
def set_slots(*, shop_id: UUID, channel: str, rows: Iterable[Row], on: date | None = None, seen_version: int, by: Actor, at: datetime) -> Shop:
    """Replace the weekly slots of a channel, or those of one day; for managers. What is booked stays booked.

    A day without rows follows its weekday again; a day that takes no orders has one row with ``max_orders`` 0. Without any
    row a channel has no slots, and orders come whenever the shop is open.

    Raises:
        NotFound: no such shop, or none that the actor manages.
        ShopChanged: the shop is no longer as the actor saw it.
        BadSlots: rows of another channel or day, overlapping, or out of range.
    """
    shop = access.shop_for(by, shop_id, access.MANAGERS, lock=True)
    if shop.version != seen_version:
        raise ShopChanged
    new = checked(rows)
    if any(row.channel != channel or row.on != on for row in new):
        raise BadSlots
    stood = shop.slot_rows.filter(channel=channel, on=on)
    before = _told(channel, on, stood.order_by("weekday", "begins_minute"))
    stood.delete()
    SlotRow.objects.bulk_create(SlotRow(shop=shop, **{name: getattr(row, name) for name in Row.__dataclass_fields__}) for row in new)
    shop.version += 1
    shop.save(update_fields=["version"])
    record("merchants.shop.set_slots", target=shop, by=by, at=at, before=before, after=_told(channel, on, new), about=shop.pk)
    return shop


def _told(channel: str, on: date | None, rows: Iterable[Row | SlotRow]) -> dict[str, object]:
    told = [[row.weekday, row.begins_minute, row.ends_minute, row.max_orders, row.max_items, row.cutoff_minutes, row.max_minutes] for row in rows]
    return {"channel": channel, "on": on.isoformat() if on else None, "rows": told}

"""Reads over shops for screens, endpoints and checkout."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from ecosystem.kernel.clock import business_date
from ecosystem.kernel.names import in_language
from ecosystem.ledger.public import Account, deposit_of

from .day_rules import SpecialDay, grouped, is_open_on, next_change_on, shut_by
from .door_rules import stands_on
from .models import Shop, SlotRow
from .pace_rules import Work, minutes_for
from .rules import Hours, clock_text
from .slot_rules import Row
from .zone_rules import DeliveryTerms, Zone, corners, micro, terms_in, zone_at

# Each of a row ``shop``. Written by hand, and so never put together: pages, baskets and checkouts ask for these many times a second.
HOURS = """
(SELECT array_agg(ARRAY[weekday, opens_minute, closes_minute] ORDER BY weekday, opens_minute) FROM shops_openinginterval WHERE shop_id = shop.id)
"""
DAYS = """
(SELECT jsonb_agg(jsonb_build_array("on", opens_minute, closes_minute) ORDER BY "on", opens_minute)
 FROM shops_specialhours WHERE shop_id = shop.id)::text
"""
SLOTS = f"""
(SELECT jsonb_agg(jsonb_build_array({", ".join(f'"{name}"' for name in Row.__dataclass_fields__)}) ORDER BY id)
 FROM shops_slotrow WHERE shop_id = shop.id)::text
"""  # noqa: S608 - field names of our own
ZONES = f"""
(SELECT jsonb_agg(jsonb_build_array({", ".join(Zone.__dataclass_fields__)}) ORDER BY position) FROM shops_deliveryzone WHERE shop_id = shop.id)::text
"""  # noqa: S608 - field names of our own


@dataclass(frozen=True, slots=True)
class ServingShop:
    """What an order needs to know of a shop, read in one statement."""

    id: UUID
    party_id: UUID
    name_zh: str
    name_en: str
    category: str
    selling: bool
    suspended_at: datetime | None
    auto_accept: bool
    paused_until: datetime | None
    lat: Decimal
    lng: Decimal
    prep_minutes: int
    prep_items: int
    prep_more_minutes: int
    busy_minutes: int
    busy_until: datetime | None
    tables: Sequence[str]
    weigh_margin_bp: int
    phone: str
    sign: str
    sign_until: date | None
    hours: tuple[Hours, ...]
    slot_rows: tuple[Row, ...] = ()
    zones: tuple[Zone, ...] = ()
    special_days: tuple[SpecialDay, ...] = ()

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)

    def is_open(self, at: datetime) -> bool:
        return is_open_on(self.hours, self.special_days, at)

    @property
    def takes_orders(self) -> bool:
        """Stopped neither by its keeper nor by the bank."""
        return self.selling and self.suspended_at is None

    def is_paused(self, at: datetime) -> bool:
        """A pause ends by its own moment, whether or not anybody has tidied it away."""
        return self.paused_until is not None and at < self.paused_until

    def serves_at(self, at: datetime) -> bool:
        """Open by its hours, neither stopped nor paused."""
        return self.takes_orders and not self.is_paused(at) and self.is_open(at)

    def sign_at(self, at: datetime) -> str:
        return self.sign if stands_on(self.sign_until, at) else ""

    def has_slots(self, channel: str) -> bool:
        """Whether goods are fetched or brought by slots, so that an order needs a place in one."""
        return any(row.channel == channel for row in self.slot_rows)

    def serves_in(self, begins_at: datetime) -> bool:
        """Whether an order for a slot is taken now; the hours of now don't matter for it, but a day that is otherwise does."""
        return self.takes_orders and not self.is_paused(begins_at) and not shut_by(self.hours, self.special_days, begins_at)

    def prep_for(self, work: Work) -> int:
        """How many minutes so much work takes to prepare."""
        return minutes_for(work, prep_minutes=self.prep_minutes, prep_items=self.prep_items, prep_more_minutes=self.prep_more_minutes)

    def ready_at(self, at: datetime, work: Work) -> datetime:
        """When an order of so much work that is placed now may be had at the soonest."""
        busy = self.busy_until is not None and at < self.busy_until
        return at + timedelta(minutes=self.prep_for(work) + (self.busy_minutes if busy else 0))

    def special_ahead(self, at: datetime) -> list[SpecialDay]:
        """The days of the coming fortnight on which it opens otherwise than in every week."""
        today = business_date(at)
        return [day for day in self.special_days if today <= day.on <= today + timedelta(days=14)]

    def next_change(self, at: datetime) -> datetime | None:
        return next_change_on(self.hours, self.special_days, at)

    @property
    def delivers(self) -> bool:
        """Whether it brings anything to anybody."""
        return bool(self.zones)

    @property
    def reach_m(self) -> int | None:
        """How far it brings things, where that is a distance: all its zones are circles."""
        radii = [zone.radius_m for zone in self.zones if zone.radius_m is not None]
        return max(radii) if radii and len(radii) == len(self.zones) else None

    @property
    def least_fee_minor(self) -> int:
        return min((zone.fee_minor for zone in self.zones), default=0)

    @property
    def least_order_minor(self) -> int:
        return min((zone.min_order_minor for zone in self.zones), default=0)

    def delivers_to(self, lat: float | Decimal, lng: float | Decimal) -> bool:
        return zone_at(self.zones, micro(self.lat, self.lng), micro(lat, lng)) is not None

    def delivery_to(self, lat: float | Decimal, lng: float | Decimal, *, goods_minor: int, at: datetime) -> DeliveryTerms | None:
        """What bringing goods of so much (before discounts) to a place at that moment costs; ``None`` where it does not go."""
        zone = zone_at(self.zones, micro(self.lat, self.lng), micro(lat, lng))
        return terms_in(zone, goods_minor=goods_minor, at=at) if zone else None


FIELDS = [name for name in ServingShop.__dataclass_fields__ if name not in {"hours", "slot_rows", "zones", "special_days"}]
SERVING = f"""
SELECT {", ".join(f"shop.{field}" for field in FIELDS)}, {HOURS}, {SLOTS}, {ZONES}, {DAYS} FROM shops_shop shop WHERE shop.id = ANY(%s)
"""  # noqa: S608 - field names of our own


def serving(
    fields: Sequence[Any],
    weekly: Iterable[Sequence[int]],
    slots: Iterable[Sequence[Any]] = (),
    zones: Iterable[Sequence[Any]] = (),
    days: Iterable[Sequence[Any]] = (),
) -> ServingShop:
    """A row as read by ``FIELDS``, with its weekly hours, its slots, its zones and the days that are otherwise."""
    rows = tuple(Row(channel, weekday, date.fromisoformat(on) if on else None, *rest) for channel, weekday, on, *rest in slots)
    areas = tuple(Zone(name, radius_m, corners(outline), *rest) for name, radius_m, outline, *rest in zones)
    special = grouped((date.fromisoformat(on), opens, closes) for on, opens, closes in days)
    values = [*fields, tuple(Hours(*hours) for hours in weekly), rows, areas, special]
    return ServingShop(*values)


def serving_shops(ids: Iterable[UUID]) -> dict[UUID, ServingShop]:
    """Shops with their hours, slots and zones by id, in one statement; unknown ids are left out."""
    wanted = list(ids)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(SERVING, [wanted])
        rows = cursor.fetchall()
    return {row[0]: serving(row[:-4], row[-4] or (), *(json.loads(told) if told else () for told in row[-3:])) for row in rows}


@dataclass(frozen=True, slots=True)
class SetUpItem:
    """A step of the first day, ticked by a row that exists."""

    name: str
    done: bool


def set_up_of(shop: Shop) -> list[SetUpItem]:
    account = Account.objects.filter(code=deposit_of(shop.party_id)).exists()
    return [
        SetUpItem("account", account),
        SetUpItem("place", bool(shop.address_zh or shop.address_en or shop.neighbourhood_id)),
        SetUpItem("hours", shop.intervals.exists()),
        SetUpItem("selling", shop.selling),
    ]


def week_of(shop: Shop) -> list[tuple[int, list[tuple[str, str]]]]:
    """Weekdays with their opening times as text, two rows a day to fill in."""
    rows = [row.hours for row in shop.intervals.order_by("weekday", "opens_minute")]
    times = {day: [(clock_text(each.opens_minute), clock_text(each.closes_minute)) for each in rows if each.weekday == day] for day in range(7)}
    return [(day, (times[day] + [("", "")] * 2)[: max(2, len(times[day]))]) for day in range(7)]


@dataclass(frozen=True, slots=True)
class SlotRun:
    """Slots of one length and capacity after one another, as one reads them: from when until when."""

    begins_minute: int
    ends_minute: int
    length: int
    max_orders: int
    max_items: int | None
    max_minutes: int | None

    @property
    def span(self) -> str:
        return f"{clock_text(self.begins_minute)}–{clock_text(self.ends_minute)}"

    @property
    def holds(self) -> tuple[int | None, ...]:
        return (self.length, self.max_orders, self.max_items, self.max_minutes)


@dataclass(frozen=True, slots=True)
class SlotTable:
    """The slots of one channel: by weekday, and the days that are otherwise from today on."""

    week: list[tuple[int, list[SlotRun]]]
    days: list[tuple[date, list[SlotRun]]]


def slot_table(shop: Shop, channel: str, *, today: date) -> SlotTable:
    rows = list(shop.slot_rows.filter(channel=channel).order_by("on", "weekday", "begins_minute"))
    days = sorted({row.on for row in rows if row.on and row.on >= today})
    week = [(day, _runs([row for row in rows if row.weekday == day])) for day in range(7)]
    return SlotTable([one for one in week if one[1]], [(day, _runs([row for row in rows if row.on == day])) for day in days])


def _runs(rows: Sequence[SlotRow]) -> list[SlotRun]:
    runs: list[SlotRun] = []
    for row in rows:
        run = SlotRun(row.begins_minute, row.ends_minute, row.ends_minute - row.begins_minute, row.max_orders, row.max_items, row.max_minutes)
        last = runs[-1] if runs else None
        if last and last.ends_minute == run.begins_minute and last.holds == run.holds:
            run = replace(last, ends_minute=run.ends_minute)
            runs.pop()
        runs.append(run)
    return runs

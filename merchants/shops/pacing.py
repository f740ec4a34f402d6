"""How fast a shop serves: its promises to buyers, a busy hour, a pause; the last two end by themselves.

An order that read its shop in the moment before a pause committed stands, as with the keeper's switch.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from ecosystem.audit.public import Note, record, record_all
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.verbs import entry, inner
from ecosystem.notices.public import notify, nudge

from . import access
from .errors import BadPace, ShopChanged
from .models import MOST_MARGIN_BP, Shop
from .pace_rules import MOST_ITEMS, MOST_MORE

LONGEST_PAUSE, LONGEST_BUSY = 24 * 60, 12 * 60
MOST_BUSY = 240
# How long a shop rests that left its orders unanswered, unless its keeper goes on before.
MISSED_PAUSE = timedelta(minutes=30)
CLOCK = platform("shops.clock")


@dataclass(frozen=True, slots=True)
class Serving:
    """What a shop promises. Minutes to answer an order, minutes to prepare it, unanswered orders in a row until it is paused; by how much goods
    sold by weight may come to more than was ordered, in basis points; from how many items on each takes so many minutes more; and whether
    its people are rung up for an order that waits too long.
    """

    auto_accept: bool
    accept_minutes: int
    prep_minutes: int
    misses_allowed: int
    weigh_margin_bp: int = 0
    prep_items: int = 0
    prep_more_minutes: int = 0
    rings_up: bool = False

    def checked(self) -> Serving:
        """Raises ``BadPace``."""
        if not (1 <= self.accept_minutes <= 60 and 0 <= self.prep_minutes <= 1440 and 1 <= self.misses_allowed <= 20):
            raise BadPace
        if not 0 <= self.weigh_margin_bp <= MOST_MARGIN_BP:
            raise BadPace
        if not (0 <= self.prep_items <= MOST_ITEMS and 0 <= self.prep_more_minutes <= MOST_MORE):
            raise BadPace
        return self


def serving_terms(shop: Shop) -> Serving:
    return Serving(**{name: getattr(shop, name) for name in Serving.__dataclass_fields__})


@entry
def set_serving(*, shop_id: UUID, terms: Serving, seen_version: int, by: Actor, at: datetime) -> Shop:
    """Whether orders are accepted by themselves, and how fast they are answered and prepared; for managers.

    Raises:
        NotFound: no such shop, or none that the actor manages.
        ShopChanged: the shop is no longer as the actor saw it.
        BadPace: minutes or numbers out of range.
    """
    shop = access.shop_for(by, shop_id, access.MANAGERS, lock=True)
    if shop.version != seen_version:
        raise ShopChanged
    before = serving_terms(shop)
    if terms.checked() == before:
        return shop
    return _change(shop, "set_serving", by=by, at=at, **asdict(terms))


@entry
def pause_selling(*, shop_id: UUID, minutes: int, by: Actor, at: datetime) -> Shop:
    """Take no orders for so many minutes, then again by itself. Again: so many minutes from now.

    Raises:
        NotFound: no such shop, or none that the actor keeps.
        BadPace: not between a minute and a day.
    """
    if not 1 <= minutes <= LONGEST_PAUSE:
        raise BadPace
    shop = access.shop_for(by, shop_id, access.KEEPERS, lock=True)
    return _change(shop, "pause", by=by, at=at, paused_at=at, paused_until=at + timedelta(minutes=minutes), paused_for="keeper")


@entry
def be_busy(*, shop_id: UUID, more_minutes: int, for_minutes: int = 60, by: Actor, at: datetime) -> Shop:
    """Orders take so many minutes more, for a while; 0 ends it.

    Raises:
        NotFound: no such shop, or none that the actor keeps.
        BadPace: more than four hours more, or for longer than twelve hours.
    """
    if not (0 <= more_minutes <= MOST_BUSY and 1 <= for_minutes <= LONGEST_BUSY):
        raise BadPace
    shop = access.shop_for(by, shop_id, access.KEEPERS, lock=True)
    until = at + timedelta(minutes=for_minutes) if more_minutes else None
    return _change(shop, "busy", by=by, at=at, busy_minutes=more_minutes, busy_until=until)


@inner
def pause_for_misses(*, shop: Shop, at: datetime) -> None:
    """A shop whose row the caller holds left its orders unanswered: it rests, so that no more buyers wait for nothing."""
    _change(shop, "pause_missed", by=CLOCK, at=at, paused_at=at, paused_until=at + MISSED_PAUSE, paused_for="missed")
    notify(shop.party_id, "selling_paused_missed", f"shop/{shop.pk}/paused/{at.isoformat()}", {"shop": shop.name_zh}, at=at)


@entry
def end_modes(*, at: datetime) -> int:
    """Tidy away pauses and busy hours that are over, so that lists show the shop again; how many."""
    over = Shop.objects.select_for_update(skip_locked=True, of=("self",)).filter(Q(paused_until__lte=at) | Q(busy_until__lte=at))
    shops = list(over.order_by("pk"))
    notes = []
    for shop in shops:
        if shop.paused_until and shop.paused_until <= at:
            shop.paused_until, shop.paused_for = None, ""
            notes.append(Note(act="merchants.shop.pause_over", target=f"shop/{shop.pk}", by=CLOCK, at=at, about=shop.pk))
        if shop.busy_until and shop.busy_until <= at:
            shop.busy_until, shop.busy_minutes = None, 0
        shop.save(update_fields=["paused_until", "paused_for", "busy_until", "busy_minutes"])
    if notes:
        record_all(notes)
    nudge({shop.party_id for shop in shops}, "shop")
    return len(shops)


def _change(shop: Shop, act: str, *, by: Actor, at: datetime, **values: object) -> Shop:
    before = {name: _plain(getattr(shop, name)) for name in values}
    for name, value in values.items():
        setattr(shop, name, value)
    shop.version += 1
    shop.save(update_fields=[*values, "version"])
    after = {name: _plain(value) for name, value in values.items()}
    record(f"merchants.shop.{act}", target=shop, by=by, at=at, before=before, after=after, about=shop.pk)
    nudge([shop.party_id], "shop")
    return shop


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value

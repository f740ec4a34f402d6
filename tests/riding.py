"""Short ways to rounds in the tests: an estate with a gate, a round to it, joined by a basket, cut off."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from ecosystem.identity.public import Person
from ecosystem.payments.public import BANK_ACCOUNT
from ecosystem.places.public import Landmark, Neighbourhood
from merchants.catalog.public import Sku
from merchants.orders.public import Order, go_on_with_rounds
from merchants.rounds.actions import close_rounds, open_round, serve_round
from merchants.rounds.actions.opening import Plan
from merchants.rounds.public import Round
from merchants.shops.public import Shop
from residents.baskets.actions import Wish, checkout
from residents.baskets.queries import quote_for
from residents.baskets.rules import in_round
from tests.cast import MORNING, STREET, Corner, actor
from tests.trading import put

HOUR = timedelta(hours=1)
CUT_OFF, BEGINS = MORNING + 3 * HOUR, MORNING + 4 * HOUR


def estate(code: str = "pine", *, lat: Decimal = STREET[0] + Decimal("0.005")) -> Landmark:
    """Half a kilometre from the corner."""
    area, _new = Neighbourhood.objects.get_or_create(
        code="north", defaults={"name_zh": "北片", "name_en": "North", "lat": STREET[0], "lng": STREET[1]}
    )
    told = {"neighbourhood": area, "name_zh": "松庭", "name_en": "Pine Court", "lat": lat, "lng": STREET[1]}
    return Landmark.objects.get_or_create(code=code, defaults=told)[0]


def planned(**other: Any) -> Plan:
    told = {"landmark": other.get("landmark") or estate().code, "gate": "东门", "begins_at": BEGINS, "ends_at": BEGINS + HOUR, "cuts_off_at": CUT_OFF}
    return Plan(**{**told, "fee_minor": 1_000, "least": 3, "most": 6, **other})


def opened(town: Corner, *, both: bool = True, key: str = "", at: datetime = MORNING, **other: Any) -> Round:
    """A round for ¥10.00 that three share at least; both shops come with it."""
    made = open_round(shop_id=town.shop.pk, plan=planned(**other), key=key or uuid4().hex, by=actor(town.owner), at=at)
    if both:
        serve_round(round_id=made.pk, shop_id=town.rival_shop.pk, by=actor(town.rival), at=at)
    return made


def opened_by(shop: Shop, owner: Person, *, at: datetime, **other: Any) -> Round:
    return open_round(shop_id=shop.pk, plan=planned(**other), key=uuid4().hex, by=actor(owner), at=at)


def wish_for(found: Round, person: Person, *, method: str = BANK_ACCOUNT, at: datetime = MORNING) -> Wish:
    """What the basket's page would send."""
    quote = in_round(quote_for(person.party_id, at=at), found.share_most_minor)
    return Wish(quote=quote.digest, channel="delivery", method=method, round_id=found.pk)


def joined(found: Round, person: Person, *goods: Sku, method: str = BANK_ACCOUNT, key: str = "", at: datetime = MORNING, **other: Any) -> list[Order]:
    """One of each of the goods, by one checkout; the orders shop by shop."""
    for sku in goods:
        put(person, sku)
    errand = checkout(wish=replace(wish_for(found, person, method=method, at=at), **other), key=key or uuid4().hex, by=actor(person), at=at)
    return list(Order.objects.filter(errand_id=errand).order_by("shop__name_en"))


def cut_off(at: datetime = CUT_OFF) -> tuple[int, int]:
    """Rounds that were closed, and orders that went on."""
    return close_rounds(at=at), go_on_with_rounds(at=at)


def standing_of(found: Round) -> tuple[str, int, int]:
    found.refresh_from_db()
    return found.status, found.seats_taken, found.seats_paid


def order_of(order_id: UUID) -> Order:
    return Order.objects.get(pk=order_id)

"""The last place of a slot, and places that come back meanwhile. Real threads, real commits."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest

from ecosystem.identity.public import Person
from merchants.catalog.public import Sku
from merchants.orders.public import Order, cancel_order
from merchants.shops.models import Slot
from merchants.shops.public import every, set_slots
from residents.baskets.actions import Wish, checkout
from residents.baskets.queries import quote_for
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.together import at_once, kinds
from tests.trading import differences, put

pytestmark = pytest.mark.race
ELEVEN = MORNING + timedelta(hours=1)


@pytest.fixture
def town(committed: str) -> Corner:
    made = cast.corner(stock="500")
    rows = every("pickup", weekdays=range(7), from_minute=600, until_minute=1080, length=60, max_orders=2)
    set_slots(shop_id=made.shop.pk, channel="pickup", rows=rows, seen_version=0, by=actor(made.owner), at=MORNING)
    return made


def buyer(town: Corner, number: int, begins: datetime | None) -> partial[UUID]:
    person: Person = cast.person(f"buyer{number}", money_minor=10_000)
    put(person, town.milk)
    slots = ((town.shop.pk, begins),) if begins else ()
    wish = Wish(quote=quote_for(person.party_id, at=MORNING).digest, channel="pickup", method="bank_account", slots=slots)
    return partial(checkout, wish=wish, key=uuid4().hex, by=actor(person), at=MORNING)


def test_the_last_place_goes_to_one_and_the_rest_are_told(town: Corner) -> None:
    answers = at_once(*[buyer(town, number, ELEVEN) for number in range(8)])
    assert kinds(answers) == {"UUID": 2, "SlotGone": 6}
    assert Slot.objects.get().orders == 2
    assert differences() == []


def test_the_last_minutes_of_a_slot_go_to_one_and_the_rest_are_told(town: Corner) -> None:
    """Room for ten orders and two cakes."""
    rows = every("pickup", weekdays=range(7), from_minute=600, until_minute=1080, length=60, max_orders=10, max_minutes=70)
    set_slots(shop_id=town.shop.pk, channel="pickup", rows=rows, seen_version=1, by=actor(town.owner), at=MORNING)
    Sku.objects.filter(pk=town.milk.pk).update(make_minutes=35)
    answers = at_once(*[buyer(town, number, ELEVEN) for number in range(6)])
    assert kinds(answers) == {"UUID": 2, "SlotGone": 4}
    assert (Slot.objects.get().orders, Slot.objects.get().minutes) == (2, 70)
    assert differences() == []


def test_as_soon_as_possible_finds_everybody_a_place_once(town: Corner) -> None:
    answers = at_once(*[buyer(town, number, None) for number in range(7)])
    assert kinds(answers) == {"UUID": 7}
    assert list(Slot.objects.order_by("begins_at").values_list("orders", flat=True)) == [2, 2, 2, 1]
    assert differences() == []


def test_places_come_back_while_others_take_them(town: Corner) -> None:
    for number in range(2):
        buyer(town, number, ELEVEN)()
    orders = list(Order.objects.select_related("buyer"))
    leave = [partial(cancel_order, order_id=order.pk, key="c", by=actor(Person.objects.get(party=order.buyer_id)), at=MORNING) for order in orders]
    answers = at_once(*leave, *[buyer(town, number, ELEVEN) for number in range(2, 6)])
    standing = Order.objects.filter(status="paid").count()
    assert Slot.objects.get().orders == standing == kinds(answers).get("UUID", 0) <= 2
    assert differences() == []

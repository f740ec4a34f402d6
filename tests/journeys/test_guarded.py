"""Trade that is made to look like trade, through the verbs that everybody uses: the portrait's guards ask about it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from ecosystem.consent.public import CREDIT_ASSESSMENT, grant
from ecosystem.feed.public import MONEY, FactRow, thing
from ecosystem.identity.public import Person
from ecosystem.ledger.public import deposit_of
from lending.portraits.actions import JOB, draw_portrait
from merchants.orders.public import Order, accept_order, mark_ready, send_out
from merchants.payouts.public import pay_out
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.residents.family.cast import agreed
from tests.trading import Api, hand_over, put

pytestmark = [pytest.mark.django_db, pytest.mark.journey]
WHERE = {"lat": "30.600000", "lng": "122.900000"}
LATER = MORNING + timedelta(days=2)
DOOR = "松庭苑 3栋2单元201"


@pytest.fixture
def town() -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield cast.corner(stock="500")


def _bought(town: Corner, phone: Client, who: Person, *, door: str = "", method: str = "bank_account") -> Order:
    """Bought on a phone over HTTP, brought home where a door is given, and completed by the shop."""
    api = Api()
    api.client = phone
    phone.force_login(who)
    assert api.client.get("/basket/").status_code == 200
    put(who, town.milk, "4")
    brought = {"channel": "delivery", "where": WHERE, "deliver_to": door} if door else {}
    answer = api.check_out(method=method, **brought)
    assert answer.status_code == 201, answer.content
    order = Order.objects.filter(buyer=who.party_id).latest("placed_at", "pk")
    for step in (accept_order, mark_ready, *([send_out] if door else [])):
        step(order_id=order.pk, by=actor(town.owner), at=MORNING)
    hand_over(order_id=order.pk, key=uuid4().hex, by=actor(town.owner), at=MORNING)
    return order


def _told(orders: Sequence[Order], kind: str = "trade.order_paid") -> list[dict[str, str]]:
    return [FactRow.objects.get(kind=kind, body__order=str(order.pk)).body for order in orders]


def test_a_loop_bought_on_one_phone_from_one_account_to_one_door_is_asked_about_and_neighbours_are_not(town: Corner) -> None:
    phone, daughter = Client(), cast.person("daughter", money_minor=100_000)
    hands = [cast.person(f"hand{place}", money_minor=10_000) for place in range(6)]
    spelt = (DOOR, "松庭苑3栋 2单元 201", "松庭苑，３栋２单元２０１")
    loop = [
        _bought(town, phone, who, door=spelt[place % 3], method=f"family/{agreed(who, daughter, called=f'friend {place}').pk}")
        for place, who in enumerate(hands)
    ]
    neighbours = [cast.person(f"neighbour{place}", money_minor=10_000) for place in range(3)]
    honest = [_bought(town, Client(), who, door=f"松庭苑 5栋{place + 1}01") for place, who in enumerate(neighbours)]
    # The owner's own phone, in a friend's name.
    hers = Client()
    friend = cast.person("friend", money_minor=10_000)
    cast.money(town.owner, 10_000)
    own = [_bought(town, hers, town.owner), _bought(town, hers, friend)]

    told = _told(loop)
    for name in ("device", "payer", "door"):
        assert len({one[name] for one in told}) == 1
        assert len({one[name] for one in [*told, *_told(honest)]}) == 1 + 3
    assert [one["door"] for one in _told(own)] == ["", ""]
    assert len({one["device"] for one in _told(own)}) == 1
    assert len({one["payer"] for one in _told(own)}) == 2

    known = [phone.cookies["device"].value, DOOR, "松庭苑", deposit_of(daughter.party_id)]
    known += [text for who in [*hands, *neighbours, daughter] for text in (who.email, str(who.party_id), who.party_id.hex, str(who.pk))]
    facts = json.dumps([fact.body for fact in FactRow.objects.all()], ensure_ascii=False)
    assert [text for text in known if text in facts] == []

    with transaction.atomic():
        grant(party_id=town.shop.party_id, purpose=CREDIT_ASSESSMENT.code, by=actor(town.owner), at=MORNING)
    drawn = draw_portrait(party_id=town.shop.party_id, by=JOB, at=LATER)
    assert {name: count for name, count in drawn.guards.items() if count} == {"device": 6, "card": 6, "door": 6, "owner": 1}


def test_the_account_that_a_shop_is_paid_out_to_has_the_name_that_it_would_pay_by(town: Corner) -> None:
    order = _bought(town, Client(), town.resident)
    pay_out(shop_id=town.shop.pk, key=uuid4().hex, by=actor(town.owner), at=LATER)
    made = FactRow.objects.get(kind="trade.payout_made", about=town.shop.party_id)
    assert made.body["account"] == thing(MONEY, deposit_of(town.shop.party_id), within=town.shop.party_id)
    assert made.body["account"] != _told([order])[0]["payer"]


def test_somebody_elses_device_is_not_known_by_a_cookie_of_ones_own_making(town: Corner) -> None:
    phone = Client()
    phone.get("/")
    assert "device" not in phone.cookies
    phone.force_login(town.resident)
    phone.get("/")
    given = phone.cookies["device"]
    assert (given["httponly"], given["samesite"], len(given.value)) == (True, "Lax", 32)
    phone.get("/")
    assert phone.cookies["device"].value == given.value
    phone.cookies["device"] = "<script>"
    order = _bought(town, phone, town.resident)
    # What was sent was no device: none is told, and a fresh one is given.
    assert phone.cookies["device"].value not in {given.value, "<script>"}
    assert len(_told([order])[0]["device"]) == 32

"""Addresses that were used: kept once, offered first, forgotten when asked, and nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction

from ecosystem.kernel.errors import NotFound
from ecosystem.places.models import Landmark, Neighbourhood
from merchants.orders.public import Order
from residents.baskets.addresses import MOST_KEPT, addresses_of, forget_address, keep_address
from residents.baskets.errors import SignInToBuy
from residents.baskets.models import Address
from tests.cast import BANK, MORNING, STREET, Corner, actor
from tests.trading import Api, put

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(corner: Corner) -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield corner


def estates() -> tuple[Landmark, Landmark]:
    """One beside the shop, one 11 km away."""
    area = Neighbourhood.objects.create(code="n1", name_zh="松", name_en="Pine", lat=STREET[0], lng=STREET[1])
    near = Landmark.objects.create(code="e1", neighbourhood=area, name_zh="松苑", name_en="Pine Court", lat=STREET[0], lng=STREET[1])
    away = {"lat": STREET[0] + Decimal("0.1"), "lng": STREET[1]}
    return near, Landmark.objects.create(code="e2", neighbourhood=area, name_zh="远苑", name_en="Far Court", **away)


def test_what_was_brought_somewhere_once_need_not_be_typed_again(town: Corner) -> None:
    near, _far = estates()
    buyer = Api(town.resident).client
    put(town.resident, town.milk, "3")
    price = buyer.get("/basket/price/", {"landmark": "e1", "address": ""})
    quote = price.context["quote"].digest
    form = {"quote": quote, "channel": "delivery", "landmark": "e1", "address": "", "door": " 3-201 ", "idempotency_key": "a"}
    assert buyer.post("/basket/pay/", form).status_code == 302
    kept = Address.objects.get()
    assert (kept.party_id, kept.landmark, kept.door) == (town.resident.party_id, near, "3-201")
    assert buyer.session["bring_to"] == str(kept.pk), "where she typed it, it is offered next"
    put(town.resident, town.milk, "3")
    later = Api(town.resident).client
    page = later.get("/basket/")
    assert page.context["to"].address_id == str(kept.pk)
    again = {"quote": page.context["quote"].digest, "channel": "delivery", "address": str(kept.pk), "landmark": "e2", "idempotency_key": "b"}
    assert later.post("/basket/pay/", again).status_code == 302
    assert set(Order.objects.values_list("deliver_to", "delivery_fee_minor")) == {("松苑 3-201", 300)}
    assert Address.objects.count() == 1


def test_the_page_says_why_it_can_not_be_brought_and_what_else_to_do(town: Corner) -> None:
    estates()
    buyer = Api(town.resident).client
    put(town.resident, town.milk)
    near, far = (buyer.get("/basket/price/", {"landmark": code}, headers={"Accept-Language": "en"}) for code in ("e1", "e2"))
    assert "¥5.00 more, and Corner brings it." in near.content.decode()
    assert "Far Court is too far: Corner brings things up to 2 km. Collect it instead." in far.content.decode()
    form = {"quote": far.context["quote"].digest, "channel": "delivery", "landmark": "e2", "door": "1", "idempotency_key": "a"}
    assert buyer.post("/basket/pay/", form).status_code == 422
    assert not Address.objects.exists()
    assert not Order.objects.exists()


def test_the_eight_used_last_are_kept_and_only_their_owner_forgets_them(town: Corner) -> None:
    near, _far = estates()
    her, his = actor(town.resident), actor(town.outsider)
    for number in range(MOST_KEPT + 2):
        keep_address(landmark_id=near.pk, door=f"{number}", by=her, at=MORNING + timedelta(minutes=number))
    keep_address(landmark_id=near.pk, door="2", by=her, at=MORNING + timedelta(hours=1))
    assert [one.door for one in addresses_of(her.party_id)] == ["2", "9", "8", "7", "6", "5", "4", "3"]
    assert addresses_of(his.party_id) == addresses_of(None) == []
    latest = addresses_of(her.party_id)[0]
    for wrong in (his, BANK):
        with pytest.raises(NotFound):
            forget_address(address_id=latest.pk, by=wrong, at=MORNING)
    stranger = Api(town.outsider).client
    assert stranger.post(f"/basket/addresses/{latest.pk}/forget/").status_code == 404
    assert stranger.post(f"/basket/addresses/{uuid4()}/forget/").status_code == 404
    assert stranger.get("/basket/price/", {"address": str(latest.pk)}).context["to"] is None
    assert Api(town.resident).client.post(f"/basket/addresses/{latest.pk}/forget/").status_code == 302
    assert len(addresses_of(her.party_id)) == MOST_KEPT - 1
    with pytest.raises(SignInToBuy):
        keep_address(landmark_id=near.pk, door="1", by=BANK, at=MORNING)
    with pytest.raises(IntegrityError, match="an_address_has_a_door"), transaction.atomic():
        Address.objects.filter(door="9").update(door="")
    with pytest.raises(IntegrityError, match="an_address_is_kept_once"), transaction.atomic():
        Address.objects.filter(door="9").update(door="8")

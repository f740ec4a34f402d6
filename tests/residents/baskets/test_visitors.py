"""From a code on a table to a paid order: nobody is asked who she is before she pays, and the basket stays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.test import Client

from ecosystem.identity.actions import join_by_code
from ecosystem.identity.errors import AddressTaken
from ecosystem.identity.public import Person, register_person
from ecosystem.kernel.actor import VISITOR
from merchants.arrivals.models import Arrival
from merchants.arrivals.rules import STEPS
from merchants.orders.public import Order
from merchants.till import escpos
from residents.baskets.carried import KEY, Carried, carried_in, take_along
from residents.baskets.errors import SignInToBuy
from residents.baskets.models import BasketLine
from tests import cast
from tests.cast import MORNING, Corner
from tests.trading import put, standing

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def town() -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield cast.corner()


def reached() -> list[int]:
    return list(Arrival.objects.values_list(*STEPS).get())


def sign_in(client: Client, email: str, *, next_: str = "/basket/") -> Any:
    client.post("/accounts/login/code/", {"email": email, "next": next_})
    code = re.search(r"^([0-9A-Z-]{6,12})$", str(mail.outbox[-1].body), re.MULTILINE)
    assert code
    return client.post("/accounts/login/code/confirm/", {"code": code[1], "next": next_})


def test_a_scan_opens_the_shelf_fills_a_basket_and_is_paid_by_who_signs_in(town: Corner) -> None:
    client = Client()
    answer: Any = client.get(f"/s/{town.shop.pk}/?place=Table+4&from=table")
    assert (answer.status_code, answer.url, reached()) == (302, f"/s/{town.shop.pk}/", [1, 0, 0, 0, 0, 0])
    client.get(f"/s/{town.shop.pk}/?place=Table+4&from=table")
    assert client.get(answer.url).status_code == 200 and reached() == [1, 1, 0, 0, 0, 0]
    client.post("/basket/put/", {"sku": str(town.milk.pk), "quantity": "2"})
    page = client.get("/basket/").content.decode()
    assert reached() == [1, 1, 1, 0, 0, 0] and "Table 4" not in page and "/accounts/login/code/?next=/basket/" in page
    assert (Person.objects.filter(email="new@example.com").count(), BasketLine.objects.count()) == (0, 0)
    assert client.post("/basket/pay/", {"quote": "x", "idempotency_key": "k"}).status_code == 302

    answer = sign_in(client, "New@example.com")
    assert answer.url == "/basket/"
    page = client.get("/basket/").content.decode()
    new = Person.objects.get(email="new@example.com")
    assert reached() == [1, 1, 1, 1, 0, 0] and 'value="Table 4"' in page and KEY not in client.session
    assert list(BasketLine.objects.values_list("party", "sku", "quantity")) == [(new.party_id, town.milk.pk, D(2))]
    cast.money(new, 5_000)
    quote = re.search(r'name="quote" value="([^"]+)"', page)
    assert quote
    client.post("/basket/pay/", {"quote": quote[1], "channel": "pickup", "idempotency_key": uuid4().hex})
    assert Order.objects.get().status in {"paid", "accepted"} and reached() == [1, 1, 1, 1, 1, 0]

    with time_machine.travel(MORNING + timedelta(days=9), tick=False):
        client.post("/basket/put/", {"sku": str(town.milk.pk), "quantity": "1"})
        quote = re.search(r'name="quote" value="([^"]+)"', client.get("/basket/").content.decode())
        assert quote
        client.post("/basket/pay/", {"quote": quote[1], "channel": "pickup", "idempotency_key": uuid4().hex})
    assert reached() == [1, 1, 1, 1, 1, 1]


def test_what_a_visitor_carries_joins_what_was_in_her_basket(town: Corner) -> None:
    put(town.resident, town.bread, "3")
    put(town.resident, town.milk, "9")
    client, gone = Client(), cast.article(town.shop, town.owner, name="Gone")
    for sku, much in ((town.milk, "2"), (gone, "1"), (town.bread, "1"), (town.bread, "0")):
        assert client.post("/basket/put/", {"sku": str(sku.pk), "quantity": much}, headers={"HX-Request": "true"}).status_code == 200
    assert len(carried_in(client.session)) == 2
    type(gone).objects.filter(pk=gone.pk).update(on_sale=False)
    sign_in(client, town.resident.email)
    page = client.get("/basket/", headers={"accept-language": "en"}).content.decode()
    assert dict(BasketLine.objects.values_list("sku", "quantity")) == {town.bread.pk: D(3), town.milk.pk: D(2)}
    assert "1 thing is no longer sold and was left out." in page


def test_what_a_visitor_may_not_carry_is_refused_and_what_does_not_read_is_nothing(town: Corner) -> None:
    client, before = Client(), standing()
    for sku, much, status in ((uuid4(), "1", 404), (town.milk.pk, "-1", 422), (town.milk.pk, "0.0001", 422)):
        assert client.post("/basket/put/", {"sku": str(sku), "quantity": much}).status_code == status
    assert (carried_in(client.session), standing()) == ((), before)
    assert carried_in({KEY: [["x", "1", []]]}) == () == carried_in({KEY: 4})
    with pytest.raises(SignInToBuy):
        take_along(lines=[Carried(town.milk.pk, D(1))], by=VISITOR, at=MORNING)


def test_a_mark_that_nobody_signed_counts_nothing(town: Corner) -> None:
    client = Client()
    client.get(f"/s/{town.shop.pk}/?from=receipt")
    client.cookies["arrived"] = client.cookies["arrived"].value.replace("receipt", "counter")
    client.get(f"/s/{town.shop.pk}/")
    assert reached() == [1, 0, 0, 0, 0, 0]


def test_an_address_that_got_an_account_meanwhile_is_not_taken_over(town: Corner) -> None:
    client = Client()
    client.post("/accounts/login/code/", {"email": "both@example.com"})
    code = re.search(r"^([0-9A-Z-]{6,12})$", str(mail.outbox[-1].body), re.MULTILINE)
    assert code
    register_person(email="both@example.com", name_zh="先", name_en="First", password=None, at=MORNING)
    answer = client.post("/accounts/login/code/confirm/", {"code": code[1]}, headers={"accept-language": "en"})
    assert "That is not the code." in answer.content.decode() and "_auth_user_id" not in client.session
    with pytest.raises(AddressTaken):
        join_by_code(person_id=uuid4(), email="Both@example.com", at=MORNING)
    assert Person.objects.filter(email__iexact="both@example.com").count() == 1


def test_a_receipt_leads_to_the_shelf(town: Corner) -> None:
    printed = escpos.receipt(["Shop"], [], ("Total", "1.00"), [], code="http://x/s/1/?from=receipt", code_says="Order", width=58)
    assert b"\x1d(k\x1d\x00\x31\x50\x30http://x/s/1/?from=receipt" in printed

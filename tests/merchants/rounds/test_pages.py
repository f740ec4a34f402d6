"""Rounds over pages and programs: who may, who may not, what is seen, and how many statements it takes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.utils import translation

from ecosystem.places.public import Landmark
from merchants.orders.public import Order
from merchants.rounds.models import Round
from tests import cast
from tests.cast import MORNING, STREET, Corner
from tests.grouping import neighbours
from tests.merchants.rounds.test_rounds import everything
from tests.merchants.test_budgets import ERRAND_AT_MOST, statements
from tests.riding import BEGINS, CUT_OFF, HOUR, cut_off, estate, joined, opened
from tests.trading import Api, differences, put

pytestmark = pytest.mark.django_db
HERE = f"?lat={STREET[0]}&lng={STREET[1]}"


@pytest.fixture
def town() -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield cast.corner()


def body(landmark: Landmark) -> dict[str, Any]:
    times = {"begins_at": BEGINS, "ends_at": BEGINS + HOUR, "cuts_off_at": CUT_OFF}
    fee = {"amount": "10.00", "currency": "CNY"}
    return {"landmark": landmark.code, "gate": "东门", "fee": fee, "least": 3, "most": 6, **{name: at.isoformat() for name, at in times.items()}}


def test_programs_open_serve_join_leave_and_call_off(town: Corner) -> None:
    owner, rival, resident = Api(town.owner), Api(town.rival), Api(town.resident)
    made = owner.post(f"shops/{town.shop.pk}/rounds", body(estate()))
    assert (made.status_code, made.json()["share_most"]["amount"], made.json()["shops"]) == (201, "3.34", [str(town.shop.pk)])
    found, code = made.json()["id"], made.json()["code"]
    theirs = {"shop": str(town.rival_shop.pk)}
    assert len(rival.post(f"rounds/{found}/serve", theirs).json()["shops"]) == 2
    assert [(one["metres"], one["round"]["code"]) for one in Api().get(f"rounds{HERE}").json()] == [(556, code)]
    assert Api().get("rounds?lat=31&lng=122.9").json() == []
    before = everything()
    for api, expected in ((Api(town.outsider), 404), (Api(), 401)):
        for address, said in (
            (f"shops/{town.shop.pk}/rounds", body(estate())),
            (f"rounds/{found}/serve", theirs),
            (f"rounds/{found}/leave", theirs),
            (f"rounds/{found}/call-off", {}),
        ):
            assert api.post(address, said).status_code == expected, address
        assert api.get(f"shops/{town.shop.pk}/rounds").status_code == expected
    assert {rival.post(f"rounds/{one}/call-off").json()["code"] for one in (found, uuid4())} == {"round_not_found"}
    assert Api().get("rounds/NOSUCHXX").status_code == 404
    assert everything() == before
    put(town.resident, town.milk)
    quote = resident.get(f"basket?round={found}").json()
    assert quote["parts"][0]["seat"]["amount"] == "3.34"
    told = {"channel": "delivery", "round": found}
    assert resident.post("checkout", {"quote": resident.quote(), **told}).status_code == 409
    assert resident.post("checkout", {"quote": quote["quote"], **told}).status_code == 201
    assert Api().get(f"rounds/{code.lower()}").json()["seats_paid"] == 1
    assert rival.post(f"rounds/{found}/leave", theirs).status_code == 200
    assert owner.get(f"shops/{town.shop.pk}/rounds").json()[0]["share_now"]["amount"] == "3.34"
    assert owner.post(f"rounds/{found}/call-off").json()["status"] == "called_off"
    assert cut_off() == (0, 1)
    assert differences() == []


def test_pages_open_show_join_and_pack(town: Corner) -> None:
    owner, rival, [friend] = Api(town.owner).client, Api(town.rival).client, neighbours(1)
    form = {"landmark": estate().code, "gate": "东门", "begins": "2026-11-03T14:00", "span": "60", "before": "60", "fee": "10"}
    form |= {"least": "3", "most": "6", "idempotency_key": "o"}
    assert owner.post("/shop/rounds/open/", form).status_code == 302
    for wrong in ({"begins": "soon"}, {"least": "x"}, {"fee": "?"}):
        assert owner.post("/shop/rounds/open/", {**form, **wrong, "idempotency_key": "w"}).status_code in {400, 422}
    found = Round.objects.get()
    assert (found.begins_at, found.cuts_off_at) == (BEGINS, CUT_OFF)
    assert f"/shop/rounds/{found.pk}/serve/" in rival.get("/shop/rounds/").content.decode()
    assert rival.post(f"/shop/rounds/{found.pk}/serve/").status_code == 302
    for path in ("", "open/", f"{found.pk}/serve/", f"{found.pk}/leave/", f"{found.pk}/call-off/"):
        client = Api(town.outsider).client
        answer = client.post(f"/shop/rounds/{path}", form) if path else client.get("/shop/rounds/")
        assert answer.status_code == 404, path
    resident = Api(town.resident).client
    assert "/nearby/" in resident.get("/rounds/").content.decode()
    resident.post("/nearby/place/", {"landmark": estate().code})
    assert found.code in resident.get("/rounds/").content.decode()
    page = Api().client.get(f"/r/{found.code.lower()}/").content.decode()
    assert ("¥3.34" in page, f"/s/{town.rival_shop.pk}/" in page) == (True, True)
    put(town.resident, town.milk)
    resident.get(f"/r/{found.code}/")
    basket = resident.get("/basket/")
    rides = basket.context["rides"]
    assert (rides.chosen, rides.is_wanted, 'value="round" checked' in basket.content.decode()) == (found, True, True)
    assert "¥8.34" in resident.get("/basket/price/", {"ride": str(found.pk)}, headers={"HX-Request": "true"}).content.decode()
    sent = {"channel": "round", "ride": str(found.pk), "ride_quote": rides.quote.digest, "idempotency_key": "p"}
    assert resident.post("/basket/pay/", {**sent, "ride": "x"}).status_code == 422
    assert resident.post("/basket/pay/", sent).status_code == 302
    order = Order.objects.get()
    assert found.code in resident.get(f"/orders/{order.pk}/").content.decode()
    assert found.code in resident.get("/rounds/mine/").content.decode()
    joined(found, friend, town.milk)
    packing = f"/shop/orders/round/{found.pk}/"
    assert order.number in owner.get(packing).content.decode()
    assert order.number not in rival.get(packing).content.decode()
    assert Api(town.outsider).client.get(packing).status_code == 404
    assert cut_off() == (1, 2)
    with translation.override("en"):
        shown = resident.get(f"/orders/{order.pk}/", headers={"Accept-Language": "en"}).content.decode()
    assert "¥3.34" in shown
    assert owner.get("/shop/rounds/").status_code == 200
    assert owner.get(f"/shop/orders/{order.pk}/?view=support").status_code == 200
    assert differences() == []


def test_checkout_over_two_shops_in_a_round_keeps_to_the_statements_of_an_errand(town: Corner) -> None:
    api, found = Api(town.resident), opened(town)
    joined(found, town.resident, town.milk)  # the first errand makes her code names
    for sku in (town.milk, cast.article(town.rival_shop, town.rival, name="Fish", price_minor=2_000)):
        put(town.resident, sku)
    quote = api.get(f"basket?round={found.pk}").json()["quote"]
    answers: list[Any] = []
    asked = statements(lambda: answers.append(api.post("checkout", {"quote": quote, "channel": "delivery", "round": str(found.pk)})))
    assert answers[0].status_code == 201
    assert len(asked) <= ERRAND_AT_MOST, "\n".join(f"{n} {sql[:160]}" for n, sql in enumerate(asked, 1))


def test_a_page_takes_the_same_statements_however_much_it_shows(town: Corner) -> None:
    owner, resident = Api(town.owner).client, Api(town.resident).client
    estate()
    resident.post("/nearby/place/", {"landmark": "pine"})
    pages = [(owner, "/shop/rounds/"), (resident, "/rounds/"), (resident, "/rounds/mine/"), (Api().client, f"/api/v1/rounds{HERE}")]
    pages += [(resident, "/basket/"), (owner, f"/api/v1/shops/{town.shop.pk}/rounds")]
    counts = []
    for more in (1, 3):
        for friend in neighbours(more):
            found = opened(town)
            joined(found, friend, town.milk)
            joined(found, town.resident, town.milk)
        put(town.resident, town.milk)
        now = [*pages, (resident, f"/r/{found.code}/"), (owner, f"/shop/orders/round/{found.pk}/")]
        for who, page in now:
            assert who.get(page).status_code == 200, page
        counts.append([len(statements(partial(who.get, page))) for who, page in now])
    assert counts[0] == counts[1]

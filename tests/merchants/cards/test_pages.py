"""Pages and endpoints of cards: a card bought, spent and ended by its holder, sold by its shop, watched by the bank; strangers see none of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from uuid import uuid4

import pytest
import time_machine

from ecosystem.ledger.public import prove_books
from ecosystem.payments.simulators.acquirer import NAME as ACQUIRER
from merchants.cards.models import CardEntry, Plan, PrepaidCard
from merchants.orders.public import Order
from residents.baskets.actions import pay_order
from residents.baskets.queries import quote_for
from residents.wallet.queries import kept_for
from tests import cast, dealing
from tests.cast import MORNING, Corner, actor
from tests.merchants.cards.cast import card, left, plan, rung
from tests.merchants.test_budgets import statements
from tests.trading import Api, differences, put, standing

pytestmark = pytest.mark.django_db
YUAN = {"amount": "100.00", "currency": "CNY"}
BONUS = {"amount": "8.00", "currency": "CNY"}


@pytest.fixture
def town(corner: Corner) -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield corner


def operator() -> Api:
    return Api(cast.Person.objects.get(pk=dealing.operator().person_id))


def test_a_card_from_the_shops_page_to_its_holders_purse_and_back(town: Corner) -> None:
    plan(town)
    owner, page = Api(town.owner).client, Api(town.resident).client
    told = {"name": "Bread card", "price": "100", "bonus": "8", "days": "365", "idempotency_key": "d"}
    for _again in range(2):
        assert owner.post("/shop/cards/define/", told).status_code == 302
    made = Plan.objects.get(name="Bread card")
    assert f"/wallet/cards/buy/{made.pk}/" in page.get(f"/s/{town.shop.pk}/").content.decode()
    assert "108.00" in page.get(f"/wallet/cards/buy/{made.pk}/").content.decode()
    there = page.post(f"/wallet/cards/buy/{made.pk}/", {"idempotency_key": "b"})["Location"]
    held = PrepaidCard.objects.get()
    assert there == f"/wallet/cards/{held.pk}/"
    prove_books(at=MORNING)
    text = page.get(there).content.decode()
    assert "此刻足额" in text
    assert "核对过" in text
    # At the checkout it stands among the ways to pay, and so it does where a counter's code was scanned.
    put(town.resident, town.milk, "4")
    assert f'value="card/{held.pk.hex}"' in page.get("/basket/").content.decode()
    digest = quote_for(town.resident.party_id, at=MORNING).digest
    paid = page.post("/basket/pay/", {"quote": digest, "channel": "pickup", "method": f"card/{held.pk.hex}", "idempotency_key": "p"})
    assert paid.status_code == 302
    sale = rung(town)
    assert f'value="card/{held.pk.hex}"' in page.get(f"/pay/{sale.pk}/").content.decode()
    token = page.get(there, headers={"HX-Request": "true"}).content.decode().split('code-text">')[1].split("<")[0]
    assert owner.post(f"/shop/till/{sale.pk}/read/", {"code": token, "idempotency_key": "r"}).status_code == 302
    assert set(Order.objects.values_list("tender", flat=True)) == {"card"}
    assert (sum(left(held)), kept_for(town.resident.party_id)) == (7_800, held.paid_left_minor)
    assert "78.00" in page.get("/wallet/").content.decode()
    shops = owner.get("/shop/cards/").content.decode()
    assert "72.22" in shops
    assert "5.78" in shops
    bank = operator().client.get("/bank/custody/").content.decode()
    assert "分毫不差" in bank
    assert "78.00" in bank
    for _again in range(2):
        assert page.post(f"{there}end/", {"idempotency_key": "e"})["Location"] == there
    assert "code-text" not in page.get(there).content.decode()
    assert kept_for(town.resident.party_id) == 0
    assert owner.post(f"/shop/cards/{made.pk}/stop/").status_code == 302
    assert page.get(f"/wallet/cards/buy/{made.pk}/").status_code == 404
    waits = page.post(f"/wallet/cards/buy/{Plan.objects.get(name='Morning card').pk}/", {"method": ACQUIRER, "idempotency_key": "a"})["Location"]
    assert "simulated-acquirer" in page.get(waits).content.decode()
    assert differences() == []


def test_endpoints_say_the_same_and_once_a_key(town: Corner) -> None:
    plan(town)
    owner, resident = Api(town.owner), Api(town.resident)
    body = {"name": "Tea card", "price": YUAN, "bonus": BONUS}
    made, again = (owner.post(f"shops/{town.shop.pk}/card-plans", body, key="p").json() for _ in range(2))
    assert made == again
    shown = Api().client.get(f"/api/v1/shops/{town.shop.pk}/card-plans").json()
    assert sorted(one["name"] for one in shown) == ["Morning card", "Tea card"]
    held, twice = (resident.post(f"card-plans/{made['id']}/buy", {}, key="b").json() for _ in range(2))
    assert held == twice
    assert (held["status"], held["paid_left"]["amount"], held["way"]) == ("active", "100.00", f"card/{held['id'].replace('-', '')}")
    assert [one["id"] for one in resident.client.get("/api/v1/prepaid-cards").json()] == [held["id"]]
    assert resident.post(f"prepaid-cards/{held['id']}/token", {}).json()["token"].startswith("TCS.")
    ended = resident.post(f"prepaid-cards/{held['id']}/end", {}, key="e").json()
    assert (ended["status"], ended["refunded"]["amount"]) == ("ended", "100.00")
    lines = resident.client.get(f"/api/v1/prepaid-cards/{held['id']}/statement").json()
    assert [(one["kind"], one["left"]["amount"]) for one in lines] == [("ended", "0.00"), ("bought", "108.00")]
    assert resident.post(f"prepaid-cards/{held['id']}/token", {}).status_code == 409
    assert owner.post(f"card-plans/{made['id']}/stop", {}).json()["status"] == "stopped"
    assert differences() == []


def test_strangers_see_and_move_nothing(town: Corner) -> None:
    of = plan(town)
    made, clerk = card(town, of), cast.clerk(town.shop)
    before = (standing(), left(made), CardEntry.objects.count())
    asked = [("get", f"/wallet/cards/{made.pk}/"), ("post", f"/wallet/cards/{made.pk}/end/"), ("post", f"/shop/cards/{of.pk}/stop/")]
    asked += [("post", f"/api/v1/card-plans/{of.pk}/stop"), ("post", f"/api/v1/shops/{town.shop.pk}/card-plans"), ("get", "/bank/custody/")]
    asked += [(method, f"/api/v1/prepaid-cards/{made.pk}/{what}") for method, what in (("get", "statement"), ("post", "token"), ("post", "end"))]
    for who in (town.outsider, town.rival, clerk):
        for method, path in asked:
            assert asks(Api(who), method, path) == 404, (who, path)
        if who != town.rival:
            assert Api(who).client.get("/shop/cards/").status_code == 404
    for method, path in [*asked, ("get", f"/wallet/cards/buy/{of.pk}/"), ("get", "/shop/cards/"), ("get", "/api/v1/prepaid-cards")]:
        assert asks(Api(), method, path) in {302, 401, 403}, path
    assert (standing(), left(made), CardEntry.objects.count()) == before
    assert Api(town.owner).client.post("/shop/cards/define/", {"name": "x", "days": "x"}).status_code in {400, 422}
    assert Plan.objects.count() == 1


def asks(who: Api, method: str, path: str) -> int:
    """The status of a request that is well formed, so that only who asks can be what is wrong with it."""
    if not path.startswith("/api") or method == "get":
        return int(getattr(who.client, method)(path, {"idempotency_key": "k"}).status_code)
    body = {"name": "x", "price": YUAN, "bonus": BONUS} if path.endswith("card-plans") else {}
    return int(who.client.post(path, body, content_type="application/json", headers={"Idempotency-Key": "k"}).status_code)


def test_a_page_takes_the_same_statements_however_much_it_shows(town: Corner) -> None:
    pages = [(Api(town.owner), "/shop/cards/"), (operator(), "/bank/custody/"), (Api(town.resident), "/wallet/"), (Api(town.resident), "/basket/")]
    pages += [(Api(town.resident), f"/s/{town.shop.pk}/"), (Api(town.resident), "/api/v1/prepaid-cards")]
    put(town.resident, town.milk)
    counts = []
    for more in (1, 3):
        for _each in range(more):
            made = card(town)
            pay_order(order_id=rung(town).pk, method=f"card/{made.pk.hex}", key=uuid4().hex, by=actor(town.resident), at=MORNING)
        mine = [*pages, (Api(town.resident), f"/wallet/cards/{made.pk}/")]
        for who, page in mine:
            assert who.client.get(page).status_code == 200, page
        counts.append([len(statements(partial(who.client.get, page))) for who, page in mine])
    assert counts[0] == counts[1]

"""Pages and endpoints of promotions and budgets: what they show, what they cost to show, and whom they don't know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from ecosystem.identity.public import Membership
from merchants.promotions.models import Budget
from merchants.promotions.public import Coupon, Promotion
from merchants.promotions.queries import promotion_shown
from tests import cast, dealing
from tests.cast import MORNING, Corner, actor
from tests.merchants.test_budgets import statements
from tests.trading import Api, buy, put

pytestmark = pytest.mark.django_db
YUAN = {"amount": "5.00", "currency": "CNY"}
WITH_A_COUPON = 24


@pytest.fixture
def town() -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield cast.corner(stock="500")


def test_checkout_with_a_coupon_keeps_to_its_statements(town: Corner) -> None:
    offered = dealing.coupon(town, per_person=9)
    api = Api(town.resident)
    for _each in range(2):
        dealing.claimed(offered, town.resident)
    buy(town.resident, town.milk, "5")
    for sku in (town.milk, town.bread, cast.article(town.shop, town.owner, name="Rice")):
        put(town.resident, sku, "2")
    answers: list[Any] = []
    asked = {"quote": api.quote(), "channel": "pickup"}
    asked_for = statements(lambda: answers.append(api.post("checkout", asked)))
    assert answers[0].status_code == 201
    assert Coupon.objects.filter(status="used").count() == 2
    assert len(asked_for) <= WITH_A_COUPON, "\n".join(f"{n} {sql[:160]}" for n, sql in enumerate(asked_for, 1))


def test_a_page_takes_the_same_statements_however_much_it_shows(town: Corner) -> None:
    owner, boss = Api(town.owner), cast.banker(Membership.Role.OPERATOR)
    bank, pages = Api(boss), ["/shop/promotions/", f"/api/v1/shops/{town.shop.pk}/promotions"]
    counts = []
    for _turn in range(2):
        for _each in range(2):
            dealing.ladder(town)
            held = dealing.coupon(town)
            dealing.claimed(held, town.resident)
            put(town.resident, cast.article(town.shop, town.owner, name=uuid4().hex))
            budget = dealing.budget(actor(boss))
        found = [(owner, page) for page in [*pages, f"/shop/promotions/{held.pk}/", "/shop/promotions/new/ladder/"]]
        found += [(bank, "/bank/budgets/"), (bank, f"/bank/budgets/{budget.pk}/"), (Api(town.resident), "/api/v1/coupons")]
        for who, page in found:
            assert who.client.get(page).status_code == 200, page
        counts.append([len(statements(partial(who.client.get, page))) for who, page in found])
    assert counts[0] == counts[1]


def test_the_form_warns_of_what_would_sell_below_cost_before_anything_is_kept(town: Corner) -> None:
    client = Api(town.owner).client
    client.cookies["django_language"] = "en"
    typed = {"name": "Deep", "from_1": "10", "off_1": "8"}
    shown = client.post("/shop/promotions/preview/ladder/", typed).content.decode()
    # Milk costs 3.50 and would leave 1.00, bread 8.75 and 2.50.
    assert "At most ¥8.00 an order" in shown
    assert "2 articles would sell below cost" in shown
    assert "Milk: ¥1.00 left, cost ¥3.50" in shown
    assert not Promotion.objects.exists()
    assert "Nothing would sell below" in client.post("/shop/promotions/preview/ladder/", {**typed, "off_1": "2"}).content.decode()
    refused = client.post("/shop/promotions/new/ladder/", {**typed, "off_1": "10", "idempotency_key": "k"})
    assert (refused.status_code, Promotion.objects.count()) == (422, 0)
    assert client.post("/shop/promotions/new/ladder/", {**typed, "idempotency_key": "k"}).status_code == 302
    flash = {"name": "Now", "sku": str(town.milk.pk), "price": "1", "pieces": "5", "hours": "2", "idempotency_key": "f"}
    assert client.post("/shop/promotions/new/flash/", flash).status_code == 302
    assert Promotion.objects.get(kind="flash").ends_at == MORNING + timedelta(hours=2)


def test_programs_make_publish_claim_and_read(town: Corner) -> None:
    owner, resident = Api(town.owner), Api(town.resident)
    body = {
        "kind": "coupon",
        "name": "Hello",
        "starts_at": MORNING.isoformat(),
        "threshold": {"amount": "20.00", "currency": "CNY"},
        "off": YUAN,
        "total": 1,
    }
    made = owner.post(f"shops/{town.shop.pk}/promotions", body)
    assert made.status_code == 201
    code = made.json()["id"]
    assert resident.post(f"promotions/{code}/claim").status_code == 404
    assert owner.post(f"promotions/{code}/publish").json()["status"] == "published"
    listed = Api().get(f"shops/{town.shop.pk}/promotions").json()
    assert [(one["name"], one["left"]) for one in listed] == [("Hello", 1)]
    assert resident.post(f"promotions/{code}/claim", key=None).status_code == 400
    assert resident.post(f"promotions/{code}/claim").status_code == 201
    refused = resident.post(f"promotions/{code}/claim")
    assert (refused.status_code, refused.json()["code"]) == (409, "no_coupons_left")
    assert Api().get(f"shops/{town.shop.pk}/promotions").json() == []
    assert [one["status"] for one in resident.get("coupons").json()] == ["issued"]
    assert owner.post(f"promotions/{code}/end").json()["status"] == "ended"


def test_strangers_get_nothing_and_change_nothing(town: Corner) -> None:
    made = dealing.ladder(town)
    budget = dealing.budget(dealing.operator())
    terms = {"kind": "ladder", "name": "x", "starts_at": MORNING.isoformat(), "steps": [{"from_amount": {**YUAN, "amount": "9.00"}, "off": YUAN}]}
    api: list[tuple[str, str, Any]] = [
        ("post", f"shops/{town.shop.pk}/promotions", terms),
        ("post", f"promotions/{made.pk}/publish", {}),
        ("post", f"promotions/{made.pk}/pause", {}),
        ("post", f"promotions/{made.pk}/end", {}),
        ("post", "budgets", {"name": "x", "share": 5}),
        ("post", f"budgets/{budget.pk}/fund", {"amount": YUAN}),
        ("post", f"budgets/{budget.pk}/withdraw", {"amount": YUAN}),
        ("post", f"budgets/{budget.pk}/stop", {}),
        ("get", f"budgets/{budget.pk}/statement", None),
    ]
    pages: list[tuple[str, str]] = [
        ("get", f"/shop/promotions/{made.pk}/"),
        *(("post", f"/shop/promotions/{made.pk}/{act}/") for act in ("publish", "pause", "end")),
        ("get", "/bank/budgets/"),
        ("get", f"/bank/budgets/{budget.pk}/"),
        ("post", "/bank/budgets/open/"),
        *(("post", f"/bank/budgets/{budget.pk}/{act}/") for act in ("fund", "withdraw", "stop")),
    ]
    before = (list(Promotion.objects.values()), list(Budget.objects.values()))
    for who, expected in ((town.outsider, 404), (town.rival, 404), (None, 401)):
        one = Api(who)
        for method, address, body in api:
            answer = one.get(address) if method == "get" else one.post(address, body)
            assert answer.status_code == expected, (who, address, answer.status_code)
        for method, page in pages:
            answer = getattr(one.client, method)(page, {"amount": "1", "name": "x", "share": "5", "idempotency_key": "k"})
            assert answer.status_code in ({404} if who else {302, 401}), (who, page, answer.status_code)
    for page in ("/shop/promotions/", "/shop/promotions/new/ladder/"):
        assert Api(town.outsider).client.get(page).status_code == 404
    assert (list(Promotion.objects.values()), list(Budget.objects.values())) == before


def test_a_promotion_counts_how_often_it_was_put_before_somebody(town: Corner) -> None:
    """In a basket it counts whether it gives something or says what is missing; twice is two; the shop reads it first in the funnel."""
    ladder, resident = dealing.ladder(town, (3_000, 300)), Api(town.resident)
    put(town.resident, town.milk, "2")
    basket = statements(partial(resident.client.get, "/basket/"))
    for _each in range(2):
        resident.client.get("/basket/")
    Api().get(f"shops/{town.shop.pk}/promotions")
    body = {"lines": [{"sku": str(town.milk.pk), "quantity": "7", "price": {"amount": "5.00", "currency": "CNY"}}]}
    assert Api(town.owner).post(f"shops/{town.shop.pk}/sale-quotes", body).json()["deal"]["amount"] == "3.00"
    assert promotion_shown(ladder.pk).promotion.shown == 5
    assert sum("promotions_showing" in sql for sql in basket) == 1
    owner = Api(town.owner).client
    owner.cookies["django_language"] = "en"
    assert "5 times" in owner.get(f"/shop/promotions/{ladder.pk}/").content.decode()

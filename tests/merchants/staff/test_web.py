"""The staff's pages and the till's endpoints that ask for a PIN: who gets what, and what the next page says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.test import Client

from ecosystem.audit.public import Act
from ecosystem.identity.public import Membership, Person
from merchants.staff.models import Invitation, Pin, Threshold
from merchants.till.models import Sale, Todo
from tests import cast, counter
from tests.cast import MORNING, Corner
from tests.counter import line, ticket
from tests.merchants.staff.cast import PIN, asked, branch, hired, pinned
from tests.trading import Api

pytestmark = pytest.mark.django_db
PAGES = ["/shop/staff/", "/shop/staff/limits/", "/shop/staff/trail/"]


@pytest.fixture
def town(corner: Corner) -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield corner


def client(who: Person | None = None) -> Client:
    return Api(who).client


def form(town: Corner, **more: str) -> dict[str, str]:
    return {"shop": str(town.shop.pk), "idempotency_key": uuid4().hex, **more}


def acts(town: Corner) -> list[tuple[str, dict[str, str]]]:
    """Every act of the pages, as somebody would send it."""
    cashier = hired(town.shop, "cashier")
    held, other = Membership.objects.get(person=cashier), Membership.objects.get(person=hired(town.shop, "cashier"))
    invitation = asked(town.shop, town.owner)
    return [
        ("/shop/staff/invite/", form(town, contact="li@example.test", role="cashier", where="all")),
        (f"/shop/staff/invitations/{invitation.pk}/withdraw/", form(town)),
        (f"/shop/staff/members/{held.pk}/change/", form(town, role="clerk", where="all")),
        (f"/shop/staff/members/{other.pk}/end/", form(town)),
        (f"/shop/staff/pins/{cashier.pk}/", form(town, pin=PIN)),
        ("/shop/staff/my-pin/", form(town, pin=PIN)),
        ("/shop/staff/limits/", form(town, role="cashier", discount="7")),
    ]


def standing() -> tuple[object, ...]:
    roles = list(Membership.objects.order_by("pk").values_list("pk", "role", "ended_at"))
    return roles, list(Invitation.objects.values_list("pk", "status")), Pin.objects.count(), Threshold.objects.count(), Act.objects.count()


def test_who_has_no_business_here_changes_nothing(town: Corner) -> None:
    asked_for = acts(town)
    clerk = hired(town.shop, "clerk")
    before = standing()
    for address, body in asked_for:
        assert client().post(address, body).status_code == 302
        for stranger in (town.outsider, town.rival):
            assert client(stranger).post(address, body).status_code == 404, address
        if "my-pin" not in address:
            assert client(clerk).post(address, body).status_code == 404, address
    for page in PAGES:
        assert client().get(page).status_code == 302
        for who in (town.outsider, clerk):
            assert client(who).get(page).status_code == 404, page
        # A rival has pages of her own, and none of this shop.
        assert client(town.rival).get(f"{page}?shop={town.shop.pk}").status_code == 404
        assert client(town.owner).get(page).status_code == 200
    assert client(town.outsider).get("/shop/staff/my-pin/").status_code == 404
    assert standing() == before


def test_the_owner_does_it_all_from_the_pages(town: Corner) -> None:
    owner = client(town.owner)
    for address, body in acts(town):
        assert owner.post(address, body).status_code == 302, address
    assert (Pin.objects.count(), Threshold.objects.get().discount_bp) == (2, 700)
    (letter,) = mail.outbox
    assert letter.to == ["li@example.test"]
    page = owner.get("/shop/staff/").content.decode()
    link = re.findall(r'value="([^"]+/join/[^"]+)"', page)
    assert len(link) == 1
    assert link[0] in letter.body
    trail = owner.get("/shop/staff/trail/").content.decode()
    assert PIN not in trail
    assert len(re.findall(r'class="staff-before"', trail)) >= 3


def test_an_invitation_is_taken_up_behind_the_sign_in(town: Corner) -> None:
    second = branch(town.shop, town.owner)
    owner, li = client(town.owner), cast.person("li")
    owner.post("/shop/staff/invite/", form(town, contact=li.email, role="cashier", where="some", place=str(second.pk)))
    address = "/" + re.findall(r'value="http://[^/]+/(join/[^"]+)"', owner.get("/shop/staff/").content.decode())[0]
    assert client().get(address).url.startswith("/accounts/login/")  # type: ignore[attr-defined]
    assert client(town.outsider).post(address).status_code == 403
    page = client(li).get(address).content.decode()
    assert second.name in page
    assert town.shop.name not in page.partition("staff-offer")[2]
    assert client(li).post(address).status_code == 302
    assert client(li).get("/").url == "/shop/till/"  # type: ignore[attr-defined]
    assert client(li).get("/shop/till/").context["shop"] == second
    assert client(li).get(address).status_code == 404
    assert client(li).get("/join/nonsense/").status_code == 404


def test_a_pin_on_the_same_screen_lets_a_sale_through(town: Corner) -> None:
    counter.shift(town)
    cashier, manager = hired(town.shop, "cashier"), pinned(town.shop, hired(town.shop, "manager"))
    api, one = Api(cashier), ticket(line(town.milk, discount_minor=200))
    body = counter.body(one)
    sales = f"shops/{town.shop.pk}/sales"
    answer = api.post(sales, body)
    assert (answer.status_code, answer.json()["code"], answer.json()["needs"]) == (403, "discount_too_large", "discount")
    wrong = api.post(sales, {**body, "approval": {"person": str(manager.pk), "pin": "0000"}})
    assert (wrong.status_code, wrong.json()["code"], wrong.json()["left"], Sale.objects.count()) == (403, "pin_wrong", 4, 0)
    approval = {"approval": {"person": str(manager.pk), "pin": PIN}}
    assert api.post(sales, {**body, **approval}).status_code == 201
    assert api.post(sales, body).status_code == 201
    assert Sale.objects.get().sold_by == cashier
    assert Act.objects.filter(act="staff.approve").count() == 1
    back = f"sales/{one.sale}/returns"
    told = {"lines": [{"position": 1, "quantity": "1"}], "reason": "sour"}
    assert api.post(back, told).json()["code"] == "above_threshold"
    assert api.post(back, {**told, **approval}).status_code == 201


def test_who_sells_changes_without_anybody_signing_out(town: Corner) -> None:
    counter.shift(town)
    cashier = pinned(town.shop, hired(town.shop, "cashier"))
    api, shop = Api(town.owner), town.shop.pk
    seller, sales = f"shops/{shop}/seller", f"shops/{shop}/sales"
    assert api.get(seller).json() == {"seller": str(town.owner.pk)}
    assert api.post(seller, {"person": str(cashier.pk), "pin": "0000"}).json()["code"] == "pin_wrong"
    assert api.post(seller, {"person": str(cashier.pk), "pin": PIN}).json() == {"seller": str(cashier.pk)}
    prices = api.client.get("/shop/till/prices/").json()
    assert (prices["seller"], prices["may"]) == (str(cashier.pk), {"discount": 500, "override": 0})
    # The limits are hers who sells, not hers who signed in.
    over = counter.body(ticket(line(town.milk, discount_minor=200)))
    assert api.post(sales, over).json()["code"] == "discount_too_large"
    assert api.post(sales, {**counter.body(ticket(line(town.milk))), "seller": str(town.owner.pk)}).json()["code"] == "seller_moved"
    assert api.post(sales, {**counter.body(ticket(line(town.milk))), "seller": str(cashier.pk)}).status_code == 201
    assert Sale.objects.get().sold_by == cashier
    # Back to the owner only with the owner's PIN; another session is as it was.
    assert api.post(seller, {"person": str(town.owner.pk), "pin": PIN}).json()["code"] == "pin_missing"
    assert Api(town.owner).get(seller).json() == {"seller": str(town.owner.pk)}
    Membership.objects.filter(person=cashier).update(ended_at=MORNING)
    assert api.post(sales, counter.body(ticket(line(town.milk)))).json()["code"] == "seller_moved"
    assert api.post(sales, counter.body(ticket(line(town.milk)))).status_code == 201
    for stranger in (town.outsider, town.rival):
        assert Api(stranger).get(seller).status_code == 404
        assert Api(stranger).post(seller, {"person": str(town.owner.pk), "pin": PIN}).status_code == 404


def test_a_sale_without_a_network_is_hers_who_sold_it(town: Corner) -> None:
    counter.shift(town)
    cashier = hired(town.shop, "cashier")
    sales = f"shops/{town.shop.pk}/sales"
    mine = ticket(line(town.milk, discount_minor=200))
    assert Api(town.owner).post(sales, {**counter.body(mine), "offline": True, "seller": str(cashier.pk)}).status_code == 201
    assert Sale.objects.get(pk=mine.sale).sold_by == cashier
    assert Todo.objects.get().kind == "discount"
    act = Act.objects.get(act="till.replay")
    assert (act.actor, act.after) == (f"person/{town.owner.pk}", {"sold_by": f"person/{cashier.pk}"})
    # Whoever never sold here sold nothing: it is the sender's.
    other = ticket(line(town.milk))
    assert Api(town.owner).post(sales, {**counter.body(other), "offline": True, "seller": str(town.rival.pk)}).status_code == 201
    assert Sale.objects.get(pk=other.sale).sold_by == town.owner


def test_a_program_of_a_manager_keeps_the_staff_and_nobody_elses_does(town: Corner) -> None:
    api, base = Api(town.owner), f"shops/{town.shop.pk}"
    cashier = hired(town.shop, "cashier")
    held = Membership.objects.get(person=cashier)
    offered = {"contact": "li@example.test", "role": "clerk", "shops": [str(town.shop.pk)]}
    first = api.post(f"{base}/invitations", offered, key="k")
    assert (first.status_code, api.post(f"{base}/invitations", offered, key="k").json()["id"]) == (201, first.json()["id"])
    assert api.post(f"{base}/invitations", {**offered, "role": "buyer"}, key="k").status_code == 422
    assert api.post(f"{base}/invitations", offered, key=None).status_code == 400
    assert "/join/" in first.json()["link"]
    told = api.get(f"{base}/staff").json()
    assert {one["person"] for one in told["people"]} == {str(town.owner.pk), str(cashier.pk)}
    assert [one["id"] for one in told["invitations"]] == [first.json()["id"]]
    limits = {"discount_bp": 700, "override_bp": None, "refund": {"amount": "5.00", "currency": "CNY"}, "purchase": None, "dearer_bp": 800}
    limits |= {"below_nothing": "2.5"}
    asked_of = [
        ("put", f"{base}/members/{held.pk}", {"role": "clerk"}),
        ("put", f"{base}/role-limits/cashier", limits),
        ("post", f"{base}/invitations/{first.json()['id']}/withdraw", {}),
        ("get", f"{base}/staff", None),
        ("get", f"{base}/role-limits", None),
        ("post", f"{base}/invitations", offered),
        ("delete", f"{base}/members/{held.pk}", None),
    ]
    before = standing()
    for stranger in (town.rival, town.outsider, cashier, None):
        for method, address, body in asked_of:
            assert _sent(Api(stranger), method, address, body).status_code == (404 if stranger else 401), (stranger, address)
    assert standing() == before
    assert _sent(api, "put", f"{base}/role-limits/cashier", limits).json()["discount_bp"] == 700
    assert api.get(f"{base}/role-limits").json()[2]["below_nothing"] == "2.500"
    assert next(one for one in api.get(f"{base}/role-limits").json() if one["role"] == "cashier")["refund"]["amount"] == "5.00"
    changed = _sent(api, "put", f"{base}/members/{held.pk}", {"role": "clerk"}).json()
    assert changed["role"] == "clerk"
    assert api.post(f"{base}/invitations/{first.json()['id']}/withdraw").json()["status"] == "withdrawn"
    assert _sent(api, "delete", f"{base}/members/{changed['id']}", None).status_code == 204
    # The last owner stays, by a program too.
    own = Membership.objects.get(person=town.owner, party=town.shop.party_id)
    assert _sent(api, "delete", f"{base}/members/{own.pk}", None).status_code == 409


def _sent(api: Api, method: str, address: str, body: object) -> Any:
    if method == "get":
        return api.get(address)
    headers = {"Idempotency-Key": uuid4().hex}
    return getattr(api.client, method)(f"/api/v1/{address}", body or {}, content_type="application/json", headers=headers)

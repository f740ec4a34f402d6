"""The pages and endpoints of after-sale: who may open them, what their forms do, how many statements they take."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, resolve

from ecosystem.audit.models import Act
from merchants.aftersale import actions
from merchants.aftersale.models import Case, Photo
from merchants.till.models import Return
from tests import cast, counter
from tests.cast import MORNING, Corner, actor
from tests.merchants.aftersale.cast import JPEG, PNG, agreed, all_of_it, applied, escalated, handed_over, picture, rejected
from tests.merchants.money import operator
from tests.merchants.test_access import routes
from tests.trading import Api, differences

pytestmark = pytest.mark.django_db
YUAN = {"amount": "1.00", "currency": "CNY"}
LINES = [{"position": 1, "quantity": "1"}]
PLACES = [{"position": 1, "restock": "sellable"}]
# address, body; a body that is None is read.
BUYERS_API: list[tuple[str, Any]] = [
    ("orders/{order}/after-sales", {"kind": "refund_only", "reason": "damaged", "lines": LINES}),
    ("after-sales/{case}/withdraw", {}),
    ("after-sales/{case}/answer-offer", {"taken": True}),
    ("after-sales/{case}/send-back", {}),
    ("after-sales/{case}/escalate", {"text": "x"}),
]
SHOPS_API: list[tuple[str, Any]] = [
    ("orders/{order}/refunds", {"lines": LINES, "reason": "x"}),
    ("orders/{order}/hand-over-short", {"missing": LINES}),
    ("shops/{shop}/after-sales", None),
    ("after-sales/{case}/agree", {}),
    ("after-sales/{case}/reject", {"reason": "x"}),
    ("after-sales/{case}/offer", {"amount": YUAN, "reason": "x"}),
    ("after-sales/{case}/accept-goods", {"lines": PLACES}),
    ("after-sales/{case}/refuse-goods", {"reason": "x"}),
    ("after-sales/{case}/restock", {"lines": PLACES}),
]
BOTHS_API: list[tuple[str, Any]] = [("after-sales/{case}", None), ("after-sales/{case}/messages", {"text": "x"})]
BANKS_API: list[tuple[str, Any]] = [
    ("disputes", None),
    ("after-sales/{case}/decide", {"refund": True, "reason": "x"}),
    ("after-sales/{case}/second", {"agree": True}),
    ("after-sales/{case}/retry-refund", {}),
    ("after-sales/{case}/refund-by-hand", {"account": "x"}),
    ("after-sales/{case}/send-by-hand", {}),
]
BUYERS_PAGES: list[tuple[str, Any]] = [
    ("/after-sale/orders/{order}/", None),
    ("/after-sale/orders/{order}/", {"kind": "refund_only", "reason": "damaged", "take-1": "1"}),
    ("/after-sale/orders/{order}/cases/", None),
    ("/after-sale/{case}/", None),
    *[(f"/after-sale/{{case}}/{name}/", {"text": "x"}) for name in ("withdraw", "take-offer", "leave-offer", "send-back", "escalate", "say")],
]
SHOPS_PAGES: list[tuple[str, Any]] = [
    ("/shop/after-sale/orders/{order}/", None),
    ("/shop/after-sale/orders/{order}/refund/", {"take-1": "1", "reason": "x"}),
    ("/shop/after-sale/orders/{order}/short/", {"take-1": "1"}),
    ("/shop/after-sale/{case}/", None),
    *[
        (f"/shop/after-sale/{{case}}/{name}/", {"reason": "x", "amount": "1", "text": "x", "restock-1": "sellable"})
        for name in ("agree", "reject", "offer", "accept-goods", "refuse-goods", "restock", "say")
    ],
]
BANKS_PAGES: list[tuple[str, Any]] = [
    ("/bank/disputes/", None),
    ("/bank/disputes/{case}/", None),
    *[
        (f"/bank/disputes/{{case}}/{name}/", {"reason": "x", "for": "buyer", "account": "x"})
        for name in ("decide", "second", "retry", "ask-by-hand", "send-by-hand")
    ],
]
PHOTO: list[tuple[str, Any]] = [("/after-sale/photos/{photo}/", None)]
# Whoever is signed in has her own, and a shop's list is for whoever keeps one.
NOBODYS = {"after-sale/", "shop/after-sale/", "shop/after-sale/count/", "api/v1/after-sales"}


@pytest.fixture
def town() -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield cast.corner(stock="500")


def names_of(town: Corner, case: Case) -> dict[str, object]:
    photo = Photo.objects.filter(case=case).first()
    return {"order": case.order_id, "case": case.pk, "shop": town.shop.pk, "photo": photo.pk if photo else uuid4()}


def named(text: str, names: dict[str, object]) -> str:
    return re.sub(r"{(\w+)}", lambda found: str(names[found[1]]), text)


def ask(api: Api, address: str, body: Any, names: dict[str, object]) -> int:
    address = named(address, names)
    if not address.startswith("/"):
        return int((api.get(address) if body is None else api.post(address, body)).status_code)
    if body is None:
        return int(api.client.get(address).status_code)
    return int(api.client.post(address, {"idempotency_key": uuid4().hex, **body}).status_code)


def nobodys() -> dict[str, object]:
    return {name: uuid4() for name in ("order", "case", "shop", "photo")}


def test_no_address_of_after_sale_is_left_out_here() -> None:
    every = [*BUYERS_API, *SHOPS_API, *BOTHS_API, *BANKS_API, *BUYERS_PAGES, *SHOPS_PAGES, *BANKS_PAGES, *PHOTO]
    asked = {resolve(where if where.startswith("/") else f"/api/v1/{where}").route for where in (named(each, nobodys()) for each, _body in every)}
    ours = {route for route, module in routes(get_resolver()) if module.startswith("merchants.aftersale.")}
    assert ours - NOBODYS == asked


def test_whoever_it_is_not_for_gets_the_answer_of_an_absent_thing_and_changes_nothing(town: Corner) -> None:
    order = handed_over(town)
    case = applied(town, order, shots=[picture()])
    names, absent = names_of(town, case), nobodys()
    strangers = [town.outsider, town.rival]
    doors = [
        (strangers, [*BUYERS_API, *SHOPS_API, *BOTHS_API, *BANKS_API, *BUYERS_PAGES, *SHOPS_PAGES, *BANKS_PAGES, *PHOTO]),
        ([town.owner], [*BUYERS_API, *BANKS_API, *BUYERS_PAGES, *BANKS_PAGES]),
        ([town.resident], [*SHOPS_API, *BANKS_API, *SHOPS_PAGES, *BANKS_PAGES]),
        ([cast.banker("credit_officer")], [*BANKS_API, *BANKS_PAGES, *PHOTO]),
    ]
    before = all_of_it()
    for people, addresses in doors:
        for person in people:
            api = Api(person)
            for address, body in addresses:
                assert (address, ask(api, address, body, names)) == (address, 404)
                assert (address, ask(api, address, body, absent)) == (address, 404)
    visitor = Api()
    for address, body in doors[0][1]:
        assert ask(visitor, address, body, names) in ({302} if address.startswith("/") else {401, 403})
    for address in ("/after-sale/", "/shop/after-sale/", "/shop/after-sale/count/"):
        assert visitor.client.get(address).status_code == 302
    assert Api(town.outsider).client.get("/shop/after-sale/").status_code == 404
    assert all_of_it() == before


def test_a_picture_is_shown_to_its_sides_and_operators_as_what_it_is(town: Corner) -> None:
    case = applied(town, handed_over(town), shots=[picture()])
    address, bank = f"/after-sale/photos/{Photo.objects.get().pk}/", operator()
    for closed in (address, f"/bank/disputes/{case.pk}/"):
        assert Api(bank).client.get(closed).status_code == 404
    rejected(town, case)
    actions.escalate(case_id=case.pk, text="look", by=actor(town.resident), at=MORNING)
    assert Api(bank).client.get(f"/bank/disputes/{case.pk}/").status_code == 200
    assert Act.objects.filter(act="aftersale.read", target=f"aftersale.case/{case.pk}").count() == 1
    for person in (town.resident, town.owner, bank):
        answer = Api(person).client.get(address)
        assert (answer.status_code, answer.content, answer["Content-Type"], answer["X-Content-Type-Options"]) == (200, JPEG, "image/jpeg", "nosniff")
        assert answer["Cache-Control"] == "private, no-store"


def form(client: Client, address: str, **fields: Any) -> str:
    """Send a form as its page would; where it leads."""
    answer = client.post(address, {"idempotency_key": uuid4().hex, **fields})
    assert answer.status_code == 302, answer.content.decode()[:400]
    return str(answer["Location"])


def test_the_forms_carry_a_case_from_the_request_to_the_money(town: Corner) -> None:
    order, buyer, shop = handed_over(town, channel="delivery"), Api(town.resident).client, Api(town.owner).client
    file = SimpleUploadedFile("milk.png", PNG, content_type="text/html")
    where = form(buyer, f"/after-sale/orders/{order.pk}/", kind="return_and_refund", reason="damaged", note="sour", photos=file, **{"take-1": "1"})
    case = Case.objects.get()
    assert (where, Photo.objects.get().kind, case.note) == (f"/after-sale/{case.pk}/", "image/png", "sour")
    page = f"/shop/after-sale/{case.pk}/"
    form(shop, f"{page}offer/", amount="2", reason="half")
    form(buyer, f"/after-sale/{case.pk}/leave-offer/")
    form(buyer, f"/after-sale/{case.pk}/say/", text="all of it")
    form(shop, f"{page}agree/", fee="1")
    form(buyer, f"/after-sale/{case.pk}/send-back/", text="tonight")
    assert b"restock-1" in shop.get(page).content
    form(shop, f"{page}accept-goods/", **{"restock-1": "quarantine"})
    case.refresh_from_db()
    assert (case.status, case.amount_minor, case.delivery_fee_minor, case.lines.get().restock) == ("done", 800, 300, "quarantine")
    assert form(shop, f"/shop/after-sale/orders/{order.pk}/refund/", reason="sorry", **{"take-1": "2", "restock-1": "nothing"}) == (
        f"/shop/orders/{order.pk}/"
    )
    for client, address in ((buyer, "/after-sale/"), (buyer, f"/after-sale/{case.pk}/"), (shop, "/shop/after-sale/"), (shop, page)):
        assert client.get(address).status_code == 200
    assert differences() == []


def test_the_operators_forms_decide_and_second(town: Corner) -> None:
    case = escalated(town, handed_over(town))
    client = Api(operator()).client
    assert str(case.order.number).encode() in client.get("/bank/disputes/").content
    form(client, f"/bank/disputes/{case.pk}/decide/", **{"for": "buyer", "amount": "2.50", "reason": "both are right"})
    case.refresh_from_db()
    assert (case.status, case.amount_minor) == ("done", 250)
    assert b"both are right" in client.get(f"/bank/disputes/{case.pk}/").content
    assert differences() == []


def test_what_is_no_form_is_refused(town: Corner) -> None:
    order = handed_over(town)
    client = Api(town.resident).client
    address = f"/after-sale/orders/{order.pk}/"
    good = {"kind": "refund_only", "reason": "damaged", "take-1": "1", "idempotency_key": "k"}
    before = all_of_it()
    for wrong in ({"take-1": "x"}, {"take-1": "NaN"}, {"take-x": "1"}, {"take-1": "9"}, {"reason": "?"}, {"kind": "?"}, {"idempotency_key": ""}):
        assert client.post(address, {**good, **wrong}).status_code in {400, 422}
    for content in (b"<svg/>", b"x" * (5 * 1024 * 1024 + 1)):
        file = SimpleUploadedFile("p.jpg", content, content_type="image/jpeg")
        assert client.post(address, {**good, "photos": file}).status_code == 422
    assert all_of_it() == before


def test_the_api_goes_the_same_way(town: Corner) -> None:
    order, buyer, shop = handed_over(town), Api(town.resident), Api(town.owner)
    asked = {"kind": "refund_only", "reason": "damaged", "lines": LINES}
    first = buyer.post(f"orders/{order.pk}/after-sales", asked, key="k")
    assert (first.status_code, buyer.post(f"orders/{order.pk}/after-sales", asked, key="k").json()) == (201, first.json())
    assert buyer.post(f"orders/{order.pk}/after-sales", {**asked, "reason": "wrong"}, key="k").status_code == 422
    assert buyer.post(f"orders/{order.pk}/after-sales", asked, key=None).status_code == 400
    case = first.json()["id"]
    assert buyer.post(f"after-sales/{case}/messages", {"text": "please"}).json()["steps"][-1]["text"] == "please"
    assert shop.get(f"shops/{town.shop.pk}/after-sales").json()[0]["id"] == case
    done = shop.post(f"after-sales/{case}/agree", {}).json()
    assert (done["status"], done["lines"][0]["refunded"]) == ("done", {"amount": "5.00", "currency": "CNY"})
    refunded = shop.post(f"orders/{order.pk}/refunds", {"lines": [{**LINES[0], "restock": "sellable"}], "reason": "sorry"})
    assert (refunded.status_code, refunded.json()["lines"][0]["restock"]) == (201, "sellable")
    assert {each["id"] for each in buyer.get("after-sales").json()} == {refunded.json()["id"], case}
    assert Api(operator()).get("disputes").json() == []
    assert differences() == []


def test_the_counters_form_says_where_goods_go(town: Corner) -> None:
    counter.shift(town)
    sale = counter.sold(town, counter.line(town.milk, "2"))
    client = Api(town.owner).client
    assert b"restock-1" in client.get(f"/shop/till/{sale.pk}/receipt/").content
    form(client, f"/shop/till/{sale.pk}/back/", reason="sour", **{"back-1": "1", "restock-1": "sellable"})
    assert (Return.objects.get().amount_minor, Case.objects.get().lines.get().restock) == (500, "sellable")
    assert differences() == []


SCREENS = [
    ("owner", "/shop/after-sale/"),
    ("owner", "/shop/after-sale/orders/{order}/"),
    ("owner", "/api/v1/shops/{shop}/after-sales"),
    ("owner", "/shop/orders/{order}/?view=support"),
    ("resident", "/after-sale/"),
    ("resident", "/after-sale/orders/{order}/"),
    ("resident", "/after-sale/orders/{order}/cases/"),
    ("resident", "/api/v1/after-sales"),
    ("resident", "/after-sale/{case}/"),
    ("owner", "/shop/after-sale/{case}/"),
    ("operator", "/bank/disputes/"),
    ("operator", "/bank/disputes/{case}/"),
]


def test_screens_take_the_same_statements_however_much_they_show(town: Corner) -> None:
    order = handed_over(town, "9")
    case = escalated(town, order, shots=[picture()])
    people = {"owner": town.owner, "resident": town.resident, "operator": operator()}
    names = names_of(town, case)

    def counts() -> dict[str, int]:
        found = {}
        for who, address in SCREENS:
            client = Api(people[who]).client
            client.get(named(address, names))
            with CaptureQueriesContext(connection) as captured:
                assert client.get(named(address, names)).status_code == 200, address
            found[address] = len(captured)
        return found

    few = counts()
    for _ in range(2):
        agreed(town, applied(town, order))
        rejected(town, applied(town, order, shots=[picture()]))
        escalated(town, handed_over(town))
    Api(town.resident).post(f"after-sales/{case.pk}/messages", {"text": "x"})
    assert counts() == few
    assert max(few.values()) <= 16, few

"""Every endpoint and page of trade: a visitor, an outsider and a rival owner get nothing and change nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from ecosystem.identity.public import Membership
from merchants.orders.models import ScalePhoto
from merchants.payouts.public import pay_out
from merchants.till.actions import collect, ring_up
from merchants.till.actions.invoicing import request_invoice
from tests import cast, counter
from tests.cast import MORNING, Corner, actor
from tests.merchants.catalog.addresses import ADDRESSES
from tests.riding import opened
from tests.trading import Api, order_in, standing

pytestmark = pytest.mark.django_db
Body = dict[str, Any]

YUAN = {"amount": "5.00", "currency": "CNY"}
# method, address, body; {order}, {shop}, {errand} and {sku} are the corner's own.
SERVING = {"version": "0", "accept": "5", "prep": "5", "misses": "3", "margin": "0", "prep_items": "0", "prep_more": "0"}
API = [
    ("get", "orders/{order}", None),
    ("get", "errands/{errand}", None),
    ("get", "shops/{shop}/orders", None),
    ("get", "shops/{shop}/payouts", None),
    ("post", "shops/{shop}/payouts", {}),
    ("get", "shops/{shop}/payout-terms", None),
    ("get", "shops/{shop}/statement-days", None),
    ("post", "payouts/{payout}/retry", {}),
    ("post", "orders/{order}/cancel", {}),
    ("post", "orders/{order}/accept", {}),
    ("post", "orders/{order}/ready", {}),
    ("post", "orders/{order}/weigh", {"weights": {"1": "1"}}),
    ("post", "orders/{order}/send-out", {}),
    ("post", "orders/{order}/hand-over", {}),
    ("post", "orders/{order}/reject", {"reason": "busy"}),
    ("post", "orders/{order}/pay", {}),
    ("post", "orders/{order}/again", {}),
    ("get", "payments/{payment}", None),
    ("post", "payments/{payment}/again", {}),
    ("post", "orders/{order}/cancel-request", {}),
    ("delete", "orders/{order}/cancel-request", None),
    ("get", "orders/{order}/words", None),
    ("post", "orders/{order}/words", {"text": "x"}),
    ("post", "orders/{order}/cancel-request/agree", {}),
    ("post", "orders/{order}/cancel-request/refuse", {}),
    ("get", "shops/{shop}/price-list", None),
    ("post", "shops/{shop}/phone-orders", {"customer": "{card}", "channel": "pickup", "lines": [{"sku": "{sku}", "quantity": "1", "price": YUAN}]}),
    ("post", "shops/{shop}/phone-quotes", {"near": "x", "lines": [{"sku": "{sku}", "quantity": "1", "price": YUAN}]}),
    ("get", "shops/{shop}/seller", None),
    ("post", "shops/{shop}/seller", {"person": "{sku}", "pin": "4826"}),
    ("get", "shops/{shop}/shifts", None),
    ("post", "shops/{shop}/shifts", {"float": {"amount": "1.00", "currency": "CNY"}}),
    ("post", "shifts/{shift}/paid-in", {"amount": {"amount": "1.00", "currency": "CNY"}, "reason": "x"}),
    ("post", "shifts/{shift}/paid-out", {"amount": {"amount": "1.00", "currency": "CNY"}, "reason": "x"}),
    ("post", "shifts/{shift}/close", {"cash": {"amount": "1.00", "currency": "CNY"}}),
    ("post", "shifts/{shift}/approve", {}),
    ("post", "sales/{sale}/returns", {"lines": [{"position": 1, "quantity": "1"}], "reason": "x"}),
    ("post", "sales/{sale}/receipt", {"width": 58}),
    ("get", "shops/{shop}/customers", None),
    ("post", "shops/{shop}/customers", {"name": "x"}),
    ("get", "customers/{card}", None),
    ("get", "shops/{shop}/zones", None),
    ("put", "shops/{shop}/zones", {"version": 0, "zones": []}),
    ("get", "shops/{shop}/serving", None),
    ("get", "shops/{shop}/special-days", None),
    ("put", "shops/{shop}/special-days", {"version": 0, "days": []}),
    ("get", "orders/{order}/code", None),
    ("put", "shops/{shop}/serving", {"version": 0, "auto_accept": True, "accept_minutes": 9, "prep_minutes": 9, "misses_allowed": 9}),
    ("get", "shops/{shop}/door", None),
    ("put", "shops/{shop}/door", {"version": 0, "phone": "110", "sign": "x"}),
    ("get", "shops/{shop}/tables", None),
    ("put", "shops/{shop}/tables", {"version": 0, "tables": ["1"]}),
    ("put", "customers/{card}/terms", {"limit": YUAN, "days": 1}),
    ("post", "customers/{card}/payments", {"amount": {"amount": "1.00", "currency": "CNY"}}),
    ("post", "shops/{shop}/skus", {"code": "c", "name_zh": "茶", "name_en": "Tea", "price": YUAN}),
    ("post", "skus/{sku}/price", {"price": YUAN, "version": 1}),
    ("post", "shops/{shop}/receipts", {"lines": [{"sku": "{sku}", "quantity": "1", "unit_cost": YUAN}]}),
    ("post", "shops/{shop}/sale-quotes", {"lines": [{"sku": "{sku}", "quantity": "1", "price": YUAN}]}),
    ("post", "shops/{shop}/shown-coupons", {"code": "TCQ.x.1.y"}),
    ("post", "shops/{shop}/sales", {"lines": [{"sku": "{sku}", "quantity": "1", "price": YUAN}]}),
]
# Pages that name somebody's own thing.
PAGES = [
    ("get", "/shop/orders/{order}/", None),
    ("get", "/shop/orders/round/{round}/", None),
    ("post", "/shop/orders/{order}/accept/", {}),
    ("post", "/shop/orders/{order}/ready/", {}),
    ("post", "/shop/orders/{order}/weigh/", {"weight-1": "1"}),
    ("post", "/shop/orders/{order}/send/", {}),
    ("post", "/shop/orders/{order}/hand-over/", {}),
    ("post", "/shop/orders/{order}/reject/", {"reason": "busy"}),
    ("post", "/shop/orders/{order}/go-on/", {}),
    ("post", "/shop/orders/{order}/let-go/", {}),
    ("post", "/orders/{order}/ask-to-cancel/", {}),
    ("post", "/orders/{order}/stay/", {}),
    ("post", "/shop/goods/{sku}/price/", {"price": "1.00", "version": "1"}),
    ("post", "/shop/goods/{sku}/sale/", {"on": "0"}),
    ("get", "/shop/till/{order}/", None),
    ("post", "/shop/funds/pay-out/", {"shop": "{shop}"}),
    ("post", "/shop/till/shifts/open/", {"shop": "{shop}", "float": "1"}),
    ("get", "/shop/till/shifts/{shift}/", None),
    ("post", "/shop/till/shifts/{shift}/", {"cash": "1"}),
    ("post", "/shop/till/shifts/{shift}/in/", {"amount": "1", "reason": "x"}),
    ("post", "/shop/till/shifts/{shift}/out/", {"amount": "1", "reason": "x"}),
    ("post", "/shop/till/shifts/{shift}/approve/", {}),
    ("get", "/shop/till/{sale}/receipt/", None),
    ("get", "/shop/till/back/{back}/", None),
    ("post", "/shop/till/{sale}/print/", {"width": "58"}),
    ("post", "/shop/till/{sale}/back/", {"back-1": "1", "reason": "x"}),
    ("post", "/shop/till/{sale}/invoice/", {"title": "x"}),
    ("post", "/shop/till/invoices/{invoice}/take-back/", {"reason": "x"}),
    ("post", "/shop/till/todos/{todo}/seen/", {}),
    ("post", "/shop/till/todos/{todo}/book/", {}),
    ("post", "/shop/till/todos/{todo}/drop/", {"reason": "x"}),
    ("get", "/shop/till/prices/?shop={shop}", None),
    ("get", "/shop/till/customers/?shop={shop}", None),
    ("post", "/shop/till/tab/{card}/", {"amount": "1"}),
    ("post", "/shop/customers/add/", {"shop": "{shop}", "name": "x"}),
    ("get", "/shop/customers/{card}/", None),
    ("post", "/shop/customers/{card}/change/", {"name": "x", "version": "1"}),
    ("post", "/shop/customers/{card}/terms/", {"limit": "1", "days": "1"}),
    ("post", "/shop/customers/{card}/link/", {}),
    ("post", "/shop/customers/{card}/remind/", {}),
    ("get", "/shop/customers/{card}/statement/", None),
    ("get", "/shop/funds/payouts/{payout}/", None),
    ("post", "/shop/funds/payouts/{payout}/retry/", {}),
    ("post", "/shop/funds/terms/", {"shop": "{shop}", "schedule": "t1", "weekday": "0", "minimum": "0"}),
    ("post", "/shop/funds/mandate/", {"shop": "{shop}", "cap": "1"}),
    ("post", "/shop/funds/mandate/end/", {"shop": "{shop}"}),
    ("get", "/weighed/{photo}/", None),
    ("get", "/words/{order}/", None),
    ("post", "/words/{order}/", {"text": "x"}),
    ("get", "/errands/{errand}/", None),
    ("get", "/orders/{order}/", None),
    ("post", "/orders/{order}/cancel/", {}),
    ("post", "/orders/{order}/again/", {}),
    ("get", "/pay/{order}/", None),
    ("post", "/pay/{order}/now/", {}),
    ("get", "/pay/{payment}/waiting/", None),
    ("post", "/pay/{payment}/again/", {}),
    ("get", "/pay/{payment}/done/", None),
    ("post", "/shop/till/{order}/read/", {"code": "x"}),
    ("post", "/shop/till/received/{collection}/open/", {}),
    ("get", "/shop/{shop}/switch/", None),
    ("post", "/shop/{shop}/selling/", {"on": "0"}),
    ("post", "/shop/{shop}/pause/", {"minutes": "30"}),
    ("post", "/shop/{shop}/busy/", {"more": "10"}),
    ("get", "/shop/{shop}/serving/", None),
    (
        "post",
        "/shop/{shop}/serving/",
        SERVING,
    ),
    ("get", "/shop/{shop}/slots/", None),
    ("post", "/shop/{shop}/slots/week/", {"channel": "pickup", "version": "0"}),
    ("get", "/shop/{shop}/zones/", None),
    ("post", "/shop/{shop}/zones/save/", {"version": "0", "number": "1", "kind": "circle", "radius": "500", "fee": "1", "least": "0"}),
    ("post", "/shop/{shop}/zones/remove/", {"version": "0", "number": "1"}),
    ("post", "/shop/{shop}/zones/first/", {"version": "0", "number": "1"}),
    ("post", "/shop/{shop}/slots/day/", {"channel": "pickup", "version": "0", "on": "2026-11-04", "how": "closed"}),
    ("get", "/shop/{shop}/tables/", None),
    ("post", "/shop/{shop}/tables/", {"version": "0", "names": "4"}),
    ("get", "/shop/{shop}/hours/", None),
    ("post", "/shop/{shop}/days/", {"version": "0", "on": "2026-12-25"}),
    ("post", "/shop/{shop}/hours/", {"version": "1"}),
    ("post", "/shop/{shop}/door/", {"version": "0", "sign": "x"}),
]
# What anybody may look at.
OPEN = {
    "s/<uuid:shop_id>/",
    "s/<uuid:shop_id>/pay/",
    "s/<uuid:shop_id>/<uuid:sku_id>/",
    "api/v1/shops/<uuid:shop_id>",
    "api/v1/shops/<uuid:shop_id>/slots/<slug:channel>",
    # Whoever is signed in may buy a coupon with her own points: tests/merchants/members/test_members.py.
    "basket/points/<uuid:promotion_id>/",
    # Whom anybody may look at, anybody who is signed in may keep on a list of her own: tests/residents/nearby/test_favourites.py.
    "nearby/kept/<uuid:shop_id>/",
    "api/v1/shops/<uuid:shop_id>/favourite",
}
# Rooms that ask all of their own addresses in their own tests.
OWN_TESTS = (
    "residents.profiles",
    "merchants.stock.",
    "merchants.procurement.",
    "merchants.sourcing.",
    "merchants.pools.",
    "merchants.staff.",
    "merchants.aftersale.",
    "merchants.delivery.",
    "merchants.couriers.",
    "merchants.reviews.",
    "merchants.promotions.",
    "merchants.vouchers.",
    "merchants.cards.",
    "merchants.members.",
    "merchants.groups.",
    "merchants.rounds.",
    "merchants.points.",
    "residents.joining.",
    "residents.baskets.views.addresses",
    "residents.wallet.",
    "residents.family.",
    "merchants.reports.",
    "merchants.takings.",
    "merchants.onboarding.",
    "merchants.till.views.vouchers",
    "merchants.till.api.vouchers",
)
# Pages of whoever is signed in; whoever keeps no shop has no business at a shop's.
KEEPERS_PAGES = [
    "/shop/orders/",
    "/shop/goods/",
    "/shop/stock/",
    "/shop/stock/counts/",
    "/shop/stock/transfers/",
    "/shop/till/",
    "/shop/till/prices/",
    "/shop/till/shifts/",
    "/shop/till/sales/",
    "/shop/till/printer/",
    "/shop/till/printer/58/",
    "/shop/till/todos/",
    "/shop/till/voucher/",
    "/shop/till/received/",
    "/shop/till/invoices/",
    "/shop/customers/",
    "/shop/funds/",
    "/shop/funds/terms/",
    "/shop/funds/days/2026-11-03/",
    "/shop/funds/export.csv",
]
OWN_PAGES = ["/orders/", "/tabs/", "/pay/code/"]


@pytest.fixture
def town(corner: Corner) -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield corner


def _named(text: str, names: dict[str, object]) -> str:
    return re.sub(r"{(\w+)}", lambda found: str(names[found[1]]), text)


def _ask(api: Api, method: str, address: str, body: Body | None, names: dict[str, object]) -> tuple[int, bytes, str]:
    address = _named(address, names)
    if not address.startswith("/"):
        sent = json.loads(_named(json.dumps(body), names))
        if method == "put":
            answer = api.client.put(f"/api/v1/{address}", sent, content_type="application/json")
        else:
            answer = api.get(address) if method == "get" else api.post(address, sent)
    elif method == "get":
        answer = api.client.get(address)
    else:
        form = {"idempotency_key": uuid4().hex, **{name: _named(str(value), names) for name, value in (body or {}).items()}}
        answer = api.client.post(address, form)
    # What differs from one answer to the next whoever asks: the form's tokens, and the ids that the asker sent.
    shown = re.sub(rb"[0-9A-Za-z]{64}|[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", b"", answer.content)
    return answer.status_code, shown, answer.get("Location", "")


def _names(town: Corner, status: str = "completed") -> dict[str, object]:
    order = order_in("completed", town)
    payout = pay_out(shop_id=town.shop.pk, key=uuid4().hex, by=actor(town.owner), at=MORNING)
    if status != "completed":
        order = order_in(status, town)
    shift, wu = counter.shift(town), counter.customer(town)
    sale = counter.sold(town, counter.line(town.milk))
    # Sold at an older price: something to look at.
    todo = counter.replayed(town, counter.line(town.milk, price_minor=499))
    back = counter.brought_back(town, sale)
    invoice = request_invoice(
        order_id=order.pk if order.status == "completed" else counter.sold(town, counter.line(town.milk)).pk,
        title="Wu",
        tax_number="",
        key="i",
        by=actor(town.owner),
        at=MORNING,
    )
    pay = {"amount_minor": 100, "note": "", "method": "bank_account", "key": uuid4().hex}
    one = collect(shop_id=town.shop.pk, by=actor(town.resident), at=MORNING, **pay)  # type: ignore[arg-type]
    mine = {"back": back.pk, "shift": shift.pk, "sale": sale.pk, "card": wu.pk, "todo": todo.pk, "payout": payout.pk, "invoice": invoice.pk}
    return {
        "order": order.pk,
        "errand": order.errand_id,
        "shop": town.shop.pk,
        "sku": town.milk.pk,
        "payment": order.payment_id,
        "collection": one.pk,
        "round": opened(town, both=False).pk,
        "photo": ScalePhoto.objects.create(order=order, kind="image/png", size=1, digest=b"0", name="none", taken_at=MORNING).pk,
        **mine,
    }


def _nobodys() -> dict[str, object]:
    return {
        name: uuid4()
        for name in (
            *("order", "errand", "shop", "sku", "shift", "sale", "card", "todo"),
            *("back", "payout", "invoice", "payment", "collection", "round", "photo"),
        )
    }


def routes(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, str]]:
    """Every address of the application and the module that answers it."""
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route, pattern.callback.__module__
        else:
            yield from routes(pattern, route)


def test_no_address_that_names_a_thing_is_left_out_here() -> None:
    ours = {route for route, module in routes(get_resolver()) if "<uuid:" in route and module.startswith(("merchants.", "residents."))}
    ours -= {route for route, module in routes(get_resolver()) if module.startswith(OWN_TESTS)}
    # The bank's desk is for operators alone: asked in tests/merchants/payouts/test_pages.py.
    ours = {route for route in ours if not route.startswith("bank/")}
    nobodys = _nobodys()
    asked = [_named(address, nobodys).partition("?")[0] for _method, address, _body in [*API, *PAGES]]
    # The catalogue's are asked in tests/merchants/catalog/test_pages.py.
    asked += [re.sub(r"{\w+}", str(uuid4()), address).partition("?")[0] for _method, address, _body in ADDRESSES]
    assert ours - OPEN - {resolve(address if address.startswith("/") else f"/api/v1/{address}").route for address in asked} == set()


@pytest.mark.parametrize("status", ["paid", "completed"])
@pytest.mark.parametrize("who", ["outsider", "rival"])
def test_strangers_get_the_answer_of_an_absent_thing(town: Corner, who: str, status: str) -> None:
    """All addresses on one street: making it anew for each would take minutes."""
    names, nobodys = _names(town, status), _nobodys()
    api, before = Api(getattr(town, who)), standing()
    for method, address, body in [*API, *PAGES]:
        mine, absent = _ask(api, method, address, body, names), _ask(api, method, address, body, nobodys)
        assert (method, address, mine) == (method, address, absent)
        assert (method, address, mine[0], standing() == before) == (method, address, 404, True)


def test_visitors_are_asked_to_sign_in(town: Corner) -> None:
    names = _names(town)
    api, before = Api(), standing()
    for method, address, body in [*API, *PAGES, *[("get", page, None) for page in [*KEEPERS_PAGES, *OWN_PAGES]]]:
        status, _shown, location = _ask(api, method, address, body, names)
        if address.startswith("/"):
            assert (method, address, status, location.startswith("/accounts/login/")) == (method, address, 302, True)
        else:
            assert (method, address, status) == (method, address, 401)
        assert (method, address, standing() == before) == (method, address, True)


@pytest.mark.parametrize("address", ["basket", "orders"])
def test_a_visitor_has_no_basket_and_no_orders(town: Corner, address: str) -> None:
    assert Api().get(address).status_code == 401


@pytest.mark.parametrize("address", ["checkout", "basket/lines"])
def test_a_visitor_buys_nothing(town: Corner, address: str) -> None:
    before = standing()
    assert Api().post(address, {"sku": str(town.milk.pk), "quantity": "1"}).status_code == 401
    assert standing() == before


@pytest.mark.parametrize("address", KEEPERS_PAGES)
def test_who_keeps_no_shop_has_no_shop_pages(town: Corner, address: str) -> None:
    assert Api(town.outsider).client.get(address).status_code == 404
    assert Api(town.owner).client.get(address).status_code == 200


def test_a_clerk_serves_orders_and_takes_out_no_money(town: Corner) -> None:
    clerk = Api(cast.clerk(town.shop))
    assert clerk.post(f"orders/{order_in('paid', town).pk}/accept").status_code == 200
    order_in("completed", town)
    before = standing()
    assert clerk.post(f"shops/{town.shop.pk}/payouts").status_code == 404
    assert clerk.get(f"shops/{town.shop.pk}/payouts").status_code == 404
    assert clerk.client.get("/shop/funds/").status_code == 404
    assert standing() == before


def test_a_clerk_who_left_serves_nothing(town: Corner) -> None:
    person = cast.clerk(town.shop)
    Membership.objects.filter(person=person).update(ended_at=MORNING)
    order = order_in("paid", town)
    before = standing()
    assert Api(person).post(f"orders/{order.pk}/accept").status_code == 404
    assert standing() == before


def test_the_buyer_has_none_of_the_shops_buttons_and_the_shop_none_of_hers(town: Corner) -> None:
    order = order_in("paid", town)
    before = standing()
    buyer, owner = Api(town.resident), Api(town.owner)
    for step in ("accept", "ready", "send-out", "hand-over"):
        assert buyer.post(f"orders/{order.pk}/{step}").status_code == 404
    assert buyer.post(f"orders/{order.pk}/reject", {"reason": "busy"}).status_code == 404
    assert owner.post(f"orders/{order.pk}/cancel").status_code == 404
    assert standing() == before


def test_a_counter_sale_is_for_whoever_scans_it_and_its_shop(town: Corner) -> None:
    from decimal import Decimal

    from merchants.orders.public import Wanted

    lines = [Wanted(town.milk.pk, Decimal(1), 500)]
    sale: UUID = ring_up(shop_id=town.shop.pk, wanted=lines, key="t", by=actor(town.owner), at=MORNING).pk
    assert Api(town.resident).client.get(f"/pay/{sale}/").status_code == 200
    assert Api(town.rival).client.get(f"/shop/till/{sale}/").status_code == 404
    assert Api(town.outsider).post(f"orders/{sale}/pay").json()["code"] == "insufficient_funds"
    assert Api(town.resident).post(f"orders/{sale}/pay").status_code == 200
    assert Api(town.outsider).post(f"orders/{sale}/pay").json()["code"] == "order_not_found"


@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("shops/{shop}/receipts", {"lines": [{"sku": "{sku}", "quantity": "1", "unit_cost": YUAN}]}),
        ("shops/{shop}/sales", {"lines": [{"sku": "{sku}", "quantity": "1", "price": YUAN}]}),
    ],
)
def test_a_rivals_article_named_in_a_body_is_no_article(town: Corner, address: str, body: Body) -> None:
    """The shop is the asker's own; the article is not."""
    own, before = {"shop": town.rival_shop.pk}, standing()
    rivals, absent = (_ask(Api(town.rival), "post", address, body, {**own, "sku": sku}) for sku in (town.milk.pk, uuid4()))
    assert rivals == absent
    assert rivals[0] == 404
    assert standing() == before


@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("shops/{shop}/payouts", {}),
        ("shops/{shop}/receipts", {"lines": [{"sku": "{sku}", "quantity": "1", "unit_cost": YUAN}]}),
        ("shops/{shop}/sales", {"lines": [{"sku": "{sku}", "quantity": "1", "price": YUAN}]}),
    ],
)
def test_who_has_left_is_not_told_an_earlier_result_again(town: Corner, address: str, body: Body) -> None:
    names, api = _names(town), Api(town.owner)
    order_in("completed", town)
    asked = json.loads(_named(json.dumps(body), names))
    assert api.post(_named(address, names), asked, key="mine").status_code == 201
    assert api.post(_named(address, names), asked, key="mine").status_code == 201
    Membership.objects.filter(person=town.owner).update(ended_at=MORNING)
    before = standing()
    assert api.post(_named(address, names), asked, key="mine").status_code == 404
    assert standing() == before

"""The till over HTTP, and the queue of a till that was without a network."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine

from ecosystem.feed.public import FactRow
from ecosystem.ledger.public import balance_of, drawer_of
from merchants.catalog.public import Sku
from merchants.orders.public import Order
from merchants.stock.public import Level, Movement, ReceiptLine, receive_stock
from merchants.till.actions import book_again, close_todo, drop_held
from merchants.till.errors import NoOpenShift, ReasonMissing, SaleDropped
from merchants.till.models import CashMovement, Sale, Todo
from tests import cast, counter
from tests.cast import MORNING, Corner, actor
from tests.counter import body, line, ticket
from tests.staff import staff
from tests.trading import Api, differences, standing

pytestmark = pytest.mark.django_db
YUAN = {"currency": "CNY"}


@pytest.fixture
def town() -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield cast.corner(stock="5000")


def test_a_cash_sale_answers_with_change_and_words(town: Corner) -> None:
    counter.shift(town)
    one = ticket(line(town.milk, "4"), tendered_minor=5_000)
    answer = Api(staff(town.shop, "cashier")).post(f"shops/{town.shop.pk}/sales", body(one))
    assert answer.status_code == 201
    told = answer.json()
    assert (told["state"], told["order"], told["change"]["amount"]) == ("booked", str(one.sale), "30.00")
    assert (told["said_zh"], told["said_en"]) == ("收款二十元", "Received twenty yuan")
    assert told["number"] == Order.objects.get().number


def test_five_hundred_sales_sent_three_times_in_any_order_are_five_hundred(town: Corner) -> None:
    counter.shift(town, float_minor=0)
    dice = random.Random(500)
    goods = [town.milk, town.bread]
    queue = [ticket(line(dice.choice(goods), str(dice.randint(1, 3)))) for _ in range(500)]
    sent = queue * 3
    dice.shuffle(sent)
    people = [Api(town.owner), Api(cast.clerk(town.shop))]
    address = f"shops/{town.shop.pk}/sales"
    answers = [dice.choice(people).post(address, body(one, offline=True), key=str(one.sale)) for one in sent]
    assert Counter(answer.status_code for answer in answers) == {201: 1500}
    assert {answer.json()["order"] for answer in answers} == {str(one.sale) for one in queue}
    assert (Sale.objects.count(), Order.objects.count(), Movement.objects.filter(kind="sold").count()) == (500, 500, 500)
    for sku in goods:
        took = sum(each.quantity for one in queue for each in one.lines if each.sku == sku.pk)
        assert Level.objects.get(sku=sku).on_hand == 5000 - took
    total = sum(each.price_minor * int(each.quantity) for one in queue for each in one.lines)
    assert balance_of(drawer_of(town.shop.party_id)) == total
    assert FactRow.objects.filter(kind="trade.order_paid").count() == 500
    assert Todo.objects.count() == 0
    assert differences() == []


def test_an_online_sale_whose_answer_was_lost_is_found_again_from_the_queue(town: Corner) -> None:
    counter.shift(town)
    one = ticket(line(town.milk))
    api = Api(town.owner)
    first = api.post(f"shops/{town.shop.pk}/sales", body(one))
    again = api.post(f"shops/{town.shop.pk}/sales", body(one, offline=True, prices="older"))
    assert (first.json(), Sale.objects.count()) == (again.json(), 1)


def test_a_price_that_moved_meanwhile_is_asked_about_and_not_altered(town: Corner) -> None:
    counter.shift(town)
    Sku.objects.filter(pk=town.milk.pk).update(price_minor=600)
    one = ticket(line(town.milk, "2"))
    online = Api(town.owner).post(f"shops/{town.shop.pk}/sales", body(one))
    assert (online.status_code, online.json()["code"]) == (409, "price_changed")
    assert Sale.objects.count() == 0
    replayed = Api(town.owner).post(f"shops/{town.shop.pk}/sales", body(one, offline=True))
    assert (replayed.status_code, replayed.json()["total"]["amount"]) == (201, "10.00")
    todo = Todo.objects.get()
    assert (todo.kind, todo.booked, todo.details["items"][0]["now"]) == ("price_changed", True, "6.00")
    close_todo(todo_id=todo.pk, by=actor(town.owner), at=MORNING)
    assert Todo.objects.get().closed_by_id == town.owner.pk
    assert differences() == []


def test_a_sale_of_what_the_books_lack_is_held_whole_until_somebody_decides(town: Corner) -> None:
    counter.shift(town)
    much = line(town.milk, "5001")
    one, two = ticket(much, tendered_minor=3_000_000), ticket(line(town.bread), much, tendered_minor=3_000_000)
    api = Api(town.owner)
    before = standing()[:3]
    for sale in (one, two, one):
        answer = api.post(f"shops/{town.shop.pk}/sales", body(sale, offline=True))
        assert (answer.status_code, answer.json()["state"], answer.json()["code"]) == (202, "held", "sold_out")
    assert standing()[:3] == before
    todos = [Todo.objects.get(sale_id=sale.sale) for sale in (one, two)]
    with pytest.raises(ReasonMissing):
        drop_held(todo_id=todos[1].pk, reason=" ", by=actor(town.owner), at=MORNING)
    drop_held(todo_id=todos[1].pk, reason="rung up twice", by=actor(town.owner), at=MORNING)
    with pytest.raises(SaleDropped):
        book_again(todo_id=todos[1].pk, by=actor(town.owner), at=MORNING)
    receive_stock(shop_id=town.shop.pk, lines=[ReceiptLine(town.milk.pk, Decimal(1000), 350)], key="more", by=actor(town.owner), at=MORNING)
    book_again(todo_id=todos[0].pk, by=actor(town.owner), at=MORNING)
    sale = Sale.objects.get()
    assert (sale.pk, sale.order.total_minor, Sale.objects.count()) == (one.sale, 5001 * 500, 1)
    assert api.post(f"shops/{town.shop.pk}/sales", body(one, offline=True)).json()["state"] == "booked"
    assert differences() == []


def test_a_sale_without_a_shift_is_held(town: Corner) -> None:
    one = ticket(line(town.milk))
    assert Api(town.owner).post(f"shops/{town.shop.pk}/sales", body(one, offline=True)).json()["code"] == "no_open_shift"
    with pytest.raises(NoOpenShift):
        book_again(todo_id=Todo.objects.get().pk, by=actor(town.owner), at=MORNING)


def test_a_discount_beyond_the_role_is_booked_and_asked_about(town: Corner) -> None:
    counter.shift(town)
    cashier = Api(staff(town.shop, "cashier"))
    one = ticket(line(town.milk, discount_minor=400))
    assert cashier.post(f"shops/{town.shop.pk}/sales", body(one)).json()["code"] == "discount_too_large"
    assert cashier.post(f"shops/{town.shop.pk}/sales", body(one, offline=True)).status_code == 201
    assert (Todo.objects.get().kind, CashMovement.objects.get(kind="sale").amount_minor) == ("discount", 100)


def test_a_shift_over_http_is_blind(town: Corner) -> None:
    api = Api(town.owner)
    shift = api.post(f"shops/{town.shop.pk}/shifts", {"drawer": "1", "float": {"amount": "100.00", **YUAN}}).json()
    api.post(f"shops/{town.shop.pk}/sales", body(ticket(line(town.milk))))
    assert api.post(f"shifts/{shift['id']}/paid-in", {"amount": {"amount": "5.00", **YUAN}, "reason": "coins"}).status_code == 201
    assert api.post(f"shifts/{shift['id']}/paid-out", {"amount": {"amount": "1.00", **YUAN}, "reason": "tea"}).status_code == 201
    assert "105" not in str(api.get(f"shops/{town.shop.pk}/shifts").json())
    closed = api.post(f"shifts/{shift['id']}/close", {"cash": {"amount": "108.00", **YUAN}}).json()
    assert closed["counts"][0] == {
        "tender": "cash",
        "counted": {"amount": "108.00", **YUAN},
        "expected": {"amount": "109.00", **YUAN},
        "difference": {"amount": "-1.00", **YUAN},
    }
    assert api.post(f"shifts/{shift['id']}/approve").json()["code"] == "own_shift"
    assert Api(staff(town.shop, "manager")).post(f"shifts/{shift['id']}/approve").json()["status"] == "approved"


def test_returns_tab_payments_and_receipts_over_http(town: Corner) -> None:
    counter.shift(town)
    api, wu = Api(town.owner), counter.customer(town)
    one, two = ticket(line(town.milk, "2")), ticket(line(town.bread), tender="tab", customer=wu)
    for each in (one, two):
        assert api.post(f"shops/{town.shop.pk}/sales", body(each)).status_code == 201
    back = api.post(f"sales/{one.sale}/returns", {"lines": [{"position": 1, "quantity": "1"}], "reason": "sour"})
    assert (back.status_code, back.json()["amount"]["amount"]) == (201, "5.00")
    tab = api.get(f"customers/{wu.pk}").json()
    paid = api.post(f"customers/{wu.pk}/payments", {"amount": {"amount": "2.50", **YUAN}, "items": [tab["items"][0]["id"]]})
    assert (paid.status_code, api.get(f"customers/{wu.pk}").json()["balance"]["amount"]) == (201, "10.00")
    first, second = (api.post(f"sales/{one.sale}/receipt", {"width": 58}) for _ in range(2))
    assert (first["Content-Type"], first.content[:2]) == ("application/octet-stream", b"\x1b@")
    words = {"zh": "副本".encode("gb18030"), "en": b"COPY"}
    assert not any(word in first.content for word in words.values())
    assert any(word in second.content for word in words.values())


def test_customers_over_http(town: Corner) -> None:
    api = Api(town.owner)
    made = api.post(f"shops/{town.shop.pk}/customers", {"name": "Li", "phone": "13900001111"}, key="k")
    assert (made.status_code, api.post(f"shops/{town.shop.pk}/customers", {"name": "Li", "phone": "13900001111"}, key="k").json()) == (
        201,
        made.json(),
    )
    card = made.json()["id"]
    terms = {"limit": {"amount": "50.00", **YUAN}, "days": 14}
    told = api.client.put(f"/api/v1/customers/{card}/terms", terms, content_type="application/json").json()
    assert (told["limit"]["amount"], told["free"]["amount"], told["days"]) == ("50.00", "50.00", 14)
    assert [row["name"] for row in api.get(f"shops/{town.shop.pk}/customers?q=1390").json()] == ["Li"]
    assert Decimal(api.get(f"shops/{town.shop.pk}/price-list").json()["rows"][0]["price"]["amount"]) in {Decimal(5), Decimal("12.50")}

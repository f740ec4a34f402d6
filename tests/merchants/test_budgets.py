"""How many statements a request may take; screens take the same number however many rows they show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from merchants.payouts.public import pay_out
from tests import cast
from tests.cast import MORNING, Corner
from tests.trading import Api, buy, order_in, put

pytestmark = pytest.mark.django_db
CHECKOUT_AT_MOST = 20
BASKET_ADD_AT_MOST = 4


@pytest.fixture
def town() -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield cast.corner(stock="500")


def statements(act: Callable[[], object]) -> list[str]:
    """What an act asks the database, without the marks of its transaction."""
    with CaptureQueriesContext(connection) as captured:
        act()
    marks = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK")
    return [query["sql"] for query in captured if not query["sql"].startswith(marks)]


def test_checkout_of_three_lines_keeps_to_its_statements(town: Corner) -> None:
    api = Api(town.resident)
    buy(town.resident, town.milk)  # the first errand makes her code name
    put(town.resident, town.milk)
    put(town.resident, town.bread, "2")
    put(town.resident, cast.article(town.shop, town.owner, name="Rice"))
    asked = {"quote": api.quote(), "channel": "pickup"}
    answers = []
    asked_for = statements(lambda: answers.append(api.post("checkout", asked)))
    assert answers[0].status_code == 201
    assert len(asked_for) <= CHECKOUT_AT_MOST, "\n".join(f"{n} {sql[:160]}" for n, sql in enumerate(asked_for, 1))


def test_a_second_line_costs_checkout_nothing(town: Corner) -> None:
    api = Api(town.resident)
    buy(town.resident, town.milk)
    counts = []
    for goods in ([town.milk], [town.milk, town.bread]):
        for sku in goods:
            put(town.resident, sku)
        asked = {"quote": api.quote(), "channel": "pickup"}
        counts.append(len(statements(partial(api.post, "checkout", asked))))
    assert counts[0] == counts[1]


def test_adding_to_the_basket_keeps_to_its_statements(town: Corner) -> None:
    api = Api(town.resident)
    api.quote()
    asked = statements(lambda: api.post("basket/lines", {"sku": str(town.milk.pk), "quantity": "2"}))
    assert len(asked) <= BASKET_ADD_AT_MOST, "\n".join(asked)


SCREENS = [
    ("owner", "/shop/orders/"),
    ("owner", "/shop/funds/"),
    ("owner", "/shop/goods/"),
    ("owner", "/shop/till/"),
    ("owner", "/shop/stock/"),
    ("owner", "/shop/stock/transfers/"),
    ("owner", "/shop/stock/counts/"),
    ("owner", "/shop/stock/articles/{sku}/"),
    ("owner", "/api/v1/shops/{shop}/stock"),
    ("owner", "/api/v1/shops/{shop}/stock/{sku}/movements"),
    ("owner", "/api/v1/shops/{shop}/orders"),
    ("owner", "/api/v1/shops/{shop}/payouts"),
    ("resident", "/orders/"),
    ("resident", "/orders/{order}/"),
    ("resident", "/basket/"),
    ("resident", "/s/{shop}/"),
    ("resident", "/api/v1/orders"),
    ("resident", "/api/v1/basket"),
    ("resident", "/nearby/?lat=30.6&lng=122.9"),
]


@pytest.mark.parametrize(("who", "address"), SCREENS)
def test_a_screen_takes_the_same_statements_however_much_it_shows(town: Corner, who: str, address: str) -> None:
    client = Api(getattr(town, who)).client

    def count(more: int) -> int:
        order = order_in("paid", town)
        for _ in range(more):
            order_in("completed", town)
            pay_out_all(town)
            order_in("completed", town)
            order_in("accepted", town)
            cast.shop(town.rival, "More")
        for sku in (town.milk, town.bread):
            put(town.resident, sku)
        for number in range(more):
            put(town.resident, cast.article(town.shop, town.owner, name=f"Jam {more} {number}"))
        path = address.format(shop=town.shop.pk, order=order.pk, sku=town.milk.pk)
        assert client.get(path).status_code == 200
        return len(statements(lambda: client.get(path)))

    few = count(1)
    assert count(4) == few


def pay_out_all(town: Corner) -> None:
    pay_out(shop_id=town.shop.pk, key=uuid4().hex, by=cast.actor(town.owner), at=MORNING)

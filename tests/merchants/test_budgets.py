"""How many statements a request may take; screens take the same number however many rows they show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ecosystem.identity.public import Person
from merchants.payouts.public import pay_out
from merchants.shops.public import every, set_slots
from merchants.till.actions import close_shift, collect, give_back, invoicing, take_for_tab
from tests import cast, counter
from tests.cast import MORNING, Corner
from tests.dealing import claimed, coupon
from tests.merchants.staff.cast import asked, hired, pinned
from tests.trading import Api, buy, order_in, put

pytestmark = pytest.mark.django_db
CHECKOUT_AT_MOST = 20
ERRAND_AT_MOST = 30
CASH_SALE_AT_MOST = 38
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


def test_checkout_over_two_shops_with_a_coupon_and_slots_brought_home_keeps_to_its_statements(town: Corner) -> None:
    api = Api(town.resident)
    buy(town.resident, town.milk)
    rows = every("delivery", weekdays=range(7), from_minute=600, until_minute=1080, length=60, max_orders=5)
    set_slots(shop_id=town.shop.pk, channel="delivery", rows=rows, seen_version=0, by=cast.actor(town.owner), at=MORNING)
    claimed(coupon(town), town.resident)
    for sku in (town.milk, town.bread, cast.article(town.rival_shop, town.rival, name="Fish", price_minor=2_000)):
        put(town.resident, sku, "2")
    here = {"lat": str(cast.STREET[0]), "lng": str(cast.STREET[1])}
    asked = {"quote": api.quote(here), "channel": "delivery", "where": here, "deliver_to": "Pine Court 3-201"}
    answers = []
    asked_for = statements(lambda: answers.append(api.post("checkout", asked)))
    assert answers[0].status_code == 201
    assert len(asked_for) <= ERRAND_AT_MOST, "\n".join(f"{n} {sql[:160]}" for n, sql in enumerate(asked_for, 1))


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
    ("owner", "/shop/funds/days/2026-11-03/"),
    ("owner", "/shop/funds/export.csv"),
    ("owner", "/shop/goods/"),
    ("owner", "/shop/till/"),
    ("owner", "/shop/stock/"),
    ("owner", "/shop/stock/transfers/"),
    ("owner", "/shop/stock/counts/"),
    ("owner", "/shop/stock/articles/{sku}/"),
    ("owner", "/api/v1/shops/{shop}/stock"),
    ("owner", "/api/v1/shops/{shop}/stock/{sku}/movements"),
    ("owner", "/shop/till/prices/"),
    ("owner", "/shop/staff/"),
    ("owner", "/shop/staff/limits/"),
    ("owner", "/shop/staff/trail/"),
    ("owner", "/shop/till/sales/"),
    ("owner", "/shop/till/received/"),
    ("owner", "/shop/till/shifts/"),
    ("owner", "/shop/till/todos/"),
    ("owner", "/shop/till/invoices/"),
    ("owner", "/shop/till/{sale}/receipt/"),
    ("owner", "/shop/customers/"),
    ("owner", "/shop/customers/{card}/"),
    ("owner", "/shop/customers/{card}/statement/"),
    ("owner", "/api/v1/shops/{shop}/price-list"),
    ("owner", "/api/v1/shops/{shop}/shifts"),
    ("owner", "/api/v1/shops/{shop}/customers"),
    ("owner", "/api/v1/customers/{card}"),
    ("owner", "/api/v1/shops/{shop}/orders"),
    ("owner", "/api/v1/shops/{shop}/payouts"),
    ("owner", "/api/v1/shops/{shop}/statement-days"),
    ("resident", "/orders/"),
    ("resident", "/orders/{order}/"),
    ("resident", "/basket/"),
    ("resident", "/s/{shop}/"),
    ("resident", "/api/v1/orders"),
    ("resident", "/api/v1/basket"),
    ("resident", "/nearby/?lat=30.6&lng=122.9"),
]


def test_each_screen_takes_the_same_statements_however_much_it_shows(town: Corner) -> None:
    few, many = _counted(town, 1), _counted(town, 4)
    assert {screen: (few[screen], many[screen]) for screen in SCREENS if few[screen] != many[screen]} == {}


def _counted(town: Corner, more: int) -> dict[tuple[str, str], int]:
    """What each screen asks when there is so much more of everything that it shows."""
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
    names = {"shop": town.shop.pk, "order": order.pk, "sku": town.milk.pk, **busy_counter(town, more)}
    return {(who, address): reading(getattr(town, who), address.format(**names)) for who, address in SCREENS}


def reading(who: Person, path: str) -> int:
    """How many statements a reader's page takes."""
    client = Api(who).client
    # The second reading counts: the first fills what a process keeps.
    assert client.get(path).status_code == 200, path
    return len(statements(lambda: client.get(path)))


def busy_counter(town: Corner, more: int) -> dict[str, object]:
    """Sales, tabs, shifts and sales to look at, so many of each."""
    owner = cast.actor(town.owner)
    wu = counter.customer(town)
    for number in range(more):
        asked(town.shop, town.owner)
        pinned(town.shop, hired(town.shop, "cashier"))
        shift = counter.shift(town, drawer=f"{more}/{number}", float_minor=0)
        sale = counter.sold(town, *[counter.line(town.milk)] * (number + 1), drawer=shift.drawer_id)
        counter.sold(town, counter.line(town.milk), tender="tab", customer=wu)
        counter.replayed(town, counter.line(town.milk, price_minor=499))
        invoicing.request_invoice(order_id=sale.pk, title="Wu", tax_number="", key=uuid4().hex, by=owner, at=MORNING)
        give_back(order_id=sale.pk, wanted={1: Decimal(1)}, reason="x", drawer_id=shift.drawer_id, key=uuid4().hex, by=owner, at=MORNING)
        counted = {"cash": 500 * number}
        close_shift(shift_id=shift.pk, counted=counted, note="", key=uuid4().hex, by=owner, at=MORNING)
        said = {"amount_minor": 100 + number, "note": "", "method": "bank_account", "key": uuid4().hex}
        collect(shop_id=town.shop.pk, by=cast.actor(town.resident), at=MORNING, **said)  # type: ignore[arg-type]
        take_for_tab(card_id=wu.pk, amount_minor=100, wanted=[], drawer_id=counter.any_shift(town).drawer_id, key=uuid4().hex, by=owner, at=MORNING)
    return {"sale": sale.pk, "card": wu.pk}


def test_a_cash_sale_keeps_to_its_statements(town: Corner) -> None:
    counter.shift(town)
    one = counter.ticket(counter.line(town.milk), counter.line(town.bread))
    api, answers = Api(town.owner), []
    asked = statements(lambda: answers.append(api.post(f"shops/{town.shop.pk}/sales", counter.body(one))))
    assert answers[0].status_code == 201
    assert len(asked) <= CASH_SALE_AT_MOST, "\n".join(f"{n} {sql[:140]}" for n, sql in enumerate(asked, 1))


def pay_out_all(town: Corner) -> None:
    pay_out(shop_id=town.shop.pk, key=uuid4().hex, by=cast.actor(town.owner), at=MORNING)

"""The desks of both sides when there is a lot, and when there is nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from merchants.procurement import queries
from merchants.procurement.models import Order
from merchants.shops.public import Shop
from tests import buying
from tests.buying import Market
from tests.cast import MORNING
from tests.journeys.forms import Window

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(market: Market) -> Iterator[Market]:
    with time_machine.travel(MORNING, tick=False):
        yield market


def many(town: Market, *, status: str, weeks: int, each: int) -> None:
    """Copies of one order, so many a week, the newest today."""
    one = buying.confirmed(town, cases="1")
    for number in range(weeks * each):
        copy = Order.objects.get(pk=one.pk)
        made_at = MORNING - timedelta(weeks=number // each, minutes=number)
        copy.pk, copy.number, copy.made_at, copy._state.adding = None, f"N{number:04}", made_at, True
        copy.status, copy.ended_at = status, MORNING if status == "closed" else None
        copy.id = Order._meta.pk.get_default()
        copy.save(force_insert=True)


def test_a_hundred_small_deliveries_are_piled_by_week_and_hide_nothing_that_waits(town: Market) -> None:
    waiting = buying.sent(town, cases="2")
    many(town, status="received", weeks=15, each=8)
    for columns in (queries.supply_board([town.supplier.pk]), queries.board_of([town.shop.pk])):
        found = {column.name: column for column in columns}
        here = found["here"]
        assert (here.count, len(here.weeks), len(here.weeks[0].orders)) == (120, 13, 8)
        assert [week.starts_on for week in here.weeks] == sorted((week.starts_on for week in here.weeks), reverse=True)
        assert here.weeks[0].sum_minor == 8 * 7_200
        assert [order.pk for name in ("yours", "theirs") for order in found[name].orders] == [waiting.pk]
    page = Window(town.wholesaler, "en").get("/supply/orders/").content.decode()
    assert page.count('class="week"') == 13
    assert page.count('<details class="week" open') == 1
    # A pile of more than a dozen opens by a press.
    Order.objects.filter(number__startswith="N", made_at__gte=MORNING - timedelta(days=8)).update(made_at=MORNING)
    assert '<details class="week" open' not in Window(town.wholesaler, "en").get("/supply/orders/").content.decode()


def test_what_ended_long_ago_is_behind_a_page(town: Market) -> None:
    many(town, status="closed", weeks=10, each=7)
    for who, board, earlier in (
        (town.wholesaler, "/supply/orders/", "/supply/orders/earlier/"),
        (town.owner, "/shop/purchases/", "/shop/purchases/earlier/"),
    ):
        window = Window(who, "en")
        page = window.get(board).content.decode()
        assert page.count("<tr>") == 1 + 8
        assert f'href="{earlier}"' in page
        first, second = (window.get(f"{earlier}?page={number}").content.decode() for number in (1, 2))
        assert (first.count(">N00"), second.count(">N00")) == (60, 10)
        assert "?page=2" in first
        assert "?page=3" not in second
    assert Window(town.corner.rival, "en").get("/supply/orders/earlier/").status_code == 404
    assert Window(town.corner.outsider, "en").get("/shop/purchases/earlier/").status_code == 404


def test_a_board_asks_as_much_of_the_database_however_many_there_are(town: Market) -> None:
    counts = []
    for weeks in (1, 6):
        Order.objects.filter(number__startswith="N").delete()
        many(town, status="received", weeks=weeks, each=5)
        with CaptureQueriesContext(connection) as captured:
            queries.supply_board([town.supplier.pk])
        counts.append(len(captured))
    assert counts == [3, 3]


def test_a_shop_that_the_bank_stopped_still_takes_in_and_pays_what_it_ordered(town: Market) -> None:
    order = buying.confirmed(town, cases="10")
    Shop.objects.filter(pk=town.shop.pk).update(suspended_for="bank", suspended_at=MORNING)
    buying.received(town, order, "8", rejected=["2"], shipment=buying.shipped(town, order, "10"))
    invoice = buying.paid(town, buying.approved(town, buying.billed(town, order, ("8", 7_200))))
    assert invoice.status == "paid"
    assert Window(town.owner, "en").get(f"/purchases/{order.pk}/").status_code == 200


def test_an_empty_desk_says_what_to_press_next(town: Market) -> None:
    desk = Window(town.wholesaler, "en").get("/supply/orders/").content.decode()
    shop = Window(town.owner, "en").get("/shop/purchases/").content.decode()
    assert 'class="empty-state"' in desk and 'href="/supply/prices/"' in desk
    assert 'class="empty-state"' in shop and 'href="/shop/purchases/suppliers/"' in shop

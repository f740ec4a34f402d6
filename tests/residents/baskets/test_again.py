"""A past order once more: what still goes into the basket, what is said of the rest, and that nothing is bought by it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from merchants.catalog.public import Sku
from merchants.orders.public import Line, Order, OrderNotFound
from merchants.stock.public import Level
from residents.baskets.errors import BasketFull, SignInToBuy
from residents.baskets.models import BasketLine
from residents.baskets.repeating import Again, order_again
from residents.baskets.rules import MAX_LINES
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.merchants.aftersale.cast import handed_over
from tests.trading import Api, put, standing

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(days=7)


@pytest.fixture
def town() -> Iterator[Corner]:
    with time_machine.travel(LATER, tick=False):
        yield cast.corner()


def again(town: Corner, order: Order, by: cast.Person | None = None) -> list[tuple[str, str, Decimal]]:
    found: tuple[Again, ...] = order_again(order_id=order.pk, by=actor(by or town.resident), at=LATER)
    return [(one.line.name_en, one.what, one.takes) for one in found]


def basket(town: Corner) -> dict[str, Decimal]:
    return dict(BasketLine.objects.filter(party=town.resident.party_id).values_list("sku__name_en", "quantity"))


def test_one_press_fills_the_basket_and_a_second_changes_nothing(town: Corner) -> None:
    order = handed_over(town, bread="2")
    put(town.resident, town.milk, "1")
    put(town.resident, town.bread, "5")
    orders = Order.objects.count()
    for _press in range(2):
        assert again(town, order) == [("Milk", "", 3), ("Bread", "", 2)]
        # What lies there already is never made less.
        assert basket(town) == {"Milk": 3, "Bread": 5}
    assert Order.objects.count() == orders


def test_what_is_otherwise_is_said_line_by_line(town: Corner) -> None:
    others = {name: cast.article(town.shop, town.owner, name=name) for name in ("Gone", "Empty", "Paused", "Unit")}
    for sku in others.values():
        put(town.resident, sku, "2")
    order = handed_over(town, bread="2")
    Sku.objects.filter(pk=town.milk.pk).update(price_minor=550)
    Level.objects.filter(sku=town.bread).update(safety=F("on_hand") - 1)
    Sku.objects.filter(pk=others["Gone"].pk).update(on_sale=False)
    Level.objects.filter(sku=others["Empty"]).update(safety=F("on_hand"))
    Sku.objects.filter(pk=others["Paused"].pk).update(sold_out_until=LATER + timedelta(hours=1))
    Line.objects.filter(order=order, sku=others["Unit"]).update(unit="jin")
    asked = Api(town.resident).post(f"orders/{order.pk}/again", {})
    assert asked.status_code == 200
    assert {line["name"]: (line["what"], line["taken"]) for line in asked.json()} == {
        "Gone": ("gone", "0.000"),
        "Empty": ("sold_out", "0.000"),
        "Paused": ("sold_out", "0.000"),
        "Unit": ("gone", "0.000"),
        "Milk": ("", "3.000"),
        "Bread": ("fewer", "1.000"),
    }
    assert {line["name"]: line["price_now"] and line["price_now"]["amount"] for line in asked.json()}["Milk"] == "5.50"
    assert basket(town) == {"Milk": 3, "Bread": 1}
    client = Api(town.resident).client
    answer = client.post(f"/orders/{order.pk}/again/")
    assert answer.headers["Location"] == f"/basket/?again={order.pk}"
    page = client.get(answer.headers["Location"], headers={"accept-language": "en"}).content.decode()
    assert page.count("¥5.50") >= 1 and "¥5.00" in page and 'id="again"' in page
    for odd in ("x", uuid4()):
        assert 'id="again"' not in client.get(f"/basket/?again={odd}").content.decode()
    assert 'id="again"' not in Api(town.owner).client.get(f"/basket/?again={order.pk}").content.decode()


def test_two_lines_of_one_article_share_what_is_left(town: Corner) -> None:
    order = handed_over(town, bread="2")
    # The same article twice, as with other choices it would stand there.
    Line.objects.filter(order=order, sku=town.bread).update(sku=town.milk)
    Level.objects.filter(sku=town.milk).update(safety=F("on_hand") - 4)
    assert [(what, takes) for _name, what, takes in again(town, order)] == [("", 3), ("fewer", 1)]
    assert basket(town) == {"Milk": 4}


def test_choices_that_are_no_longer_offered_are_chosen_anew(town: Corner) -> None:
    order = handed_over(town)
    one = {"option": str(uuid4()), "name_zh": "x", "name_en": "x", "delta_minor": 0, "times": 1}
    Line.objects.filter(order=order).update(modifiers=[one])
    assert again(town, order) == [("Milk", "choices", 0)]
    page = Api(town.resident).client.get(f"/basket/?again={order.pk}").content.decode()
    assert f"/s/{town.shop.pk}/{town.milk.pk}/" in page
    assert basket(town) == {}


def test_who_did_not_order_it_and_a_full_basket_are_refused_and_nothing_changes(town: Corner) -> None:
    order = handed_over(town)
    before = standing()
    for person in (town.owner, town.outsider):
        with pytest.raises(OrderNotFound):
            again(town, order, person)
    with pytest.raises(SignInToBuy):
        order_again(order_id=order.pk, by=cast.BANK, at=LATER)
    assert standing() == before
    filled = [BasketLine(party_id=town.resident.party_id, sku=town.bread, quantity=1, options=[uuid4()], added_at=LATER) for _ in range(MAX_LINES)]
    BasketLine.objects.bulk_create(filled)
    before = standing()
    with pytest.raises(BasketFull):
        again(town, order)
    assert standing() == before


def test_a_longer_order_takes_no_more_statements_to_compare(town: Corner) -> None:
    client = Api(town.resident).client
    counts = []
    for more in (0, 3):
        for number in range(more):
            put(town.resident, cast.article(town.shop, town.owner, name=f"Jam {number}"))
        order = handed_over(town)
        BasketLine.objects.all().delete()
        client.get(f"/basket/?again={order.pk}")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/basket/?again={order.pk}").status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]

"""The last place at a point, one parcel asked for at once, its days over while it is collected. Real threads, real commits."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

import pytest

from ecosystem.ledger.public import available_of, balance_of
from merchants.delivery import actions as bringing
from merchants.delivery.models import Delivery
from merchants.orders.models import Order
from merchants.orders.public import code_of
from merchants.points import actions
from merchants.points.actions import Terms
from merchants.points.models import Parcel, Point
from merchants.points.rules import KEPT_FOR
from residents.baskets.actions import checkout
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.pointing import KEPT, WAY, collect, drop, dropped, sent, served, wish_to
from tests.together import at_once, kinds, neck_and_neck
from tests.trading import differences, hand_over, put

pytestmark = pytest.mark.race


@pytest.fixture
def town(committed: str) -> Corner:
    return cast.corner()


def test_the_last_place_at_a_point_is_taken_once(town: Corner) -> None:
    point = served(town, capacity=1)
    people = [town.resident, town.outsider]
    for person in people:
        put(person, town.milk)
    cast.money(town.outsider, 100_000)
    answers = at_once(
        *(partial(checkout, wish=wish_to(point, person), key=uuid4().hex, by=actor(person), at=MORNING) for person in people),
        partial(actions.offer_point, shop_id=town.rival_shop.pk, terms=Terms(KEPT, 1), by=actor(town.rival), at=MORNING),
    )
    assert kinds(answers) == {"UUID": 1, "PointFull": 1, "Point": 1}
    assert (Point.objects.get().taken, differences()) == (1, [])


def test_a_shop_that_stops_and_a_buyer_who_orders_agree(town: Corner) -> None:
    point = served(town)
    for _round in range(3):
        put(town.resident, town.milk)
        wish = wish_to(point, town.resident)
        answers = at_once(
            partial(checkout, wish=wish, key=uuid4().hex, by=actor(town.resident), at=MORNING),
            partial(actions.stop_bringing, point_id=point.pk, shop_id=town.shop.pk, by=actor(town.owner), at=MORNING),
            partial(actions.bring_to_point, point_id=point.pk, shop_id=town.shop.pk, fee_minor=WAY + 1, by=actor(town.owner), at=MORNING),
            partial(actions.close_point, shop_id=town.rival_shop.pk, by=actor(town.rival), at=MORNING),
        )
        assert sum(kinds(answers)[name] for name in ("UUID", "NotToThatPoint", "PointFull", "QuoteChanged")) == 1
        served(town)
    assert differences() == []


def test_one_parcel_is_dropped_once_and_handed_out_once(town: Corner) -> None:
    point = served(town)
    order = sent(point, town)
    assert kinds(at_once(*[partial(drop, order, town.owner)] * 3)) == {"Parcel": 1, "ParcelMoved": 2}
    parcel = Parcel.objects.get()
    by_shop = partial(hand_over, order_id=order.pk, key="shop", by=actor(town.owner), at=MORNING)
    answers = kinds(at_once(*[partial(collect, parcel, town.rival)] * 3, by_shop))
    assert answers["Parcel"] + answers["Order"] == 1
    assert (Delivery.objects.count(), balance_of(available_of(town.rival_shop.party_id))) == (1, KEPT)
    assert (Point.objects.get().taken, Order.objects.get().delivery_fee_minor, differences()) == (0, KEPT + WAY, [])


def test_a_parcel_whose_days_are_over_is_collected_or_goes_back(town: Corner) -> None:
    point, late = served(town), MORNING + KEPT_FOR
    for _round in range(3):
        parcel = dropped(point, town)
        answers = at_once(
            partial(collect, parcel, town.rival, at=late),
            *[partial(bringing.go_back, order_id=parcel.order_id, at=late)] * 2,
        )
        parcel.refresh_from_db()
        assert (parcel.status, kinds(answers)["Parcel"]) in {("collected", 1), ("overdue", 0)}
        if parcel.status == "overdue":
            fetched = at_once(*[partial(bringing.fetch_back, order_id=parcel.order_id, by=actor(town.owner), at=late)] * 3)
            assert kinds(fetched) == {"Parcel": 1, "ParcelMoved": 2}
    assert (Point.objects.get().taken, differences()) == (0, [])


def test_wrong_codes_at_once_are_counted_each(town: Corner) -> None:
    parcel = dropped(served(town), town)
    wrong = f"{(int(code_of(parcel.order_id)) + 1) % 10_000:04d}"
    tries = [partial(bringing.show_code, order_id=parcel.order_id, code=wrong, key=uuid4().hex, by=actor(town.rival), at=MORNING) for _ in range(8)]
    assert sorted(tried.left for tried in neck_and_neck(*tries) if isinstance(tried, bringing.Shown)) == [0, 0, 0, 0, 1, 2, 3, 4]
    assert Parcel.objects.get().wrong_codes == 5

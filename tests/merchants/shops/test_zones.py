"""Zones: which holds a place, exactly; what it asks; who writes them; and that a buyer is never charged what she was not shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from hypothesis import assume, given
from hypothesis import strategies as st

from ecosystem.kernel.errors import DomainError, NotFound
from ecosystem.places.models import Landmark, Neighbourhood
from ecosystem.places.public import metres
from merchants.orders.public import Order
from merchants.settlement.public import Settlement
from merchants.shops.errors import BadOutline, BadZone, ShopChanged, TooManyZones
from merchants.shops.models import DeliveryZone, Shop
from merchants.shops.public import Zone, around, nearby_shops, serving_shops, set_zones
from merchants.shops.zone_rules import checked, degrees, micro, terms_in, within, zone_at
from tests import cast
from tests.cast import MORNING, STREET, Corner, actor
from tests.trading import Api, differences, order_in, put, standing

SHOP = micro(*STREET)
# About 1.1 km to the north of the shop, 200 m wide each way around it, and 3.3 km away.
NORTH = (SHOP[0] + 10_000, SHOP[1])
SQUARE = tuple((NORTH[0] + north, NORTH[1] + east) for north, east in ((-2_000, -2_000), (-2_000, 2_000), (2_000, 2_000), (2_000, -2_000)))
FAR = (SHOP[0] + 30_000, SHOP[1])

steps = st.integers(-60, 60)
points = st.tuples(steps, steps)


def triangle_holds(one: tuple[int, int], two: tuple[int, int], three: tuple[int, int], place: tuple[int, int]) -> bool:
    """By the signs of its three sides alone."""
    turns = [(b[1] - a[1]) * (place[0] - a[0]) - (b[0] - a[0]) * (place[1] - a[1]) for a, b in ((one, two), (two, three), (three, one))]
    return all(turn >= 0 for turn in turns) or all(turn <= 0 for turn in turns)


@given(st.lists(st.integers(1, 40), min_size=8, max_size=8), points)
def test_an_outline_holds_what_one_of_its_triangles_holds(lengths: list[int], place: tuple[int, int]) -> None:
    """A star around the origin is the sum of the triangles between the origin and each side, its edge included."""
    ways = ((2, 0), (1, 1), (0, 2), (-1, 1), (-2, 0), (-1, -1), (0, -2), (1, -1))
    star = [(north * length, east * length) for (north, east), length in zip(ways, lengths, strict=True)]
    brute = any(triangle_holds((0, 0), one, other, place) for one, other in pairwise([*star, star[0]]))
    assert within(star, place) == brute
    assert within(star[::-1], place) == brute, "whichever way round it was drawn"
    assert all(within(star, corner) for corner in star), "its edge belongs to it"


@given(st.lists(st.tuples(st.integers(-9_000, 9_000), st.integers(-9_000, 9_000)), min_size=3, max_size=7, unique=True))
def test_an_outline_that_is_kept_has_ground_on_one_side_of_every_edge(offsets: list[tuple[int, int]]) -> None:
    """What passes has no two sides in common: the middle of every side lies on that side alone."""
    outline = tuple((SHOP[0] + 4 * north, SHOP[1] + 4 * east) for north, east in offsets)
    try:
        checked([Zone(outline=outline)], shop=SHOP)
    except BadOutline:
        assume(False)
    middles = [((one[0] + two[0]) // 2, (one[1] + two[1]) // 2) for one, two in pairwise([*outline, outline[0]])]
    assert all(within(outline, middle) for middle in middles)
    assert not within(outline, (SHOP[0] + 900_000, SHOP[1]))


@given(st.tuples(st.integers(-40_000, 40_000), st.integers(-40_000, 40_000)), st.integers(50, 4_000), st.integers(50, 4_000))
def test_the_first_zone_that_holds_a_place_decides(offset: tuple[int, int], near: int, far: int) -> None:
    place = (SHOP[0] + offset[0], SHOP[1] + offset[1])
    zones = [Zone("square", outline=SQUARE), Zone("near", near), Zone("far", far)]
    away = metres(*STREET, *degrees(place))
    inside = abs(offset[0] - 10_000) <= 2_000 and abs(offset[1]) <= 2_000
    expected = "square" if inside else "near" if away <= near else "far" if away <= far else None
    found = zone_at(zones, SHOP, place)
    assert (found.name if found else None) == expected


def test_a_fee_falls_away_above_and_a_surcharge_is_asked_in_its_hours_across_midnight() -> None:
    zone = Zone(
        radius_m=500, fee_minor=300, min_order_minor=1000, free_above_minor=3000, surcharge_minor=200, surcharge_from=1320, surcharge_until=1560
    )
    ten = MORNING
    told = [
        (terms.fee_minor, terms.surcharge_minor, terms.missing_minor)
        for terms in (
            terms_in(zone, goods_minor=900, at=ten),
            terms_in(zone, goods_minor=2999, at=ten),
            terms_in(zone, goods_minor=3000, at=ten),
            terms_in(zone, goods_minor=3000, at=ten + timedelta(hours=12)),
            terms_in(zone, goods_minor=1000, at=ten + timedelta(hours=15, minutes=59)),
            terms_in(zone, goods_minor=1000, at=ten + timedelta(hours=16)),
        )
    ]
    assert told == [(300, 0, 100), (300, 0, 0), (0, 0, 0), (200, 200, 0), (500, 200, 0), (300, 0, 0)]


BOW = ((0, 0), (1_000, 1_000), (1_000, 0), (0, 1_000))


def at_shop(outline: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    return tuple((SHOP[0] + north, SHOP[1] + east) for north, east in outline)


@pytest.mark.parametrize(
    ("zone", "refusal"),
    [
        (Zone(outline=at_shop(BOW)), BadOutline),
        (Zone(outline=at_shop(BOW[:2])), BadOutline),
        (Zone(outline=at_shop(((0, 0), (0, 500), (0, 1_000)))), BadOutline),
        (Zone(outline=at_shop(((0, 0), (0, 1_000), (0, 500), (1_000, 0)))), BadOutline),
        (Zone(outline=at_shop(((0, 0), (0, 1_000), (1_000, 1_000), (0, 0)))), BadOutline),
        (Zone(outline=at_shop(((0, 0), (0, 1_000), (900_000, 0)))), BadOutline),
        (Zone(outline=at_shop(tuple((n, n * n) for n in range(61)))), BadOutline),
        (Zone(), BadZone),
        (Zone(radius_m=500, outline=SQUARE), BadZone),
        (Zone(radius_m=49), BadZone),
        (Zone(radius_m=20_001), BadZone),
        (Zone(radius_m=500, fee_minor=-1), BadZone),
        (Zone(radius_m=500, fee_minor=100_001), BadZone),
        (Zone(radius_m=500, free_above_minor=0), BadZone),
        (Zone(radius_m=500, surcharge_minor=100), BadZone),
        (Zone(radius_m=500, surcharge_minor=100, surcharge_from=60), BadZone),
        (Zone(radius_m=500, surcharge_minor=100, surcharge_from=60, surcharge_until=60), BadZone),
        (Zone(radius_m=500, surcharge_from=60, surcharge_until=90), BadZone),
        (Zone("n" * 41, radius_m=500), BadZone),
    ],
)
def test_what_is_no_zone_is_refused(zone: Zone, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        checked([zone], shop=SHOP)


@pytest.fixture
def town(db: None) -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield cast.corner(stock="500")


def zoned(town: Corner, *zones: Zone) -> None:
    version = Shop.objects.get(pk=town.shop.pk).version
    set_zones(shop_id=town.shop.pk, zones=zones, seen_version=version, by=actor(town.owner), at=MORNING)


def test_zones_are_for_managers_who_saw_the_shop_as_it_is(town: Corner) -> None:
    refusals: list[tuple[Any, int, tuple[Zone, ...], type[DomainError]]] = [
        (cast.clerk(town.shop), 0, around(500), NotFound),
        (town.rival, 0, around(500), NotFound),
        (town.owner, 9, around(500), ShopChanged),
        (town.owner, 0, around(500) * 13, TooManyZones),
    ]
    before = list(DeliveryZone.objects.values())
    for who, version, zones, refusal in refusals:
        with pytest.raises(refusal):
            set_zones(shop_id=town.shop.pk, zones=zones, seen_version=version, by=actor(who), at=MORNING)
    assert list(DeliveryZone.objects.values()) == before


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"radius_m": None}, "a_zone_is_a_circle_or_an_outline"),
        ({"outline": [1, 2, 3, 4, 5, 6]}, "a_zone_is_a_circle_or_an_outline"),
        ({"radius_m": None, "outline": [1, 2, 3, 4]}, "a_zone_is_a_circle_or_an_outline"),
        ({"radius_m": 20_001}, "a_zone_is_a_circle_or_an_outline"),
        ({"fee_minor": -1}, "a_zone_asks_no_negative_amounts"),
        ({"min_order_minor": -1}, "a_zone_asks_no_negative_amounts"),
        ({"free_above_minor": 0}, "a_zone_asks_no_negative_amounts"),
        ({"surcharge_minor": 1}, "a_surcharge_says_from_and_until_when"),
        ({"surcharge_minor": 1, "surcharge_from": 60, "surcharge_until": 60}, "a_surcharge_says_from_and_until_when"),
        ({"position": 2}, "zones_are_numbered"),
    ],
)
def test_the_database_refuses_a_wrong_zone(town: Corner, wrong: dict[str, Any], constraint: str) -> None:
    zoned(town, Zone(radius_m=500), Zone(radius_m=900))
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        DeliveryZone.objects.filter(shop=town.shop, position=1).update(**wrong)


def asked(town: Corner, place: tuple[int, int], *, quantity: str = "3") -> tuple[Any, Any]:
    """The basket's quote for a place, and the answer to checking out by it."""
    api, (lat, lng) = Api(town.resident), degrees(place)
    put(town.resident, town.milk, quantity)
    quote = api.get(f"basket?lat={lat}&lng={lng}").json()
    where = {"lat": str(lat), "lng": str(lng)}
    body = {"quote": quote["quote"], "channel": "delivery", "deliver_to": "Pine Court 3-201", "where": where}
    return quote["parts"][0]["delivery"], api.post("checkout", body)


def test_the_fee_that_was_shown_is_charged_and_settled_to_whoever_carries_it(town: Corner) -> None:
    zoned(town, Zone("North", outline=SQUARE, fee_minor=450, free_above_minor=5_000), Zone(radius_m=2_000, fee_minor=200, min_order_minor=1_000))
    shown, answer = asked(town, NORTH)
    assert (shown["zone"], shown["fee"]["amount"], answer.status_code) == ("North", "4.50", 201)
    assert Order.objects.get().delivery_fee_minor == 450
    assert asked(town, NORTH, quantity="10")[0]["fee"]["amount"] == "0.00"
    assert asked(town, SHOP)[0]["fee"]["amount"] == "2.00"
    assert sorted(Order.objects.values_list("total_minor", flat=True)) == [1_700, 1_950, 5_000]
    served = order_in("completed", town, channel="delivery")
    assert Settlement.objects.get(order_id=served.pk).delivery_fee_minor == 200, "the shop's own people bring it"
    assert differences() == []


def test_a_place_that_is_not_served_is_told_why_and_nothing_changes(town: Corner) -> None:
    refused = [
        (around(2_000, min_order_minor=1_000), FAR, "3", "out_of_range", "2 公里"),
        (around(2_000, min_order_minor=1_600), SHOP, "3", "below_minimum", "1.00"),
        ((Zone(outline=SQUARE),), SHOP, "3", "outside_zones", ""),
        ((), SHOP, "3", "brings_nothing", ""),
    ]
    for zones, place, quantity, code, word in refused:
        zoned(town, *zones)
        put(town.resident, town.milk, quantity)
        before = standing()
        _shown, answer = asked(town, place, quantity=quantity)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
        assert word in answer.json()["title"]
        assert standing() == before


def test_a_zone_that_changed_meanwhile_is_shown_again_and_charges_nothing(town: Corner) -> None:
    api = Api(town.resident)
    put(town.resident, town.milk, "3")
    here = {"lat": str(STREET[0]), "lng": str(STREET[1])}
    quote, body = api.quote(here), {"channel": "delivery", "deliver_to": "Pine Court 3-201", "where": here}
    zoned(town, Zone(radius_m=2_000, fee_minor=301))
    before = standing()
    answer = api.post("checkout", {"quote": quote, **body})
    assert (answer.status_code, answer.json()["code"]) == (409, "quote_changed")
    assert standing() == before
    elsewhere = api.post("checkout", {"quote": api.quote(), **body})
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (409, "quote_changed"), "no fee was shown without a place"
    again = api.post("checkout", {"quote": answer.json()["quote"], **body})
    assert again.status_code == 201
    assert Order.objects.get().delivery_fee_minor == 301


def test_the_surcharge_is_that_of_the_slot_which_was_chosen(town: Corner) -> None:
    zoned(town, Zone(radius_m=2_000, fee_minor=300, surcharge_minor=200, surcharge_from=1_320, surcharge_until=1_440))
    shop = serving_shops([town.shop.pk])[town.shop.pk]
    late = shop.delivery_to(*STREET, goods_minor=1_500, at=MORNING + timedelta(hours=13))
    assert late and (late.fee_minor, late.surcharge_minor) == (500, 200)
    put(town.resident, town.milk, "3")
    page = Api(town.resident).client
    area = Neighbourhood.objects.create(code="n1", name_zh="松", name_en="Pine", lat=STREET[0], lng=STREET[1])
    Landmark.objects.create(code="e1", neighbourhood=area, name_zh="松苑", name_en="Pine Court", lat=STREET[0], lng=STREET[1])
    begins = (MORNING + timedelta(hours=13)).isoformat()
    now, then = (page.get("/basket/price/", {"landmark": "e1", **more}).content.decode() for more in ({}, {f"slot-delivery-{town.shop.pk}": begins}))
    assert "¥18.00" in now and "¥20.00" in then


def test_nearby_says_what_bringing_it_here_costs(town: Corner) -> None:
    zoned(town, Zone("North", outline=SQUARE, fee_minor=450), Zone(radius_m=500, fee_minor=100))
    for place, fee in ((NORTH, "4.50"), (SHOP, "1.00"), ((SHOP[0] + 7_000, SHOP[1]), None)):
        lat, lng = degrees(place)
        found = {one.shop.id: one.shop for one in nearby_shops(lat=lat, lng=lng, radius_m=3_000).shops}[town.shop.pk]
        assert found.delivers_to(lat, lng) == serving_shops([town.shop.pk])[town.shop.pk].delivers_to(lat, lng) == (fee is not None)
        told = Api().get(f"shops/nearby?lat={lat}&lng={lng}").json()["shops"]
        brought = next(one["delivery"] for one in told if one["shop"]["id"] == str(town.shop.pk))
        assert (brought and brought["fee"]["amount"]) == fee
    zones = Api().get(f"shops/{town.shop.pk}").json()["zones"]
    assert [zone["name"] for zone in zones] == ["North", ""]
    assert zones[0]["outline"][0] == [str(value) for value in degrees(SQUARE[0])]


def test_the_page_writes_moves_and_removes_zones(town: Corner) -> None:
    owner, address = Api(town.owner).client, f"/shop/{town.shop.pk}/zones/"
    fields = {"kind": "circle", "radius": "800", "fee": "¥2.50", "least": "10", "above": "", "more": "1", "from": "22:00", "until": "02:00"}
    said = "\n".join(f"{lat}, {lng}" for lat, lng in map(degrees, SQUARE))
    assert owner.post(f"{address}save/", {**fields, "number": "1", "version": "0"}).status_code == 302
    assert owner.post(f"{address}save/", {**fields, "number": "0", "version": "1", "kind": "outline", "outline": said}).status_code == 302
    circle = Zone("", 800, (), 250, 1_000, None, 100, 1_320, 1_560)
    area = replace(circle, radius_m=None, outline=SQUARE)
    zones = lambda: serving_shops([town.shop.pk])[town.shop.pk].zones  # noqa: E731
    assert zones() == (circle, area)
    assert owner.post(f"{address}first/", {"number": "2", "version": "2"}).status_code == 302
    assert zones() == (area, circle)
    assert said.splitlines()[0] in owner.get(address).content.decode()
    wrong: list[tuple[dict[str, str], int]] = [
        ({**fields, "version": "2"}, 409),
        ({**fields, "version": "3", "radius": "many"}, 422),
        ({**fields, "version": "3", "kind": "outline", "outline": "30.6, 122.9\nhere"}, 422),
        ({**fields, "version": "3", "kind": "outline", "outline": "NaN, 122.9"}, 422),
        ({**fields, "version": "3", "fee": "much"}, 422),
    ]
    for form, status in wrong:
        assert owner.post(f"{address}save/", {**form, "number": "1"}).status_code == status
    assert owner.post(f"{address}remove/", {"number": "1", "version": "3"}).status_code == 302
    assert zones() == (circle,)


def test_a_program_reads_the_zones_and_writes_them_by_their_version(town: Corner) -> None:
    api, address = Api(town.owner), f"shops/{town.shop.pk}/zones"
    told = api.get(address).json()
    assert (told["version"], told["zones"][0]["radius_m"], told["zones"][0]["fee"]["amount"]) == (0, 2_000, "3.00")
    corners = [[str(value) for value in degrees(corner)] for corner in SQUARE]
    area = {"name": "North", "outline": corners, "fee": {"amount": "4.50", "currency": "CNY"}, "min_order": {"amount": "0.00", "currency": "CNY"}}
    send = lambda body: api.client.put(f"/api/v1/{address}", body, content_type="application/json")  # noqa: E731
    answer = send({"version": 0, "zones": [area, *told["zones"]]})
    assert answer.status_code == 200
    assert (answer.json()["version"], [zone["name"] for zone in answer.json()["zones"]]) == (1, ["North", ""])
    refused = [
        ({"version": 0, "zones": []}, 409, "shop_changed"),
        ({"version": 1, "zones": [{**area, "outline": corners[:2]}]}, 422, "bad_outline"),
        ({"version": 1, "zones": [{**area, "radius_m": 500}]}, 422, "bad_zone"),
        ({"version": 1, "zones": [{**area, "outline": [["NaN", "1"]] * 3}]}, 422, "invalid"),
        ({"version": 1, "zones": [{**area, "area": 1}]}, 422, "invalid"),
    ]
    for body, status, code in refused:
        refusal = send(body)
        assert (refusal.status_code, refusal.json()["code"]) == (status, code)
    assert send({"version": 1, "zones": []}).json() == {"version": 2, "zones": []}

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from ecosystem.places.models import Landmark, Neighbourhood
from residents.nearby.rules import Wish, after_of, cursor_of
from tests import cast
from tests.trading import order_in

HTMX = {"HX-Request": "true"}
API = "/api/v1/shops/nearby"


@pytest.fixture
def street() -> Landmark:
    area = Neighbourhood.objects.create(
        code="n1", name_zh="桥头", name_en="Bridge End", lat=cast.STREET[0], lng=cast.STREET[1], outline={"type": "Polygon", "coordinates": []}
    )
    return Landmark.objects.create(code="n1-1", neighbourhood=area, name_zh="梧桐苑", name_en="Plane Court", lat=cast.STREET[0], lng=cast.STREET[1])


@pytest.fixture
def visitor(street: Landmark) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    assert client.post("/nearby/place/", {"landmark": street.code}).status_code == 302
    return client


def stand(name: str, metres_north: int, **profile: Any) -> Any:
    lat = cast.STREET[0] + Decimal(metres_north * 9).scaleb(-6)
    return cast.shop(cast.person("owner"), name, lat=lat, **profile)


@pytest.mark.django_db
def test_a_visitor_without_a_place_is_asked_for_one(street: Landmark) -> None:
    page = Client(headers={"Accept-Language": "en"}).get("/nearby/").content.decode()
    assert "Plane Court" in page and 'id="list"' not in page


@pytest.mark.django_db
def test_the_list_is_by_distance_and_says_what_is_open(visitor: Client) -> None:
    stand("Far", 400, category="bakery")
    near = stand("Near", 100)
    near.intervals.all().delete()
    page = visitor.get("/nearby/").content.decode()
    assert page.index("Near") < page.index(">Far<")
    assert "Closed" in page and "Open" in page and "100 m" in page
    assert f"/s/{near.pk}/" in page


@pytest.mark.django_db
def test_searching_as_you_type_answers_with_the_list_alone(visitor: Client) -> None:
    stand("Lantern Bakery", 100, category="bakery")
    stand("River Greens", 50)
    answer = visitor.get("/nearby/", {"q": "lantern", "category": "bakery", "open": "1", "radius": "500"}, headers=HTMX).content.decode()
    assert "Lantern" in answer and "River" not in answer and "<html" not in answer
    alike = visitor.get("/nearby/", {"q": "lantrn"}, headers=HTMX).content.decode()
    assert "close to it" in alike and "Lantern" in alike


@pytest.mark.django_db
def test_the_reasons_to_choose_a_shop_stand_beside_it(street: Landmark) -> None:
    with time_machine.travel(cast.MORNING, tick=False):
        town = cast.corner()
        stand("Far away", 2500)
        for _ in range(2):
            order_in("completed", town)
        api = Client(headers={"Accept-Language": "en"})
        api.force_login(town.resident)
        api.post("/nearby/place/", {"landmark": street.code})
        page = api.get("/nearby/").content.decode()
        assert page.count("You bought here 2 times") == 1 and "Nobody can pay" in page
        assert "You bought here" not in api.get("/nearby/", {"q": "rival"}, headers=HTMX).content.decode()
        brought = api.get("/nearby/", {"delivers": "1"}, headers=HTMX).content.decode()
        assert "Corner" in brought and "Far away" not in brought


@pytest.mark.django_db
def test_goods_are_found_with_their_shop_and_lead_to_it(visitor: Client) -> None:
    owner = cast.person("keeper")
    corner, other = cast.shop(owner, "Corner"), stand("Other", 200)
    milk = [cast.article(corner, owner, name=name, stock="0") for name in ("Milk", "Milk low fat", "Milk of oats", "Milk of soy")]
    page = visitor.get("/nearby/", {"q": "milk"}, headers=HTMX).content.decode()
    assert "Corner" in page and "Other" not in page and f"/s/{corner.pk}/{milk[0].pk}/" in page and "and 1 more" in page
    where = {"lat": str(cast.STREET[0]), "lng": str(cast.STREET[1])}
    # The shop's own search finds what led to it, and forgives what was forgiven.
    for text, found in (("milk soy", True), ("mlik", True), ("mi", True), ("ilks", False)):
        assert ("Milk of soy" in visitor.get(f"/s/{corner.pk}/", {"q": text}, headers=HTMX).content.decode()) == found, text
    told = Client().get(API, {**where, "q": "milk"}).json()
    assert [(row["shop"]["id"], row["hits"], len(row["goods"])) for row in told["shops"]] == [(str(corner.pk), 4, 3)] and not told["loose"]
    assert told["shops"][0]["goods"][0] == {
        "sku": str(milk[0].pk),
        "name_zh": "Milk",
        "name_en": "Milk",
        "price": {"amount": "5.00", "currency": "CNY"},
    }
    assert Client().get(API, {**where, "q": "mlik"}).json()["loose"]
    assert Client().get(API, {**where, "q": str(other.name_zh)}).json()["shops"][0]["goods"] == []


@pytest.mark.django_db
def test_an_empty_list_says_why_and_offers_a_way_on(visitor: Client) -> None:
    stand("Distant", 2000)
    narrow = visitor.get("/nearby/", {"radius": "500"}).content.decode()
    assert "radius=1000" in narrow and "Distant" not in narrow
    assert "Clear the search" in visitor.get("/nearby/", {"q": "zzz"}).content.decode()


@pytest.mark.django_db
def test_farther_shops_come_page_by_page(visitor: Client) -> None:
    for n in range(23):
        stand(f"Shop{n:02}x", 10 * n)
    first = visitor.get("/nearby/")
    cursor = first.context["next"]
    assert "Shop19x" in first.content.decode() and "Shop20x" not in first.content.decode()
    more = visitor.get("/nearby/", {"after": cursor}, headers=HTMX).content.decode()
    assert "Shop20x" in more and "Shop22x" in more and "Shop19x" not in more and "after=" not in more


@pytest.mark.django_db
@pytest.mark.parametrize("place", [{"landmark": "nowhere"}, {"lat": "nan", "lng": "1"}, {"lat": "91", "lng": "1"}, {"lat": "1"}, {}])
def test_a_place_that_is_none_is_refused_and_not_kept(place: dict[str, str]) -> None:
    client = Client()
    assert client.post("/nearby/place/", place).status_code == 422
    assert "position" not in client.session and "landmark" not in client.session


@pytest.mark.django_db
def test_a_devices_position_is_kept_coarsely() -> None:
    client = Client()
    client.post("/nearby/place/", {"lat": "30.6012345", "lng": "122.9"})
    assert client.session["position"] == [30.601, 122.9]
    assert client.get("/nearby/").status_code == 200


@pytest.mark.django_db
def test_the_map_is_drawn_from_what_we_know(visitor: Client) -> None:
    town = visitor.get("/places/map.geojson").json()
    assert [feature["properties"]["kind"] for feature in town["features"]] == ["neighbourhood", "estate"]
    assert visitor.get("/places/drawn.geojson").status_code in {200, 302}


def test_odd_search_fields_are_as_if_not_there() -> None:
    assert Wish.read({"category": "bank", "radius": "7", "open": "yes", "q": " x "}) == Wish(text="x")


@pytest.mark.parametrize("cursor", ["", "1", "1.2.3", "-1." + "0" * 32 + ".0", "999999." + "0" * 32 + ".0", "1." + "G" * 32 + ".0"])
def test_a_cursor_of_another_hand_is_none(cursor: str) -> None:
    assert after_of(cursor) is None


@pytest.mark.django_db
def test_the_api_finds_and_pages_for_anybody() -> None:
    near, far = stand("Near", 100), stand("Far", 400)
    where = {"lat": str(cast.STREET[0]), "lng": str(cast.STREET[1])}
    page = Client().get(API, {**where, "limit": 1, "open": "true"}).json()
    assert [(row["metres"], row["shop"]["id"]) for row in page["shops"]] == [(100, str(near.pk))]
    assert page["shops"][0]["shop"]["min_order"] == {"amount": "10.00", "currency": "CNY"}
    rest = Client().get(API, {**where, "limit": 1, "cursor": page["next"]}).json()
    assert [row["shop"]["id"] for row in rest["shops"]] == [str(far.pk)] and rest["next"] == ""
    after = after_of(page["next"])
    assert after and cursor_of(after) == page["next"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [{"lat": "91"}, {"lat": "x"}, {"lng": ""}, {"radius_m": "20001"}, {"category": "bank"}, {"cursor": "tampered"}, {"limit": "51"}, {"extra": "1"}],
)
def test_the_api_refuses_what_it_cannot_take(wrong: dict[str, str]) -> None:
    answer = Client().get(API, {"lat": "30.6", "lng": "122.9", **wrong})
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert next(iter(wrong)) in {error["field"] for error in answer.json()["errors"]}


@pytest.mark.django_db
def test_the_api_shows_one_shop_or_nothing() -> None:
    shop = stand("Near", 100)
    assert Client().get(f"/api/v1/shops/{shop.pk}").json()["name_en"] == "Near"
    assert Client().get(f"/api/v1/shops/{uuid4()}").status_code == 404


@pytest.mark.django_db
def test_the_page_and_the_search_keep_to_their_statements(visitor: Client, django_assert_num_queries: Any) -> None:
    owner = cast.person("keeper")
    cast.article(cast.shop(owner, "Near"), owner, name="Pear", stock="0")
    with django_assert_num_queries(4):  # the landmark, the shops with their hours, what they offer, what their reviews come to
        visitor.get("/nearby/", {"q": "near"}, headers=HTMX)
    with django_assert_num_queries(5):  # and what of theirs was found
        visitor.get("/nearby/", {"q": "pear"}, headers=HTMX)
    with django_assert_num_queries(2):
        Client().get(API, {"lat": "30.6", "lng": "122.9"})

"""The first page of a shop that has sold nothing yet."""

from __future__ import annotations

import pytest
from django.test import Client

from ecosystem.identity.public import Person
from tests.cast import Corner, article, corner, person, shop
from tests.trading import buy

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Corner:
    return corner()


def first_day(who: Person, party_id: object) -> tuple[int, str]:
    client = Client(headers={"accept-language": "en"})
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(f"/shop/orders/first-day/?party={party_id}")
    return answer.status_code, answer.content.decode()


def test_before_the_first_sale_it_says_what_is_done_and_what_comes_next(town: Corner) -> None:
    status, page = first_day(town.owner, town.shop.party_id)
    assert status == 200
    assert "2 articles are on your shelf" in page
    assert 'href="/shop/till/"' in page


def test_an_empty_shelf_comes_first() -> None:
    keeper = person("keeper")
    mine = shop(keeper, "New")
    assert "Put your goods on the shelf" in first_day(keeper, mine.party_id)[1]
    article(mine, keeper)
    assert "1 article is on your shelf" in first_day(keeper, mine.party_id)[1]


def test_from_the_first_sale_on_it_says_nothing(town: Corner) -> None:
    buy(town.resident, town.milk)
    assert first_day(town.owner, town.shop.party_id) == (200, "")


def test_a_rival_learns_nothing_of_it(town: Corner) -> None:
    assert first_day(town.rival, town.shop.party_id)[0] == 404
    assert first_day(town.resident, town.shop.party_id)[0] == 404


def test_the_first_page_asks_for_it(town: Corner) -> None:
    client = Client()
    client.force_login(town.owner, backend="django.contrib.auth.backends.ModelBackend")
    assert f"/shop/orders/first-day/?party={town.shop.party_id}" in client.get("/shop/").content.decode()

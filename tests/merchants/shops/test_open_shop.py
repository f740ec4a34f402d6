from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from ecosystem.identity.public import Membership, Party, Person, register_party, register_person
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.ids import uuid7
from ecosystem.ledger.public import balance_of, pending_of
from ecosystem.places.public import area_of
from merchants.shops.models import SearchDocument
from merchants.shops.public import KEEPERS, OWNERS, Profile, Shop, every_day, open_shop, serving_shops, shop_for, shops_of, shops_where

AT = datetime(2026, 11, 2, 2, tzinfo=UTC)  # a Monday, 10:00 in town
NINE_TO_NINE = every_day(9 * 60, 21 * 60)


def person(name: str) -> Person:
    return register_person(email=f"{name}@example.com", name_zh=name, name_en=name, password=None, at=AT)


def actor(somebody: Person) -> Actor:
    return Actor(person_id=somebody.pk, party_id=somebody.party_id)


def profile(**changes: object) -> Profile:
    values: dict[str, object] = {
        "name_zh": "桂花面包房",
        "name_en": "Osmanthus Bakery",
        "category": "bakery",
        "lat": Decimal("31.230400"),
        "lng": Decimal("121.473700"),
        "opened_on": date(2026, 1, 5),
    }
    return Profile(**{**values, **changes})  # type: ignore[arg-type]


def shop_of(owner: Person, **changes: object) -> Shop:
    party = register_party(kind=Party.Kind.SOLE_TRADER, name_zh="桂花", name_en="Osmanthus", at=AT)
    return open_shop(party=party, owner=owner, profile=profile(**changes), hours=NINE_TO_NINE, by=actor(owner), at=AT)


@pytest.mark.django_db
def test_opening_a_shop_gives_its_owner_the_keys_and_the_books() -> None:
    owner = person("owner")
    shop = shop_of(owner)
    assert shop_for(actor(owner), shop.pk, OWNERS) == shop
    assert shops_of(actor(owner)) == [shop]
    assert balance_of(pending_of(shop.party_id)) == 0
    found = SearchDocument.objects.get(shop=shop)
    assert (found.pk, found.sku_id, found.area) == (shop.pk, None, area_of(shop.cell)) and " guihuamianbaofang ghmbf" in found.words


@pytest.mark.django_db
def test_a_clerk_keeps_the_shop_but_is_not_its_owner() -> None:
    shop, clerk = shop_of(person("owner")), person("clerk")
    Membership.objects.create(person=clerk, party_id=shop.party_id, role="clerk", since=AT)
    assert shop_for(actor(clerk), shop.pk) == shop
    with pytest.raises(NotFound):
        shop_for(actor(clerk), shop.pk, OWNERS)


@pytest.mark.django_db
def test_a_strangers_shop_and_no_shop_are_the_same_answer() -> None:
    shop, rival = shop_of(person("owner")), person("rival")
    for somebody in (actor(rival), Actor()):
        for wanted in (shop.pk, uuid7()):
            with pytest.raises(NotFound):
                shop_for(somebody, wanted)


@pytest.mark.django_db
def test_a_role_that_has_ended_opens_nothing() -> None:
    owner = person("owner")
    shop = shop_of(owner)
    Membership.objects.filter(person=owner).update(ended_at=AT)
    with pytest.raises(NotFound):
        shop_for(actor(owner), shop.pk, lock=True)
    assert not Shop.objects.filter(pk__in=shops_where(actor(owner), KEEPERS)).exists()


@pytest.mark.django_db
def test_serving_shops_come_with_their_hours_in_one_statement(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    shop = shop_of(person("owner"), delivers=True, delivery_radius_m=500)
    with django_assert_num_queries(1):
        served = serving_shops([shop.pk, uuid7()])
    assert served.keys() == {shop.pk}
    assert served[shop.pk].serves_at(AT)
    assert served[shop.pk].hours == tuple(NINE_TO_NINE)
    assert served[shop.pk].delivers_to(31.2340, 121.4737)
    assert not served[shop.pk].delivers_to(31.2400, 121.4737)


@pytest.mark.django_db
def test_a_keeper_is_found_in_one_statement(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    owner = person("owner")
    shop = shop_of(owner)
    with django_assert_num_queries(1):
        shop_for(actor(owner), shop.pk, lock=True)

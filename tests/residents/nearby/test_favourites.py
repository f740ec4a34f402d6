"""Shops kept at hand: for oneself alone, once, at most a hundred."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from ecosystem.kernel.actor import VISITOR
from ecosystem.kernel.errors import NotFound
from residents.nearby import actions
from residents.nearby.errors import FavouritesFull, SignInToKeep
from residents.nearby.models import Favourite
from tests.cast import MORNING, Corner, actor


@pytest.fixture
def town(corner: Corner) -> Corner:
    return corner


@pytest.mark.django_db
def test_a_kept_shop_is_hers_once_until_she_lets_it_go(town: Corner) -> None:
    for _ in range(2):
        actions.keep_shop(shop_id=town.shop.pk, by=actor(town.resident), at=MORNING)
    assert Favourite.objects.get().party_id == town.resident.party_id
    actions.let_shop_go(shop_id=town.shop.pk, by=actor(town.outsider), at=MORNING)
    assert Favourite.objects.count() == 1
    for _ in range(2):
        actions.let_shop_go(shop_id=town.shop.pk, by=actor(town.resident), at=MORNING)
    assert not Favourite.objects.exists()


@pytest.mark.django_db
def test_who_is_not_signed_in_a_shop_that_is_none_and_the_hundred_and_first_are_refused(town: Corner, monkeypatch: Any) -> None:
    for act in (actions.keep_shop, actions.let_shop_go):
        with pytest.raises(SignInToKeep):
            act(shop_id=town.shop.pk, by=VISITOR, at=MORNING)
    with pytest.raises(NotFound):
        actions.keep_shop(shop_id=uuid4(), by=actor(town.resident), at=MORNING)
    monkeypatch.setattr(actions, "MOST", 1)
    actions.keep_shop(shop_id=town.shop.pk, by=actor(town.resident), at=MORNING)
    actions.keep_shop(shop_id=town.shop.pk, by=actor(town.resident), at=MORNING)
    with pytest.raises(FavouritesFull):
        actions.keep_shop(shop_id=town.rival_shop.pk, by=actor(town.resident), at=MORNING)
    kept = Favourite.objects.get()
    assert kept.shop_id == town.shop.pk
    with pytest.raises(IntegrityError, match="a_shop_is_kept_once"), transaction.atomic():
        Favourite.objects.create(party_id=kept.party_id, shop_id=kept.shop_id, kept_at=MORNING)


@pytest.mark.django_db
def test_the_star_the_list_and_the_api_say_the_same(town: Corner) -> None:
    hers, others = Client(headers={"Accept-Language": "en"}), Client(headers={"Accept-Language": "en"})
    hers.force_login(town.resident)
    others.force_login(town.outsider)
    shop, star = f"/s/{town.shop.pk}/", f"/nearby/kept/{town.shop.pk}/"
    assert 'aria-pressed="false"' in hers.get(shop).content.decode() and "/nearby/kept/" not in Client().get(shop).content.decode()
    assert "None yet" in hers.get("/nearby/kept/").content.decode()
    assert 'aria-pressed="true"' in hers.post(star, {"keep": "1"}, headers={"HX-Request": "true"}).content.decode()
    assert "Corner" in hers.get("/nearby/kept/").content.decode() and "Corner" not in others.get("/nearby/kept/").content.decode()
    assert hers.post(star, {"keep": "0"}).status_code == 302 and not Favourite.objects.exists()
    endpoint = f"/api/v1/shops/{town.shop.pk}/favourite"
    assert Client().put(endpoint).status_code in {401, 403} and Client().get("/nearby/kept/").status_code in {302, 401}
    assert not Favourite.objects.exists()
    assert hers.put(endpoint).status_code == 204 and Favourite.objects.count() == 1
    assert others.delete(endpoint).status_code == 204 and Favourite.objects.count() == 1
    assert hers.delete(endpoint).status_code == 204 and not Favourite.objects.exists()

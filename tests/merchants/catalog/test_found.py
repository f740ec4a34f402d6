"""What is on the shelf is found by its names, whichever verb put it there."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from ecosystem.kernel.words import words_of
from merchants.catalog.actions import apply_import, change_many, edit_article, remove_article, undo_batch, upload_import
from merchants.catalog.models import Sku
from merchants.catalog.prove import PROOF
from merchants.catalog.public import put_on_sale, shelf_of, take_off_sale
from merchants.catalog.rules.bulk import Bulk
from merchants.shops.models import SearchDocument
from merchants.shops.public import nearby_shops
from tests import cast
from tests.cast import MORNING, STREET, Corner, actor


@pytest.fixture
def town(corner: Corner) -> Corner:
    return corner


def found(text: str) -> set[Any]:
    page = nearby_shops(lat=STREET[0], lng=STREET[1], radius_m=500, text=text)
    return set() if page.loose else {sku_id for near in page.shops for sku_id in near.goods}


def agreed() -> None:
    """Every document says what its listing does now."""
    for sku in Sku.objects.all():
        document = SearchDocument.objects.get(pk=sku.pk)
        assert (document.words, document.shown, document.shop_id) == (words_of(sku.name_zh, sku.name_en), sku.on_sale, sku.shop_id)
    assert SearchDocument.objects.exclude(sku_id=None).count() == Sku.objects.count()
    assert [line for line in PROOF.prove() if line.differences] == []


@pytest.mark.django_db
def test_an_article_is_found_from_the_commit_that_names_it_until_it_is_gone(town: Corner) -> None:
    assert found("milk") == {town.milk.pk}
    names = {"name_zh": "鲜牛奶", "name_en": "Fresh Cream"}
    edit_article(sku_id=town.milk.pk, changes=names, seen_version=1, by=actor(town.owner), at=MORNING)
    assert found("milk") == set() and found("niunai") == found("cream") == found("鲜牛") == {town.milk.pk}
    take_off_sale(sku_id=town.milk.pk, by=actor(town.owner), at=MORNING)
    assert found("niunai") == set()
    put_on_sale(sku_id=town.milk.pk, by=actor(town.owner), at=MORNING)
    assert found("niunai") == {town.milk.pk}
    assert list(shelf_of(town.shop.pk, text="niunai")) == list(shelf_of(town.shop.pk, text="nn")) == list(shelf_of(town.shop.pk, text="NAI cream"))
    assert [sku.pk for sku in shelf_of(town.shop.pk, text="niunai")] == [town.milk.pk]
    assert [sku.pk for sku in shelf_of(town.shop.pk, text="niuani", loose=True)] == [town.milk.pk]
    assert not shelf_of(town.shop.pk, text="niuani") and not shelf_of(town.shop.pk, text="?!") and not shelf_of(town.shop.pk, text="?!", loose=True)
    tea = cast.article(town.shop, town.owner, name="Tea", stock="0")
    assert found("tea") == {tea.pk}
    agreed()
    assert not remove_article(sku_id=town.milk.pk, seen_version=Sku.objects.get(pk=town.milk.pk).version, by=actor(town.owner), at=MORNING)
    remove_article(sku_id=tea.pk, seen_version=1, by=actor(town.owner), at=MORNING)
    assert found("niunai") == found("tea") == set()
    agreed()


@pytest.mark.django_db
def test_what_comes_in_a_file_or_changes_in_a_batch_is_found_at_once_and_no_more_when_taken_back(town: Corner) -> None:
    content = "编码,名称,英文名,售价\r\nx1,桂花糕,Osmanthus Cake,12.00\r\nx2,绿豆糕,Bean Cake,9.00".encode()
    waiting = upload_import(shop_id=town.shop.pk, name="goods.csv", content=content, by=actor(town.owner), at=MORNING)
    done = apply_import(import_id=waiting.pk, by=actor(town.owner), at=MORNING)
    assert len(found("cake")) == 2 and len(found("guihuagao")) == 1
    agreed()
    off = change_many(shop_id=town.shop.pk, seen={town.milk.pk: 1}, bulk=Bulk("take_off_sale"), by=actor(town.owner), at=MORNING)
    assert found("milk") == set()
    agreed()
    undo_batch(batch_id=off.pk, by=actor(town.owner), at=MORNING)
    assert found("milk") == {town.milk.pk}
    undo_batch(batch_id=done.batch.pk, by=actor(town.owner), at=MORNING)
    assert found("cake") == set()
    agreed()


@pytest.mark.django_db
def test_one_document_is_of_one_thing_and_a_lost_one_is_told(town: Corner) -> None:
    with pytest.raises(IntegrityError, match="a_search_document_is_of_one_thing"), transaction.atomic():
        SearchDocument.objects.filter(pk=town.milk.pk).update(sku_id=town.bread.pk)
    SearchDocument.objects.filter(pk__in=[town.milk.pk, town.shop.pk]).delete()
    SearchDocument.objects.filter(pk=town.bread.pk).update(area=1)
    assert [len(line.differences) for line in PROOF.prove()] == [1, 1, 1]

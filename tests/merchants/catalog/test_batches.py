"""Many articles changed at once, seen first, and taken back within a day."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.kernel.errors import DomainError, NotFound
from merchants.catalog.actions import change_many, change_price, edit_article, undo_batch
from merchants.catalog.errors import BadPrice, BatchNotFound, BatchUndone, NothingChosen, PriceMoved, SkuNotFound, TooLateToUndo
from merchants.catalog.models import Batch, PriceChange, Sku
from merchants.catalog.rules import Standing
from merchants.catalog.rules.bulk import ACTS, Bulk, changed
from tests.cast import MORNING, Corner, actor
from tests.trading import standing

pytestmark = pytest.mark.django_db
DEARER = Bulk("price_by_percent", percent=Decimal(10))
STANDING = Standing("奶", "Milk", 500)


@pytest.fixture
def town(corner: Corner) -> Corner:
    return corner


def both(town: Corner) -> dict[object, int]:
    return dict(Sku.objects.filter(shop=town.shop).values_list("pk", "version"))


def change(town: Corner, bulk: Bulk = DEARER, seen: dict[object, int] | None = None) -> Batch:
    return change_many(shop_id=town.shop.pk, seen=both(town) if seen is None else seen, bulk=bulk, by=actor(town.owner), at=MORNING)  # type: ignore[arg-type]


def prices(town: Corner) -> list[int]:
    return sorted(Sku.objects.filter(shop=town.shop).values_list("price_minor", flat=True))


def test_all_chosen_cost_more_and_are_as_before_once_it_is_taken_back(town: Corner) -> None:
    batch = change(town)
    assert prices(town) == [550, 1375]
    done = undo_batch(batch_id=batch.pk, by=actor(town.owner), at=MORNING + timedelta(hours=24))
    assert (done.restored, done.left, prices(town)) == (2, (), [500, 1250])
    assert PriceChange.objects.filter(sku=town.milk).count() == 3
    with pytest.raises(BatchUndone):
        undo_batch(batch_id=batch.pk, by=actor(town.owner), at=MORNING)
    assert prices(town) == [500, 1250]


def test_what_was_changed_since_is_left_as_it_is(town: Corner) -> None:
    batch = change(town)
    change_price(sku_id=town.milk.pk, price_minor=999, seen_version=2, by=actor(town.owner), at=MORNING)
    done = undo_batch(batch_id=batch.pk, by=actor(town.owner), at=MORNING)
    assert (done.restored, done.left, prices(town)) == (1, ("Milk",), [999, 1250])


def test_after_a_day_it_stays(town: Corner) -> None:
    batch = change(town)
    before = standing()
    with pytest.raises(TooLateToUndo):
        undo_batch(batch_id=batch.pk, by=actor(town.owner), at=MORNING + timedelta(hours=24, seconds=1))
    assert standing() == before


def test_two_people_on_the_same_articles_the_second_is_told_which(town: Corner) -> None:
    seen = both(town)
    edit_article(sku_id=town.milk.pk, changes={"name_zh": "鲜奶"}, seen_version=1, by=actor(town.owner), at=MORNING)
    before = standing()
    with pytest.raises(PriceMoved) as refused:
        change(town, seen=seen)
    assert [item["name"] for item in refused.value.details["items"]] == ["鲜奶"]
    assert standing() == before


@pytest.mark.parametrize("bulk", [Bulk("price_by_amount", amount_minor=-500), Bulk("price_by_percent", percent=Decimal(-100))])
def test_one_price_of_nothing_refuses_them_all(town: Corner, bulk: Bulk) -> None:
    before = standing()
    with pytest.raises(BadPrice):
        change(town, bulk)
    assert standing() == before


def test_sold_out_tonight_and_back_on_sale(town: Corner) -> None:
    change(town, Bulk("sold_out_until", until=MORNING + timedelta(hours=8)))
    assert Sku.objects.filter(sold_out_until=MORNING + timedelta(hours=8)).count() == 2
    change(town, Bulk("put_on_sale"))
    assert not Sku.objects.filter(shop=town.shop).exclude(sold_out_until=None).exists()
    change(town, Bulk("archive"))
    assert Sku.objects.filter(shop=town.shop, on_sale=False, archived_at=MORNING).count() == 2


def test_nothing_and_too_much_are_no_choice(town: Corner) -> None:
    for seen in ({}, {uuid4(): 1 for _ in range(501)}):
        with pytest.raises(NothingChosen):
            change(town, seen=seen)  # type: ignore[arg-type]


def test_a_rival_changes_and_takes_back_nothing(town: Corner) -> None:
    batch = change(town)
    before = standing()
    for stranger in (town.rival, town.outsider):
        with pytest.raises(NotFound):
            change_many(shop_id=town.shop.pk, seen={town.milk.pk: 2}, bulk=DEARER, by=actor(stranger), at=MORNING)
        with pytest.raises(BatchNotFound):
            undo_batch(batch_id=batch.pk, by=actor(stranger), at=MORNING)
    with pytest.raises(SkuNotFound):
        change_many(shop_id=town.rival_shop.pk, seen={town.milk.pk: 2}, bulk=DEARER, by=actor(town.rival), at=MORNING)
    assert standing() == before


@given(st.integers(1, 10**7), st.integers(-9_999, 9_999).map(lambda hundredths: Decimal(hundredths) / 100))
def test_a_percentage_is_rounded_once_and_never_to_nothing(price: int, percent: Decimal) -> None:
    try:
        after = changed(Standing("奶", "Milk", price), Bulk("price_by_percent", percent=percent)).price_minor
    except DomainError:
        return
    exact = Decimal(price) * (100 + percent) / 100
    assert after > 0
    assert abs(after - exact) <= Decimal("0.5")


@pytest.mark.parametrize("act", ACTS)
def test_every_act_tells_itself_again(act: str) -> None:
    after = changed(STANDING, Bulk(act, percent=Decimal(5), amount_minor=5, until=MORNING, section_zh="冷柜", section_en="Cold"))
    assert Standing.from_told(after.told()) == after
    assert not (after.archived and after.on_sale)

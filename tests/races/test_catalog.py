"""The catalogue that several people change, sell from and take back at once. Real threads, real commits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest

from merchants.catalog.actions import add_sku, apply_import, change_many, change_price, edit_article, remove_article, undo_batch, upload_import
from merchants.catalog.models import BatchRow, Import, PriceChange, Sku, Variant
from merchants.catalog.public import Article
from merchants.catalog.rules.bulk import Bulk
from merchants.orders.public import Line, Order, Wanted
from merchants.stock.public import Level
from merchants.till.actions import ring_up
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.together import at_once, neck_and_neck
from tests.trading import check_out, differences, put

pytestmark = pytest.mark.race
DEARER = Bulk("price_by_amount", amount_minor=100)


@pytest.fixture
def town(committed: str) -> Corner:
    return cast.corner(stock="500")


def kinds(answers: Sequence[object]) -> Counter[str]:
    return Counter(type(answer).__name__ for answer in answers)


def seen(town: Corner) -> dict[object, int]:
    return dict(Sku.objects.filter(shop=town.shop).values_list("pk", "version"))


def test_of_two_editors_one_saves_and_the_other_is_told(town: Corner) -> None:
    by = actor(town.owner)
    acts = [
        partial(edit_article, sku_id=town.milk.pk, changes={"price_minor": price}, seen_version=1, by=by, at=MORNING) for price in (600, 700, 800)
    ]
    answers = at_once(*acts)
    assert kinds(answers) == {"Sku": 1, "PriceMoved": 2}
    sku = Sku.objects.get(pk=town.milk.pk)
    assert (sku.version, PriceChange.objects.filter(sku=sku).count()) == (2, 2)
    assert PriceChange.objects.filter(sku=sku).order_by("-pk")[0].price_minor == sku.price_minor


def test_many_changed_in_opposite_order_never_wait_in_a_ring(town: Corner) -> None:
    for number in range(6):
        cast.article(town.shop, town.owner, name=f"Jam {number}", stock="0")
    there = list(seen(town).items())

    def four_times(number: int) -> int:
        done = 0
        for _ in range(4):
            now = list(seen(town).items())
            try:
                bulk = Bulk("price_by_amount", amount_minor=1)
                change_many(shop_id=town.shop.pk, seen=dict(now[:: 1 if number % 2 else -1]), bulk=bulk, by=actor(town.owner), at=MORNING)  # type: ignore[arg-type]
                done += 1
            except Exception as refusal:
                assert type(refusal).__name__ == "PriceMoved"
        return done

    done = sum(answer for answer in at_once(*[partial(four_times, number) for number in range(4)]) if isinstance(answer, int))
    assert done >= 1
    assert Sku.objects.get(pk=town.milk.pk).price_minor == 500 + done
    assert len(there) == 8


def test_what_is_sold_while_a_file_comes_in_was_asked_for_at_some_moment(town: Corner) -> None:
    """The shelf's price is read where the goods are reserved: a line has the old price or the new, never another."""
    rows = "".join(f"{sku.code},{sku.price_minor / 100 + 1:.2f}\n" for sku in (town.milk, town.bread))
    waiting = upload_import(shop_id=town.shop.pk, name="f.csv", content=f"code,price\n{rows}".encode(), by=actor(town.owner), at=MORNING)
    buyers = [cast.person(f"buyer{number}", money_minor=100_000) for number in range(8)]

    def buy_some(number: int) -> int:
        bought = 0
        for _ in range(3):
            put(buyers[number], town.milk)
            put(buyers[number], town.bread)
            try:
                check_out(buyers[number])
                bought += 1
            except Exception as refusal:
                assert type(refusal).__name__ in {"QuoteChanged", "PriceChanged"}
        return bought

    take_in = partial(apply_import, import_id=waiting.pk, by=actor(town.owner), at=MORNING)
    answers = at_once(*[partial(buy_some, number) for number in range(4)], take_in, *[partial(buy_some, number) for number in range(4, 8)])
    assert kinds(answers) == {"int": 8, "Import": 1}
    assert set(Line.objects.filter(sku=town.milk).values_list("unit_minor", flat=True)) <= {500, 600}
    assert set(Line.objects.filter(sku=town.bread).values_list("unit_minor", flat=True)) <= {1250, 1350}
    assert Sku.objects.get(pk=town.milk.pk).price_minor == 600
    assert differences() == []


def test_one_file_taken_in_by_many_is_taken_in_once(town: Corner) -> None:
    rows = "".join(f"n{number},Jam {number},3.50\n" for number in range(200))
    waiting = upload_import(shop_id=town.shop.pk, name="f.csv", content=f"code,name,price\n{rows}".encode(), by=actor(town.owner), at=MORNING)
    answers = at_once(*[partial(apply_import, import_id=waiting.pk, by=actor(town.owner), at=MORNING)] * 4)
    assert kinds(answers) == {"Import": 4}
    assert len({answer.batch_id for answer in answers if isinstance(answer, Import)}) == 1
    assert (Variant.objects.filter(code__startswith="n").count(), BatchRow.objects.count()) == (200, 200)


def test_the_same_new_code_from_two_files_and_a_form_is_added_once(town: Corner) -> None:
    by = actor(town.owner)
    files = [upload_import(shop_id=town.shop.pk, name=f"{n}.csv", content=b"code,name,price\nnew,Jam,3.50", by=by, at=MORNING) for n in range(3)]
    form = partial(add_sku, shop_id=town.shop.pk, article=Article("new", "果酱", "Jam", 350), by=by, at=MORNING)
    answers = at_once(*[partial(apply_import, import_id=one.pk, by=by, at=MORNING) for one in files], form)
    assert set(kinds(answers)) <= {"Import", "Sku", "CodeTaken", "PriceMoved"}
    assert Variant.objects.filter(code="new").count() == Sku.objects.filter(code="new").count() == 1


def test_an_undo_and_an_edit_lose_nothing_of_each_other(town: Corner) -> None:
    batch = change_many(shop_id=town.shop.pk, seen=seen(town), bulk=DEARER, by=actor(town.owner), at=MORNING)  # type: ignore[arg-type]
    undo = partial(undo_batch, batch_id=batch.pk, by=actor(town.owner), at=MORNING)
    edit = partial(change_price, sku_id=town.milk.pk, price_minor=999, seen_version=2, by=actor(town.owner), at=MORNING)
    answers = neck_and_neck(edit, undo, writes="catalog_sku")
    milk, bread = Sku.objects.get(pk=town.milk.pk), Sku.objects.get(pk=town.bread.pk)
    assert bread.price_minor == 1250
    # Either the edit came first and stays, or the undo did and the editor is told.
    edited = kinds(answers)["Sku"] == 1
    assert milk.price_minor == (999 if edited else 500)
    assert kinds(answers)["PriceMoved"] == (0 if edited else 1)


def test_a_batch_taken_back_by_many_is_taken_back_once(town: Corner) -> None:
    batch = change_many(shop_id=town.shop.pk, seen=seen(town), bulk=DEARER, by=actor(town.owner), at=MORNING)  # type: ignore[arg-type]
    answers = at_once(*[partial(undo_batch, batch_id=batch.pk, by=actor(town.owner), at=MORNING)] * 4)
    assert kinds(answers) == {"Undone": 1, "BatchUndone": 3}
    assert sorted(Sku.objects.filter(shop=town.shop).values_list("price_minor", "version")) == [(500, 3), (1250, 3)]


def test_no_more_is_sold_a_day_than_the_cap(town: Corner) -> None:
    edit_article(sku_id=town.milk.pk, changes={"daily_cap": Decimal(5)}, seen_version=1, by=actor(town.owner), at=MORNING)
    lines = [Wanted(town.milk.pk, Decimal(2), 500)]
    acts = [
        partial(ring_up, shop_id=town.shop.pk, wanted=lines, key=uuid4().hex, by=actor(town.owner), at=MORNING + timedelta(seconds=number))
        for number in range(8)
    ]
    assert kinds(at_once(*acts)) == {"Order": 2, "DailyCapReached": 6}
    assert Level.objects.get(sku=town.milk).reserved == 4
    assert differences() == []


@pytest.mark.parametrize("turn", [1, -1])
def test_an_article_is_sold_or_archived_and_its_lines_stay(town: Corner, turn: int) -> None:
    lines = [Wanted(town.milk.pk, Decimal(1), 500)]
    sell = partial(ring_up, shop_id=town.shop.pk, wanted=lines, key="s", by=actor(town.owner), at=MORNING)
    remove = partial(remove_article, sku_id=town.milk.pk, seen_version=1, by=actor(town.owner), at=MORNING)
    answers = neck_and_neck(*[sell, remove][::turn])
    assert set(kinds(answers)) <= {"Order", "NotOnSale", "bool"}
    assert Sku.objects.get(pk=town.milk.pk).archived_at == MORNING
    assert Line.objects.count() == Order.objects.count() == kinds(answers)["Order"]
    assert differences() == []

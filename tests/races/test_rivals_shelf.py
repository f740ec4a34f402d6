"""Steps of the catalogue and of what lies on a shelf, each beside the step that would leave it without its premise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.models import Sum

from merchants.catalog import actions as catalog
from merchants.catalog.actions import Answer, Question
from merchants.catalog.models import Import, ModifierGroup, PriceChange, ProductGroup, Sku, Variant
from merchants.catalog.public import Article, Units
from merchants.shops.public import Hours
from merchants.stock import actions as stock
from merchants.stock.actions import Packed
from merchants.stock.models import Count, Level, Movement, Setting, Tally, Transfer
from merchants.stock.public import Demand
from tests import cast
from tests.buying import D
from tests.cast import MORNING, Corner, actor
from tests.merchants.stock.cast import second_shop, twin_of
from tests.rivals import Race, acts_about, in_turn, race, state_of

pytestmark = pytest.mark.race
SUGAR = Question("糖", "Sugar", (Answer("半糖", "Half"),))


@pytest.fixture(scope="module")
def town(committed_throughout: str) -> Corner:
    return cast.corner(stock="500")


def some(town: Corner, stock: str = "10") -> Sku:
    return cast.article(town.shop, town.owner, stock=stock, name="Jam")


def hidden(town: Corner) -> Sku:
    return catalog.take_off_sale(sku_id=some(town).pk, by=actor(town.owner), at=MORNING)


def group(town: Corner) -> ModifierGroup:
    question = replace(SUGAR, name_en=uuid4().hex[:8])
    return catalog.define_group(shop_id=town.shop.pk, question=question, by=actor(town.owner), at=MORNING)


def file(town: Corner) -> Import:
    """Two columns that may be the price; it is uploaded with the first as the price."""
    content = f"code,name,price,dear\n{uuid4().hex[:8]},Jam,3.50,4.50\n".encode()
    return catalog.upload_import(shop_id=town.shop.pk, name="f.csv", content=content, by=actor(town.owner), at=MORNING)


def two_sizes(town: Corner) -> list[Sku]:
    """Of one product."""
    one = some(town)
    other = catalog.add_variant(sku_id=one.pk, article=Article(uuid4().hex[:8], "大", "Large", 700), by=actor(town.owner), at=MORNING)
    return [one, other]


def by_owner(verb: Any, **more: Any) -> Any:
    return lambda town, sku: verb(sku_id=sku.pk, by=actor(town.owner), at=MORNING, **more)


def as_seen(verb: Any, **more: Any) -> Any:
    return lambda town, sku: verb(sku_id=sku.pk, seen_version=sku.version, by=actor(town.owner), at=MORNING, **more)


def list_there(town: Corner, sku: Sku) -> Sku:
    branch = town.shop.party.shops.exclude(pk=town.shop.pk).get()
    return catalog.list_variant(sku_id=sku.pk, shop_id=branch.pk, price_minor=500, by=actor(town.owner), at=MORNING)


def ask_in_words(number: int) -> Any:
    """By a name that nobody has asked by before; it is the article's own code."""

    def act(town: Corner, skus: list[Sku]) -> None:
        names = (skus[0].code, skus[0].code)
        said = {"names": names, "answers": [("半", "Half", 0)], "picks": (0, 1)}
        catalog.ask_in_words(shop_id=town.shop.pk, sku_id=skus[number].pk, **said, by=actor(town.owner), at=MORNING)

    return act


def sizes_and_questions(town: Corner) -> tuple[list[Sku], list[ModifierGroup]]:
    return two_sizes(town), [group(town), group(town)]


def ask(number: int) -> Any:
    def act(town: Corner, it: tuple[list[Sku], list[ModifierGroup]]) -> None:
        catalog.ask_with(sku_id=it[0][number].pk, group_id=it[1][number].pk, by=actor(town.owner), at=MORNING)

    return act


def asked_with(town: Corner) -> tuple[list[Sku], list[ModifierGroup]]:
    it = [some(town)], [group(town)]
    ask(0)(town, it)
    return it


def stop_asking(town: Corner, it: tuple[list[Sku], list[ModifierGroup]]) -> None:
    catalog.stop_asking(sku_id=it[0][0].pk, group_id=it[1][0].pk, by=actor(town.owner), at=MORNING)


def reword(town: Corner, asked: ModifierGroup) -> ModifierGroup:
    question = replace(SUGAR, name_en=uuid4().hex[:8])
    return catalog.change_group(group_id=asked.pk, question=question, seen_version=1, by=actor(town.owner), at=MORNING)


def take_in(town: Corner, waiting: Import) -> Import:
    return catalog.apply_import(import_id=waiting.pk, by=actor(town.owner), at=MORNING)


def map_dear(town: Corner, waiting: Import) -> Import:
    mapping = {"code": 0, "name_zh": 1, "price": 3}
    return catalog.map_import(import_id=waiting.pk, mapping=mapping, by=actor(town.owner), at=MORNING)


def send_lines(town: Corner, code: str) -> object:
    rows = [["code", "name_zh", "price"], [code, "Jam", "3.50"]]
    return catalog.import_lines(shop_id=town.shop.pk, rows=rows, key=uuid4().hex, by=actor(town.owner), at=MORNING)


def price_taken(_town: Corner, waiting: Import) -> int:
    waiting.refresh_from_db()
    return PriceChange.objects.filter(sku__in=waiting.batch.rows.values("sku")).latest("pk").price_minor


def places(_town: Corner, skus: list[Sku]) -> list[int]:
    return sorted(ProductGroup.objects.filter(product=skus[0].variant.product_id).values_list("position", flat=True))


def sale(_town: Corner, sku: Sku) -> tuple[bool, int]:
    sku.refresh_from_db()
    return sku.on_sale, sku.version


def archived(_town: Corner, sku: Sku) -> tuple[bool, bool]:
    sku.refresh_from_db()
    return sku.on_sale, sku.archived_at is not None


def counting(town: Corner, steps: str = "reviewing") -> Count:
    """Nine of ten were found."""
    sku, by = some(town), {"by": actor(town.owner), "at": MORNING}
    count = stock.plan_count(shop_id=town.shop.pk, name="Shelf", sku_ids=[sku.pk], key=uuid4().hex, **by)
    stock.start_count(count_id=count.pk, **by)
    stock.tally(count_id=count.pk, sku_id=sku.pk, counted=D(9), **by)
    return stock.review_count(count_id=count.pk, **by)


def freezing(town: Corner) -> Count:
    """A count of one article that will hold its shelf still."""
    plan = {"sku_ids": [some(town).pk], "freezes": True, "key": uuid4().hex, "by": actor(town.owner), "at": MORNING}
    return stock.plan_count(shop_id=town.shop.pk, name="Still", **plan)


@transaction.atomic
def sell_counted(town: Corner, count: Count) -> list[Movement]:
    sku_id = count.lines.get().sku_id
    return stock.sell_at_counter(shop_id=town.shop.pk, sale_id=uuid4(), demands=[Demand(1, sku_id, D(1))], by=actor(town.owner), at=MORNING)


def snapshot_is_the_shelf(_town: Corner, count: Count) -> tuple[str, bool]:
    line = count.lines.select_related("sku__level").get()
    return state_of(count), line.snapshot == line.sku.level.on_hand


def by_counter(verb: Any) -> Any:
    return lambda town, count: verb(count_id=count.pk, by=actor(town.owner), at=MORNING)


def post(town: Corner, count: Count) -> Count:
    return stock.post_count(count_id=count.pk, key=uuid4().hex, by=actor(town.owner), at=MORNING)


def strike(town: Corner, count: Count) -> Count:
    return stock.strike_tally(tally_id=Tally.objects.get(line__count=count).pk, by=actor(town.owner), at=MORNING)


def tallied(_town: Corner, count: Count) -> tuple[str, int, int]:
    return state_of(count), Tally.objects.filter(line__count=count).count(), Movement.objects.filter(cause=count.pk).count()


def packed(town: Corner) -> Transfer:
    branch = town.shop.party.shops.exclude(pk=town.shop.pk).first() or second_shop(town)
    sku = some(town)
    twin_of(sku, branch, town)
    said = {"source_id": town.shop.pk, "destination_id": branch.pk, "lines": [Packed(sku.pk, D(4))], "key": uuid4().hex}
    return stock.draft_transfer(**said, by=actor(town.owner), at=MORNING)


def ready(town: Corner, transfer: Transfer) -> Transfer:
    return stock.mark_transfer_ready(transfer_id=transfer.pk, by=actor(town.owner), at=MORNING)


def give_up(town: Corner, transfer: Transfer) -> Transfer:
    return stock.cancel_transfer(transfer_id=transfer.pk, key=uuid4().hex, by=actor(town.owner), at=MORNING)


def found(counted: int) -> Any:
    return lambda town, sku: stock.set_on_hand(
        sku_id=sku.pk, shop_id=town.shop.pk, counted=D(counted), reason="shelf", by=actor(town.owner), at=MORNING
    )


def stocked(town: Corner) -> Sku:
    """With something on its shelf: a shelf that is made anew is held by its key alone."""
    sku = some(town)
    found(5)(town, sku)
    return sku


def keep_back(safety: int) -> Any:
    return lambda town, sku: stock.set_shelf_limits(
        shop_id=town.shop.pk, sku_id=sku.pk, safety=D(f"{safety}.000"), backorder_limit=D("0.000"), by=actor(town.owner), at=MORNING
    )


def in_the_books(_town: Corner, sku: Sku) -> bool:
    level = Level.objects.get(sku=sku)
    return level.on_hand == Movement.objects.filter(level=level).aggregate(sum=Sum("quantity"))["sum"]


def empty_shelf(_town: Corner) -> Sku:
    """In a shop of its own that lets its counter go below."""
    own = cast.corner(stock="0")
    stock.let_counter_go_below(shop_id=own.shop.pk, allowed=True, by=actor(own.owner), at=MORNING)
    return own.milk


def keeper(sku: Sku) -> Any:
    return actor(sku.shop.party.memberships.get(role="owner").person)


def forbid(_town: Corner, sku: Sku) -> Setting:
    return stock.let_counter_go_below(shop_id=sku.shop_id, allowed=False, by=keeper(sku), at=MORNING)


@transaction.atomic
def sell_one(_town: Corner, sku: Sku) -> list[Movement]:
    return stock.sell_at_counter(shop_id=sku.shop_id, sale_id=uuid4(), demands=[Demand(1, sku.pk, D(1))], by=keeper(sku), at=MORNING)


def below(_town: Corner, sku: Sku) -> tuple[bool, int]:
    held = sum(Level.objects.filter(sku=sku).values_list("on_hand", flat=True))
    return Setting.objects.get(shop=sku.shop_id).counter_may_go_below, int(held)


NINE = [Hours(0, 540, 600)]
RACES = [
    race("an article goes back on sale by two", hidden, *[by_owner(catalog.put_on_sale)] * 2,
         shows=lambda _town, it: acts_about(f"sku/{it.pk}", "catalog.put_on_sale"), ends={"1: Sku Sku"}),
    race("an article is taken off sale by two", some, *[by_owner(catalog.take_off_sale)] * 2,
         shows=lambda _town, it: acts_about(f"sku/{it.pk}", "catalog.take_off_sale"), ends={"1: Sku Sku"}),
    race("an article goes back on sale and is archived", hidden, by_owner(catalog.put_on_sale), as_seen(catalog.remove_article), shows=archived,
         ends={"(True, False): PriceMoved Sku", "(False, True): SkuNotFound True", "(False, True): False SkuNotFound"}),
    race("units are set by two", some, *[as_seen(catalog.set_units, units=Units(purchase="box", purchase_factor=D(6)))] * 2, shows=sale,
         ends={"(True, 2): PriceMoved Sku"}),
    race("hours are set by two", some, *[as_seen(catalog.set_windows, windows=NINE)] * 2, shows=sale, ends={"(True, 2): PriceMoved Sku"}),
    race("a size is added by two", some, *[by_owner(catalog.add_variant, article=Article("XL", "大", "Large", 700))] * 2,
         shows=lambda _town, it: Variant.objects.filter(code="XL").count(), ends={"1: CodeTaken Sku"}),
    race("an article is listed at a branch by two", lambda town: packed(town).lines.get().from_sku and some(town), list_there, list_there,
         shows=lambda _town, it: it.variant.listings.count(), ends={"2: CodeTaken Sku"}),
    race("a new question is asked with two articles in words", lambda town: [some(town), some(town)], ask_in_words(0), ask_in_words(1),
         shows=lambda _town, it: (ModifierGroup.objects.filter(name_en=it[0].code).count(), places(_town, it[:1]), places(_town, it[1:])),
         ends={"(1, [1], [1]): NoneType NoneType"}),
    race("two questions are asked with two sizes of a product", sizes_and_questions, ask(0), ask(1),
         shows=lambda town, it: places(town, it[0]), ends={"[1, 2]: NoneType NoneType"}),
    race("a question is asked no more by two", asked_with, stop_asking, stop_asking,
         shows=lambda _town, it: acts_about(f"sku/{it[0][0].pk}", "catalog.stop_asking"), ends={"1: NoneType NoneType"}),
    race("a question is reworded by two", group, reword, reword, shows=lambda _town, it: it.options.filter(ended=False).count(),
         ends={"1: ModifierGroup PriceMoved"}),
    race("a file is mapped while it is taken in", file, map_dear, take_in, shows=price_taken,
         ends={"450: Import Import", "350: Import ImportNotFound"}),
    race("two programs send one new article", lambda _town: uuid4().hex[:8], send_lines, send_lines,
         shows=lambda _town, code: Variant.objects.filter(code=code).count(), ends={"1: tuple tuple"}),
    race("a count is given up and posted", counting, by_counter(stock.cancel_count), post,
         ends={"cancelled: Count DocumentMoved", "posted: Count DocumentMoved"}),
    race("a shelf is frozen as goods of it are sold", freezing, by_counter(stock.start_count), sell_counted, shows=snapshot_is_the_shelf,
         ends={"('counting', True): Count list", "('counting', True): Count ShelfFrozen"}),
    race("a count is taken up again and posted", counting, by_counter(stock.reopen_count), post,
         ends={"counting: Count DocumentMoved", "posted: Count DocumentMoved"}),
    race("a figure is struck out while it is posted", counting, strike, post, shows=tallied,
         ends={"('posted', 0, 0): Count Count", "('posted', 1, 1): Count DocumentMoved"}),
    race("a transfer is packed and given up", packed, give_up, ready,
         ends={"cancelled: Transfer Transfer", "cancelled: DocumentMoved Transfer"}),
    race("a transfer is packed by two", packed, ready, ready, ends={"ready: DocumentMoved Transfer"}),
    race("a shelf is counted by two", stocked, found(12), found(20), shows=in_the_books, ends={"True: Level Level"}),
    race("a shelf's limits are set by two", some, keep_back(1), keep_back(2),
         shows=lambda _town, it: in_turn("stock.set_limits", target=f"sku/{it.pk}"), ends={"in turn: Level Level"}),
    race("the counter may go below no more while it does", empty_shelf, forbid, sell_one, shows=below,
         ends={"(True, -1): ReceivingGap list", "(False, 0): Setting SoldOut"}),
]  # fmt: skip


@pytest.mark.parametrize("each", RACES)
def test_neck_and_neck(town: Corner, each: Race) -> None:
    each.run(town)

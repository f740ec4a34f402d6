"""Products, variants and listings: what may be said of them, by whom, and what stays of them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from ecosystem.audit.models import Act
from ecosystem.identity.public import Party
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import DomainError, NotFound
from merchants.catalog.actions import (
    Answer,
    Question,
    add_sku,
    add_variant,
    ask_with,
    change_group,
    change_many,
    define_group,
    edit_article,
    import_lines,
    list_variant,
    remove_article,
    set_units,
    set_windows,
    stop_asking,
)
from merchants.catalog.errors import (
    BadBarcode,
    BadCap,
    BadMaking,
    BadName,
    BadUnits,
    BarcodeTaken,
    CodeTaken,
    PriceMoved,
    SharedElsewhere,
    SkuNotFound,
)
from merchants.catalog.models import PriceChange, Product, Sku, Variant
from merchants.catalog.public import Article, Units, put_on_sale, sold_by
from merchants.catalog.rules.bulk import Bulk
from merchants.shops.actions import Profile
from merchants.shops.errors import HoursOverlap
from merchants.shops.public import Hours, Shop, open_shop
from tests import cast
from tests.cast import BANK, MORNING, Corner, actor
from tests.merchants.staff.cast import hired
from tests.trading import Api, buy, put, standing

pytestmark = pytest.mark.django_db
GTIN, OTHER_GTIN = "6901028075763", "4006381333931"


@pytest.fixture
def town(corner: Corner) -> Corner:
    return corner


def branch(town: Corner) -> Shop:
    """A second shop of the same merchant."""
    profile = Profile(name_zh="二店", name_en="Second", category="grocer", lat=cast.STREET[0], lng=cast.STREET[1], opened_on=MORNING.date())
    party = Party.objects.get(pk=town.shop.party_id)
    with transaction.atomic():
        return open_shop(party=party, owner=town.owner, profile=profile, hours=[], by=BANK, at=MORNING)


def tea(**more: Any) -> Article:
    return Article(**{"code": "tea", "name_zh": "奶茶", "name_en": "Milk tea", "price_minor": 1_200, "size": "中杯", "barcode": GTIN, **more})


def test_an_article_is_a_product_with_a_variant_listed_at_the_shop(town: Corner) -> None:
    sku = add_sku(shop_id=town.shop.pk, article=tea(units=sold_by("cup")), by=actor(town.owner), at=MORNING)
    variant = Variant.objects.get(code="tea")
    assert (sku.variant_id, variant.party_id, variant.barcode, variant.sale_unit, variant.whole_only) == (
        variant.pk,
        town.shop.party_id,
        GTIN,
        "cup",
        True,
    )
    large = add_variant(sku_id=sku.pk, article=tea(code="tea-l", size="大杯", barcode="", name_zh="不管"), by=actor(town.owner), at=MORNING)
    assert large.variant.product_id == variant.product_id
    assert (large.name_zh, large.size, large.price_minor) == ("奶茶", "大杯", 1_200)
    assert list(PriceChange.objects.filter(sku=large).values_list("price_minor", flat=True)) == [1_200]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"barcode": ""}, CodeTaken),
        ({"code": "tea2"}, BarcodeTaken),
        ({"code": "tea2", "barcode": "6901028075764"}, BadBarcode),
        ({"code": "tea2", "barcode": "12345"}, BadBarcode),
        ({"code": ""}, BadName),
        ({"code": "tea2", "barcode": "", "units": Units("piece", "furlong", "case")}, BadUnits),
        ({"code": "tea2", "barcode": "", "units": Units("kg", "jin", "kg", Decimal(2))}, BadUnits),
    ],
)
def test_a_merchants_codes_and_barcodes_are_its_own_once(town: Corner, change: dict[str, Any], refusal: type[DomainError]) -> None:
    add_sku(shop_id=town.shop.pk, article=tea(), by=actor(town.owner), at=MORNING)
    before = standing()
    with pytest.raises(refusal):
        add_sku(shop_id=town.shop.pk, article=tea(**change), by=actor(town.owner), at=MORNING)
    assert standing() == before
    assert Product.objects.filter(name_en="Milk tea").count() == 1


def test_two_merchants_may_sell_the_same_barcode(town: Corner) -> None:
    for shop, owner in ((town.shop, town.owner), (town.rival_shop, town.rival)):
        add_sku(shop_id=shop.pk, article=tea(), by=actor(owner), at=MORNING)
    assert Variant.objects.filter(barcode=GTIN).count() == 2


def test_a_branch_lists_the_same_variant_at_its_own_price(town: Corner) -> None:
    second = branch(town)
    there = list_variant(sku_id=town.milk.pk, shop_id=second.pk, price_minor=550, by=actor(town.owner), at=MORNING)
    assert (there.variant_id, there.price_minor, there.name_en) == (town.milk.variant_id, 550, "Milk")
    with pytest.raises(CodeTaken):
        list_variant(sku_id=town.milk.pk, shop_id=second.pk, price_minor=550, by=actor(town.owner), at=MORNING)
    with pytest.raises(NotFound):
        list_variant(sku_id=town.milk.pk, shop_id=town.rival_shop.pk, price_minor=550, by=actor(town.owner), at=MORNING)


def test_a_new_name_is_on_the_shelves_of_all_branches_and_a_new_price_on_one(town: Corner) -> None:
    there = list_variant(sku_id=town.milk.pk, shop_id=branch(town).pk, price_minor=550, by=actor(town.owner), at=MORNING)
    changes = {"name_zh": "鲜牛奶", "price_minor": 600, "barcode": GTIN, "section_zh": "冷柜"}
    sku = edit_article(sku_id=town.milk.pk, changes=changes, seen_version=1, by=actor(town.owner), at=MORNING)
    there.refresh_from_db()
    assert (sku.name_zh, sku.price_minor, sku.version, sku.variant.barcode) == ("鲜牛奶", 600, 2, GTIN)
    assert (there.name_zh, there.section_zh, there.price_minor, there.version) == ("鲜牛奶", "冷柜", 550, 2)
    act = Act.objects.get(act="catalog.edit")
    assert (act.before["price_minor"], act.after["price_minor"], act.after["barcode"]) == (500, 600, GTIN)
    assert list(PriceChange.objects.filter(sku=sku).order_by("pk").values_list("price_minor", flat=True)) == [500, 600]


def test_the_second_of_two_editors_is_told_how_it_stands_and_changes_nothing(town: Corner) -> None:
    edit_article(sku_id=town.milk.pk, changes={"price_minor": 600}, seen_version=1, by=actor(town.owner), at=MORNING)
    before = standing()
    with pytest.raises(PriceMoved) as refused:
        edit_article(sku_id=town.milk.pk, changes={"name_en": "Fresh"}, seen_version=1, by=actor(town.owner), at=MORNING)
    assert (refused.value.details["version"], refused.value.details["now"]["price_minor"]) == (2, 600)
    assert standing() == before


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name_zh": " "}, BadName),
        ({"barcode": "12345670x"}, BadBarcode),
        ({"daily_cap": Decimal(0)}, BadCap),
        ({"daily_cap": Decimal("NaN")}, BadCap),
        ({"make_minutes": 1_441}, BadMaking),
    ],
)
def test_a_wrong_edit_changes_nothing(town: Corner, changes: dict[str, Any], refusal: type[DomainError]) -> None:
    before = standing()
    with pytest.raises(refusal):
        edit_article(sku_id=town.milk.pk, changes=changes, seen_version=1, by=actor(town.owner), at=MORNING)
    assert standing() == before


def test_saying_the_same_again_changes_nothing(town: Corner) -> None:
    before = standing()
    edit_article(sku_id=town.milk.pk, changes={"price_minor": 500}, seen_version=1, by=actor(town.owner), at=MORNING)
    assert standing() == before


def test_a_barcode_of_another_article_is_refused(town: Corner) -> None:
    edit_article(sku_id=town.milk.pk, changes={"barcode": GTIN}, seen_version=1, by=actor(town.owner), at=MORNING)
    with pytest.raises(BarcodeTaken):
        edit_article(sku_id=town.bread.pk, changes={"barcode": GTIN}, seen_version=1, by=actor(town.owner), at=MORNING)
    edit_article(sku_id=town.bread.pk, changes={"barcode": OTHER_GTIN}, seen_version=1, by=actor(town.owner), at=MORNING)


def test_what_was_stocked_is_archived_and_what_never_was_is_gone(town: Corner) -> None:
    fresh = cast.article(town.shop, town.owner, stock="0", name="Typo")
    put(town.resident, fresh)
    assert remove_article(sku_id=fresh.pk, seen_version=1, by=actor(town.owner), at=MORNING) is True
    assert not Product.objects.filter(name_en="Typo").exists()
    assert not Variant.objects.filter(code=fresh.code).exists()
    buy(town.resident, town.milk)
    assert remove_article(sku_id=town.milk.pk, seen_version=1, by=actor(town.owner), at=MORNING) is False
    milk = Sku.objects.get(pk=town.milk.pk)
    assert (milk.on_sale, milk.archived_at, milk.version) == (False, MORNING, 2)
    with pytest.raises(SkuNotFound):
        put_on_sale(sku_id=milk.pk, by=actor(town.owner), at=MORNING)


def test_units_convert_and_the_base_unit_stays(town: Corner) -> None:
    case = Units("piece", "case", "case", Decimal(24), Decimal(24))
    sku = set_units(sku_id=town.milk.pk, units=case, seen_version=1, by=actor(town.owner), at=MORNING)
    assert (sku.variant.sale_unit, sku.variant.sale_factor, sku.version) == ("case", 24, 2)
    with pytest.raises(BadUnits):
        set_units(sku_id=town.milk.pk, units=sold_by("kg"), seen_version=2, by=actor(town.owner), at=MORNING)


def test_windows_may_not_overlap(town: Corner) -> None:
    with pytest.raises(HoursOverlap):
        set_windows(sku_id=town.milk.pk, windows=[Hours(0, 360, 600), Hours(0, 500, 700)], seen_version=1, by=actor(town.owner), at=MORNING)
    sku = set_windows(sku_id=town.milk.pk, windows=[Hours(0, 360, 600)], seen_version=1, by=actor(town.owner), at=MORNING)
    assert (sku.version, sku.windows.count()) == (2, 1)
    assert set_windows(sku_id=town.milk.pk, windows=[], seen_version=2, by=actor(town.owner), at=MORNING).windows.count() == 0


@pytest.mark.parametrize(
    "act",
    [
        lambda sku, by: edit_article(sku_id=sku, changes={"price_minor": 1}, seen_version=1, by=by, at=MORNING),
        lambda sku, by: set_units(sku_id=sku, units=sold_by("piece"), seen_version=1, by=by, at=MORNING),
        lambda sku, by: set_windows(sku_id=sku, windows=[], seen_version=1, by=by, at=MORNING),
        lambda sku, by: remove_article(sku_id=sku, seen_version=1, by=by, at=MORNING),
        lambda sku, by: add_variant(sku_id=sku, article=tea(), by=by, at=MORNING),
    ],
)
def test_a_rival_changes_nothing_of_mine(town: Corner, act: Callable[[Any, Any], object]) -> None:
    before = standing()
    for stranger in (town.rival, town.outsider, town.resident):
        with pytest.raises(SkuNotFound):
            act(town.milk.pk, actor(stranger))
    assert standing() == before


def test_what_other_branches_sell_too_is_reworded_by_who_keeps_them_all(town: Corner) -> None:
    """A clerk of one branch sets its price and hours; names, units and choices of what is shared are not hers to change."""
    second = branch(town)
    there = list_variant(sku_id=town.milk.pk, shop_id=second.pk, price_minor=550, by=actor(town.owner), at=MORNING)
    group = define_group(shop_id=town.shop.pk, question=Question("温度", "How warm", (Answer("冰", "Iced"),)), by=actor(town.owner), at=MORNING)
    ask_with(sku_id=town.milk.pk, group_id=group.pk, by=actor(town.owner), at=MORNING)
    here, both = actor(hired(town.shop, "clerk", at=[town.shop])), actor(hired(town.shop, "clerk", at=[town.shop, second]))
    version = Sku.objects.get(pk=town.milk.pk).version
    question = Question("甜度", "How sweet", (Answer("半糖", "Half"),))
    water = Bulk("section", section_zh="水", section_en="Water")
    file = [["code", "name_zh", "price"], [town.milk.code, "水", "1"], [town.bread.code, "面包", "2"]]
    acts: list[Callable[[Actor], object]] = [
        lambda by: edit_article(sku_id=town.milk.pk, changes={"name_zh": "水"}, seen_version=version, by=by, at=MORNING),
        lambda by: edit_article(sku_id=town.milk.pk, changes={"barcode": GTIN}, seen_version=version, by=by, at=MORNING),
        lambda by: set_units(sku_id=town.milk.pk, units=sold_by("piece"), seen_version=version, by=by, at=MORNING),
        lambda by: change_many(shop_id=town.shop.pk, seen={town.milk.pk: version}, bulk=water, by=by, at=MORNING),
        lambda by: ask_with(sku_id=town.milk.pk, group_id=group.pk, by=by, at=MORNING),
        lambda by: change_group(group_id=group.pk, question=question, seen_version=group.version, by=by, at=MORNING),
        lambda by: stop_asking(sku_id=town.milk.pk, group_id=group.pk, by=by, at=MORNING),
    ]
    before, named = standing(), list(Product.objects.order_by("pk").values())
    for act in acts:
        with pytest.raises(SharedElsewhere):
            act(here)
    assert (standing(), list(Product.objects.order_by("pk").values())) == (before, named)
    _batch, done = import_lines(shop_id=town.shop.pk, rows=file, key="file", by=here, at=MORNING)
    assert ([fault.refusal.code for fault in done.faults], done.counts["changed"]) == (["sku_shared_elsewhere"], 1)
    # Whose word is this shop's alone is changed as ever, and so is everything by who keeps both, or once no other branch lists it.
    edit_article(sku_id=town.milk.pk, changes={"price_minor": 510}, seen_version=version, by=here, at=MORNING)
    edit_article(sku_id=town.milk.pk, changes={"name_zh": "鲜奶"}, seen_version=version + 1, by=both, at=MORNING)
    there.refresh_from_db()
    assert (there.name_zh, there.price_minor) == ("鲜奶", 550)
    remove_article(sku_id=there.pk, seen_version=there.version, by=actor(town.owner), at=MORNING)
    edit_article(sku_id=town.milk.pk, changes={"name_zh": "水"}, seen_version=version + 2, by=here, at=MORNING)


def test_the_page_of_a_shared_article_says_who_changes_its_words(town: Corner) -> None:
    list_variant(sku_id=town.milk.pk, shop_id=branch(town).pk, price_minor=550, by=actor(town.owner), at=MORNING)
    clerk, address = hired(town.shop, "clerk", at=[town.shop]), f"/shop/goods/{town.milk.pk}/"
    shown, own = Api(clerk).client.get(address).content.decode(), Api(town.owner).client.get(address).content.decode()
    assert ('id="f-name_zh" readonly' in shown, 'id="f-price" readonly' in shown, "readonly" in own) == (True, False, False)
    assert ("保存单位" in shown, "保存单位" in own) == (False, True)

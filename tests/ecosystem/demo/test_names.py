from __future__ import annotations

import re
from datetime import date, timedelta

import duckdb
import pytest

from ecosystem.demo.naming import category_names, type_names
from ecosystem.demo.shape import Named, Town
from ecosystem.demo.sizes import size
from ecosystem.demo.source import Source, SourceProduct, Window
from ecosystem.demo.tables import rows

CODES = re.compile(r"[A-Z]{2,}|:|\(|&")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def product(printed: str, counter: str = "grocer") -> SourceProduct:
    return SourceProduct(product=1, maker=2, category="SOUP", type="BROTH", size=printed, own_brand=False, counter=counter)


def test_every_category_of_the_source_has_a_name_in_both_languages(source: duckdb.DuckDBPyConnection) -> None:
    found = source.execute("SELECT DISTINCT product_category FROM products WHERE product_category IS NOT NULL").fetchall()
    assert len(found) == 303
    assert {category for (category,) in found} == set(category_names())


def test_every_named_type_exists_in_the_source(source: duckdb.DuckDBPyConnection) -> None:
    found = set(source.execute("SELECT DISTINCT product_category, product_type FROM products").fetchall())
    assert set(type_names()) <= found


def test_nine_tenths_of_the_lines_are_named_by_type_whatever_the_weekday(town: Town) -> None:
    named, lines = town.report.lines_named_by_type, town.report.kept.lines
    print(f"{len(category_names())} categories and {len(type_names())} types have names; by type {named:,} of {lines:,} lines ({named / lines:.1%})")
    assert named >= 0.9 * lines
    for weekday in (0, 4, 6):
        reading = Source(Window.ending_on(date(2026, 7, 20) + timedelta(days=weekday), days=90), residents=500)
        lines = reading.lines()
        known = {one.product for one in reading.products(line.product for line in lines).values() if (one.category, one.type) in type_names()}
        assert sum(line.product in known for line in lines) >= 0.9 * len(lines)


def test_no_name_shouts_the_codes_of_the_source(town: Town) -> None:
    names = [*category_names().values(), *type_names().values(), *(sku.name for sku in town.skus)]
    assert not [name for name in names if CODES.search(name.en) or CODES.search(name.zh)]


def test_everything_named_is_chinese_in_chinese_and_not_in_english(town: Town) -> None:
    names: list[Named] = [*category_names().values(), *type_names().values()]
    for named in (town.neighbourhoods, town.landmarks, town.kinds, town.suppliers, town.shops, town.skus, town.residents, town.people):
        names += [one.name for one in named]
    names += [shop.owner for shop in town.shops] + [shop.address for shop in town.shops] + [place.road for place in town.neighbourhoods]
    assert not [name for name in names if not CHINESE.search(name.zh) or CHINESE.search(name.en) or not name.en.strip()]


def test_no_two_goods_of_a_shop_share_a_name(town: Town) -> None:
    assert len({(sku.shop, sku.name.zh) for sku in town.skus}) == len(town.skus)
    assert len({(sku.shop, sku.name.en) for sku in town.skus}) == len(town.skus)


def test_no_two_shops_and_no_two_people_share_a_name(town: Town) -> None:
    assert len({shop.name.zh for shop in town.shops}) == len(town.shops)
    people = [one.name.zh for one in town.residents] + [shop.owner.zh for shop in town.shops]
    assert len(set(people)) == len(people)


@pytest.mark.parametrize("table", ["categories", "types", "shops", "kinds", "given", "surnames", "others", "landmarks"])
def test_a_table_of_names_has_no_gap(table: str) -> None:
    assert all(row["zh"].strip() == row["zh"] != "" and row["en"].strip() == row["en"] != "" for row in rows(table))


@pytest.mark.parametrize(
    ("printed", "zh", "en"),
    [
        ("16 OZ", "16 盎司", "16 oz"),
        (".5 GAL", "0.5 加仑", "0.5 gal"),
        ("10 3/4 OZ", "10.75 盎司", "10.75 oz"),
        ("12 PK/12 OZ", "12 × 12 盎司", "12 × 12 oz"),
        ("12 OZ/12 PK", "12 × 12 盎司", "12 × 12 oz"),
        ("GAL", "1 加仑", "1 gal"),
        ("1 ROLL", "1 卷", "1 roll"),
        ("2 L", "2 升", "2 L"),
    ],
)
def test_a_printed_size_becomes_readable(printed: str, zh: str, en: str) -> None:
    assert size(product(printed)) == Named(zh=zh, en=en)


@pytest.mark.parametrize("printed", ["", "CTN", "1 CT", "523233 CTN", "LARGE", "0 OZ", "22515 32 OZ", "8 X10 IN"])
def test_a_size_that_says_nothing_is_left_out(printed: str) -> None:
    assert size(product(printed)) is None


def test_the_case_of_fresh_goods_is_not_their_size() -> None:
    assert size(product("40 LB", counter="greengrocer")) is None
    assert size(product("36 CT", counter="greengrocer")) is None
    assert size(product("5 LB", counter="greengrocer")) == Named(zh="5 磅", en="5 lb")

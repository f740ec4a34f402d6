from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from ecosystem.design.pictures import circles_picture, goods_picture, shop_picture
from ecosystem.design.pictures.goods import OF_TRADE, SHAPES, WORDS, shape_of
from ecosystem.design.pictures.shops import TRADES


def _is_plain_drawing(markup: str) -> bool:
    tree = ET.fromstring(markup)
    return all(
        "style" not in node.attrib and not any(name.startswith("on") for name in node.attrib) and node.tag not in {"script", "style"}
        for node in tree.iter()
    )


def test_the_same_seed_draws_the_same_picture_and_another_seed_another_shop() -> None:
    assert shop_picture("grocer", "a") == shop_picture("grocer", "a")
    assert len({shop_picture("grocer", seed) for seed in range(40)}) > 30


@pytest.mark.parametrize("trade", TRADES)
def test_every_shop_front_is_well_formed_and_free_of_inline_style(trade: str) -> None:
    assert all(_is_plain_drawing(shop_picture(trade, seed)) for seed in range(6))


@pytest.mark.parametrize("shape", SHAPES)
def test_every_drawing_of_goods_is_well_formed_and_takes_all_its_colours(shape: str) -> None:
    for seed in range(6):
        drawn = goods_picture(shape, seed)
        assert _is_plain_drawing(drawn)
        assert "{" not in drawn


@pytest.mark.parametrize(
    ("kind", "trade", "shape"),
    [
        ("SOFT DRINKS", "grocer", "drink"),
        ("FLUID MILK PRODUCTS", "grocer", "milk"),
        ("FROZEN PIZZA", "grocer", "pizza"),
        ("TROPICAL FRUIT", "greengrocer", "banana"),
        ("TOMATO SOUP", "grocer", "can"),
        ("TOMATOES", "greengrocer", "tomato"),
        ("BEERS/ALES", "wine", "beer"),
        ("SEAFOOD-FRESH", "fishmonger", "fish"),
        ("CAT FOOD", "grocer", "pet"),
        ("FLORAL-FRESH CUT", "florist", "flower"),
        ("CHICKEN/POULTRY", "deli", "poultry"),
        ("ORAL HYGIENE PRODUCTS", "pharmacy", "soap"),
        ("QUITE UNKNOWN", "butcher", "steak"),
        ("QUITE UNKNOWN", "", "box"),
        ("", "", "box"),
    ],
)
def test_the_words_of_a_kind_decide_what_is_drawn(kind: str, trade: str, shape: str) -> None:
    assert shape_of(kind, trade) == shape


def test_every_shape_that_a_word_or_a_trade_names_exists() -> None:
    named = {shape for shape, _words in WORDS} | set(OF_TRADE.values()) | {shape for trade in TRADES.values() for shape in (*trade.goods, trade.sign)}
    assert named <= set(SHAPES)


def test_labels_in_the_story_picture_are_escaped() -> None:
    assert "<b>" not in circles_picture(life="<b>", trade="&", credit="c")

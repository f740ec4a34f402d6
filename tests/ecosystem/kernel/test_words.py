"""What a name is found by, and what is asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.kernel.words import Sought, exactly, loosely, terms_of, words_of

LETTERS = "abcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize("text", "牛奶 鲜牛 niunai xianniu nn xnn MILK ｆｒｅｓｈ fresh,mil 牛奶fresh niu,nai 250 lait,café cafe".split())
def test_a_name_is_found_by_the_beginning_of_each_of_its_words(text: str) -> None:
    assert found(text, "鲜牛奶", "Fresh Milk 250ml", "Café lait")


@pytest.mark.parametrize("text", ["奶牛", "iunai", "ilk", "milks", "fresh bread", "50ml"])
def test_nothing_else_finds_it(text: str) -> None:
    assert not found(text, "鲜牛奶", "Fresh Milk 250ml")


@pytest.mark.parametrize(("zh", "text"), [("银行", "yinhang"), ("长沙米粉", "changsha"), ("重庆小面", "cqxm"), ("绿茶", "lvcha"), ("绿茶", "lucha")])
def test_characters_are_read_as_their_neighbours_say(zh: str, text: str) -> None:
    assert found(text, zh)


def test_a_search_of_signs_asks_for_nothing_and_a_name_of_signs_is_found_by_nothing() -> None:
    assert terms_of(" ?!_% ") == () and words_of("——", "!?") == ""
    assert terms_of("100%_肉铺") == ("100", "肉铺")


@pytest.mark.parametrize("slip", ["osmanthis", "osmnthus", "osmantuhs", "osmanthuus", "omsanthus", "oosmanthus", "osmantxus b"])
def test_one_slip_is_forgiven(slip: str) -> None:
    assert not found(slip, "Osmanthus Bakery") and found_loosely(slip, "Osmanthus Bakery")


@pytest.mark.parametrize("text", ["osmatnhis", "asmanthus", "ozmanthus", "mkli", "mlk"])
def test_two_slips_or_a_wrong_beginning_are_not(text: str) -> None:
    assert not found_loosely(text, "Osmanthus Milk")


def test_characters_may_stand_apart_where_nothing_else_is_found() -> None:
    assert not found("牛面", "牛肉拉面") and found_loosely("牛面", "牛肉拉面") and not found_loosely("牛饭", "牛肉拉面")
    assert loosely(("牛", "nn")) is None


@given(st.text(LETTERS, min_size=4, max_size=12), st.data())
def test_every_slip_that_is_promised_is_forgiven(word: str, data: st.DataObject) -> None:
    act, letter = data.draw(st.sampled_from(["swap", "drop", "add", "change"])), data.draw(st.sampled_from(LETTERS))
    at = data.draw(st.integers(1 if act in {"swap", "add"} else 2, len(word) - 1))
    typed = {
        "swap": word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
        "drop": word[:at] + word[at + 1 :],
        "add": word[:at] + letter + word[at:],
        "change": word[:at] + letter + word[at + 1 :],
    }[act]
    if len(typed) > 4 or (len(typed) == 4 and act != "add"):
        assert found_loosely(typed, word) or found(typed, word)


def found(text: str, *names: str) -> bool:
    sought = exactly(terms_of(text))
    return holds(words_of(*names), sought)


def found_loosely(text: str, *names: str) -> bool:
    sought = loosely(terms_of(text))
    return sought is not None and holds(words_of(*names), sought)


def holds(words: str, sought: Sought) -> bool:
    """What the database asks of a document, without it."""

    def begins(beginnings: Sequence[str]) -> bool:
        return any(f" {beginning}" in words for beginning in beginnings)

    if not ((begins(sought.beginnings) and begins(sought.also or sought.beginnings)) or begins(sought.guesses)):
        return False
    liked = all(pattern.strip("%") in words for pattern in sought.like)
    whole = all(any(part in words for part in sought.parts[at : at + 3]) for at in (0, 3, 6))
    return liked and whole and all(re.search("|".join(slip.strip("%").replace("_", ".") for slip in row), words) for row in sought.slips)

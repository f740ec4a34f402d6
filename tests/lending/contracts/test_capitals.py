"""Amounts in words: known values, and every amount read back."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lending.contracts.capitals import in_capitals

# Those with fen are the examples of 《正确填写票据和结算凭证的基本规定》, sections 3 and 4; where it allows two forms, the one with the zero.
KNOWN = {
    140_950: "壹仟肆佰零玖元伍角整",
    600_714: "陆仟零柒元壹角肆分",
    168_032: "壹仟陆佰捌拾元零叁角贰分",
    10_700_053: "壹拾万柒仟元零伍角叁分",
    1_640_902: "壹万陆仟肆佰零玖元零贰分",
    32_504: "叁佰贰拾伍元零肆分",
    0: "零元整",
    1: "壹分",
    10: "壹角整",
    1_000_000: "壹万元整",
    1_001_000: "壹万零壹拾元整",
    10_050_000: "壹拾万零伍佰元整",
    5_000_000_000: "伍仟万元整",
    10_000_000_100: "壹亿零壹元整",
    100_005_000_000: "壹拾亿零伍万元整",
    10**15: "壹拾万亿元整",
}
DIGITS = {digit: value for value, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}
WORTH = {"拾": 10, "佰": 100, "仟": 1_000}


@pytest.mark.parametrize(("amount_minor", "words"), KNOWN.items())
def test_known_amounts(amount_minor: int, words: str) -> None:
    assert in_capitals(amount_minor) == f"人民币{words}"


def _whole(words: str) -> int:
    for name, worth in (("亿", 10**8), ("万", 10**4)):
        if name in words:
            high, _, low = words.rpartition(name)
            return _whole(high) * worth + _whole(low)
    total = digit = 0
    for sign in words:
        if sign in WORTH:
            total, digit = total + digit * WORTH[sign], 0
        else:
            digit = DIGITS[sign]
    return total + digit


def _read(words: str) -> int:
    found = re.fullmatch(r"人民币(?:(.+)元)?零?(?:(.)角)?零?(?:(.)分)?(整?)", words)
    assert found, words
    yuan, jiao, fen, whole = found.groups()
    assert bool(whole) == (fen is None)
    return _whole(yuan or "") * 100 + DIGITS.get(jiao or "零", 0) * 10 + DIGITS.get(fen or "零", 0)


@given(st.one_of(st.integers(0, 10**15), st.integers(0, 10**6), st.integers(0, 10**9).map(lambda yuan: yuan * 100)))
def test_every_amount_reads_back_and_holds_no_needless_zero(amount_minor: int) -> None:
    words = in_capitals(amount_minor)
    assert _read(words) == amount_minor
    assert "零零" not in words
    assert not re.search("零[拾佰仟万亿角分]", words)


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_two_amounts_never_have_the_same_words(one: int, other: int) -> None:
    assert (in_capitals(one) == in_capitals(other)) == (one == other)


def test_less_than_nothing_is_no_amount() -> None:
    with pytest.raises(ValueError, match="negative"):
        in_capitals(-1)

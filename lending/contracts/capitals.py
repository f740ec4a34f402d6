"""Amounts in the capital numerals of Chinese contracts (大写), so that no stroke can be added to a figure.

Source: 《正确填写票据和结算凭证的基本规定》, annex 1 of the People's Bank's 支付结算办法 (1997). Where it leaves a choice
we write the zero (¥1,680.32 is 壹仟陆佰捌拾元零叁角贰分) and 整 after the last 角.
"""

from __future__ import annotations

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("仟", 1_000), ("佰", 100), ("拾", 10), ("", 1)
MYRIADS = ("亿", 100_000_000), ("万", 10_000)


def in_capitals(amount_minor: int) -> str:
    """Fen in words: ``140950`` → 人民币壹仟肆佰零玖元伍角整. Raises ``ValueError`` for less than nothing."""
    if amount_minor < 0:
        raise ValueError("a contract is about no negative amount")
    yuan, rest = divmod(amount_minor, 100)
    jiao, fen = divmod(rest, 10)
    words = f"{_whole(yuan)}元" if yuan or not rest else ""
    if not rest:
        return f"人民币{words}整"
    # A zero stands before what follows a place that is empty.
    if yuan and (jiao == 0 or yuan % 10 == 0):
        words += "零"
    words += f"{DIGITS[jiao]}角" if jiao else ""
    return f"人民币{words}{DIGITS[fen]}分" if fen else f"人民币{words}整"


def _whole(number: int) -> str:
    """A whole number by its myriads; 零 stands where places in between are empty."""
    for name, worth in MYRIADS:
        if number >= worth:
            high, low = divmod(number, worth)
            gap = "零" if 0 < low < worth // 10 else ""
            return f"{_whole(high)}{name}{gap}{_whole(low) if low else ''}"
    words, is_gap = "", False
    for name, worth in PLACES:
        digit = number // worth % 10
        if digit:
            words += ("零" if is_gap and words else "") + DIGITS[digit] + name
        is_gap = digit == 0
    return words or DIGITS[0]

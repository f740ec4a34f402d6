"""How an amount is read out, in Chinese and in English. Pure; ``static/till/reading.js`` says the same offline."""

from __future__ import annotations

DIGITS = "零一二三四五六七八九"
PLACES = ("", "十", "百", "千")
SECTIONS = ("", "万", "亿")
ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
GROUPS = ("", "thousand", "million", "billion")


def received_zh(amount_minor: int) -> str:
    """``2000`` → ``收款二十元``."""
    return "收款" + amount_zh(amount_minor)


def received_en(amount_minor: int) -> str:
    """``2000`` → ``Received twenty yuan``."""
    return "Received " + amount_en(amount_minor)


def amount_zh(amount_minor: int) -> str:
    """Fen as a neighbour would say them: ``205`` → ``两元零五分``, ``1_0010_00`` → ``一万零一十元``.

    Two is 两 alone, before 千, 万 and 亿, and before a leading 百; 零 stands once for places left
    out within the yuan, and for the 角 left out before 分.
    """
    yuan, jiao, fen = amount_minor // 100, amount_minor // 10 % 10, amount_minor % 10
    parts = [_integer_zh(yuan) + "元"] if yuan or not amount_minor else []
    if jiao:
        parts.append(_two(jiao) + "角")
    if fen:
        parts.append(("零" if yuan and not jiao else "") + _two(fen) + "分")
    return "".join(parts)


def _two(digit: int) -> str:
    return "两" if digit == 2 else DIGITS[digit]


def _integer_zh(number: int) -> str:
    if number == 2:
        return "两"
    text, gap = "", False
    for place in (2, 1, 0):
        section = number // 10000**place % 10000
        if section:
            gap = gap or (bool(text) and section < 1000)
            head = "两" if section == 2 and place else _section_zh(section, leading=not text)
            text += ("零" if gap else "") + head + SECTIONS[place]
            gap = False
        elif text:
            gap = True
    return text or "零"


def _section_zh(section: int, *, leading: bool) -> str:
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = section // 10**place % 10
        if not digit:
            gap = gap or bool(text)
            continue
        first = leading and not text
        if place == 1 and digit == 1 and first:
            said = ""
        elif digit == 2 and (place == 3 or (place == 2 and first)):
            said = "两"
        else:
            said = DIGITS[digit]
        text += ("零" if gap else "") + said + PLACES[place]
        gap = False
    return text


def amount_en(amount_minor: int) -> str:
    """Fen in English words: ``1250`` → ``twelve yuan and fifty fen``."""
    yuan, fen = divmod(amount_minor, 100)
    if not fen:
        return f"{_integer_en(yuan)} yuan"
    return f"{_integer_en(yuan)} yuan and {_integer_en(fen)} fen" if yuan else f"{_integer_en(fen)} fen"


def _integer_en(number: int) -> str:
    if not number:
        return "zero"
    words: list[str] = []
    for place in range(len(GROUPS) - 1, -1, -1):
        group = number // 1000**place % 1000
        if group:
            words += [*_group_en(group), *([GROUPS[place]] if place else [])]
    return " ".join(words)


def _group_en(group: int) -> list[str]:
    words = [ONES[group // 100], "hundred"] if group >= 100 else []
    rest = group % 100
    if rest >= 20:
        words.append(TENS[rest // 10] + (f"-{ONES[rest % 10]}" if rest % 10 else ""))
    elif rest:
        words.append(ONES[rest])
    return words

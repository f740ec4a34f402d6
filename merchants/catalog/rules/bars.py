"""EAN and UPC bars as runs of modules (ISO/IEC 15420): what a label prints and a scanner reads."""

from __future__ import annotations

LEFT_ODD = ("0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011")
# The first digit of an EAN-13 is told by which of the next six are of even parity.
PARITY = ("LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG", "LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL")
EDGE, MIDDLE = "101", "01010"


def modules(gtin: str) -> str:
    """One and nought for bar and space, without quiet zones; empty for what has no such bars (GTIN-14)."""
    if len(gtin) == 8:
        return EDGE + "".join(LEFT_ODD[int(d)] for d in gtin[:4]) + MIDDLE + "".join(_right(d) for d in gtin[4:]) + EDGE
    if len(gtin) not in {12, 13}:
        return ""
    digits = gtin.rjust(13, "0")
    left = "".join(_left(digit, parity) for digit, parity in zip(digits[1:7], PARITY[int(digits[0])], strict=True))
    return EDGE + left + MIDDLE + "".join(_right(digit) for digit in digits[7:]) + EDGE


def runs(gtin: str) -> list[tuple[int, int]]:
    """Where each bar begins and how wide it is, in modules."""
    found: list[tuple[int, int]] = []
    for place, module in enumerate(modules(gtin)):
        if module == "1":
            if found and sum(found[-1]) == place:
                found[-1] = (found[-1][0], found[-1][1] + 1)
            else:
                found.append((place, 1))
    return found


def _left(digit: str, parity: str) -> str:
    odd = LEFT_ODD[int(digit)]
    return odd if parity == "L" else _right(digit)[::-1]


def _right(digit: str) -> str:
    return "".join("0" if module == "1" else "1" for module in LEFT_ODD[int(digit)])

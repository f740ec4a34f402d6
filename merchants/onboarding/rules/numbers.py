"""Numbers on papers: shape, check digits, and the region and birthday within."""

from __future__ import annotations

import re

from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from ..errors import BadNumber

# A food trading licence (食品经营许可证): JY, the kind of trade (1 sale, 2 catering, 3 canteen), six digits of region, a serial and a
# check digit: 14 digits. Only the pattern is checked, since the check digit's rule is not published with it.
FOOD = re.compile(r"JY[123][1-9]\d{12}")
PLAIN = re.compile(r"[0-9A-Z一-鿿()（）\-]{4,40}")


def licence_number(text: str) -> str:
    """A Unified Social Credit Code (GB 32100-2015), compact. Raises ``BadNumber``."""
    try:
        return str(uscc.validate(text))
    except ValidationError:
        raise BadNumber from None


def identity_number(text: str) -> str:
    """A resident identity card's number (GB 11643-1999), compact. Raises ``BadNumber``."""
    try:
        # A letter where a digit belongs is no number of the library's either, but not by a refusal.
        return str(ric.validate(text))
    except (ValidationError, ValueError):
        raise BadNumber from None


def identity_last_four(number: str) -> str:
    return number[-4:]


def food_number(text: str) -> str:
    """The number of a food trading licence, compact. Raises ``BadNumber``."""
    number = "".join(text.split()).upper()
    if not FOOD.fullmatch(number):
        raise BadNumber
    return number


def plain_number(text: str) -> str:
    """Any licence number: 4 to 40 letters and digits. Raises ``BadNumber``."""
    number = "".join(text.split()).upper()
    if not PLAIN.fullmatch(number):
        raise BadNumber
    return number

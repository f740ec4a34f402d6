"""What a price and a name may be."""

from __future__ import annotations

import unicodedata

from ..errors import BadName, BadPrice

MAX_PRICE_MINOR = 100_000_000
MAX_NAME = 80
# Letters and symbols by their category that show nothing.
BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def checked_price(price_minor: int) -> int:
    """Raises ``BadPrice`` outside ¥0.01 … ¥1,000,000."""
    if not 0 < price_minor <= MAX_PRICE_MINOR:
        raise BadPrice
    return price_minor


def checked_name(name: str) -> str:
    """NFC, single spaces, no invisible characters.

    Raises:
        BadName: empty, over 80 characters, or holding a character that hides or reverses text.
    """
    clean = " ".join(unicodedata.normalize("NFC", name).split())
    # Printable is: no controls, formatting, surrogates, private or unassigned characters, and no separators but the space.
    if not clean or len(clean) > MAX_NAME or not clean.isprintable() or not BLANKS.isdisjoint(clean):
        raise BadName
    if unicodedata.category(clean[0]).startswith("M"):
        # It would sit on whatever the page writes before the name.
        raise BadName
    return clean


def checked_code(code: str) -> str:
    """An article's own code, or its sizes: a name that may not be longer than any. Raises ``BadName``."""
    return checked_name(code)


def checked_label(text: str) -> str:
    """A name that may be left out: a section, a size. Raises ``BadName``."""
    return checked_name(text) if text.strip() else ""

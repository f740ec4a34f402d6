"""How payments meet open items, how old debts are, and how a phone number is shown."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from .errors import BadPhone, ItemNotOpen, PaysNothing, PaysTooMuch

AGES = ((30, "0–30"), (60, "31–60"), (90, "61–90"))
OLDEST = "91+"
AGE_NAMES = (*(name for _most, name in AGES), OLDEST)
PHONE = re.compile(r"\+?[0-9]{5,15}")


class Item(Protocol):
    """What matching needs of an open item."""

    @property
    def pk(self) -> UUID: ...

    @property
    def open_minor(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Part:
    item_id: UUID
    amount_minor: int


def matched(items: Sequence[Item], amount_minor: int, wanted: Collection[UUID] = ()) -> list[Part]:
    """Share a payment out over items in the order given, or over the wanted ones only.

    Raises:
        PaysNothing: less than a fen is paid.
        ItemNotOpen: a wanted item is none of these.
        PaysTooMuch: more is paid than the items owe.
    """
    if amount_minor <= 0:
        raise PaysNothing
    if not set(wanted) <= {item.pk for item in items}:
        raise ItemNotOpen
    left, parts = amount_minor, []
    for item in items:
        part = min(left, item.open_minor) if not wanted or item.pk in wanted else 0
        if part:
            parts.append(Part(item.pk, part))
            left -= part
    if left:
        raise PaysTooMuch
    return parts


def age_of(since: date, on: date) -> str:
    """The bucket of a debt: 0–30, 31–60, 61–90, 91 and more days old (circles.md F25)."""
    days = (on - since).days
    return next((name for most, name in AGES if days <= most), OLDEST)


def ageing(debts: Iterable[tuple[date, int]], on: date) -> list[tuple[str, int]]:
    """Minor units owed by the age of each sale. The buckets sum to what is owed."""
    sums = dict.fromkeys(AGE_NAMES, 0)
    for sold_on, open_minor in debts:
        sums[age_of(sold_on, on)] += open_minor
    return list(sums.items())


def checked_phone(text: str) -> str:
    """Digits with an optional plus, spaces and dashes taken out; empty stays empty. Raises ``BadPhone``."""
    digits = re.sub(r"[\s\-()]", "", text)
    if digits and not PHONE.fullmatch(digits):
        raise BadPhone
    return digits


def masked(phone: str) -> str:
    """``13812345678`` → ``138****5678``: what is shown outside the card itself and kept by audit."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) > 7 else "*" * len(phone)

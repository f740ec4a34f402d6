"""Names of accounts, and what makes a transfer one and the same."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ecosystem.kernel.money import CNY

from .errors import Unbalanced

SHARDS = 16
BANK_BOOKS = ("cash", "fees", "loans", "interest_income", "interest_receivable", "funding")


@dataclass(frozen=True, slots=True)
class Leg:
    """An account by code and what it gets: positive credits it, negative debits it."""

    account: str
    amount_minor: int


def deposit_of(party_id: UUID, currency: str = CNY) -> str:
    """The party's account with the bank. Never overdrawn."""
    return f"deposit/{party_id}/{currency}"


def pending_of(party_id: UUID, currency: str = CNY) -> str:
    """A merchant's sales that are paid and not yet settled."""
    return f"pending/{party_id}/{currency}"


def available_of(party_id: UUID, currency: str = CNY) -> str:
    """A merchant's settled sales that are not yet paid out."""
    return f"available/{party_id}/{currency}"


def bank_account(book: str, *, spread_by: str, currency: str = CNY) -> str:
    """One of the shards of a bank-side book, so that no row is everybody's queue."""
    return f"bank/{book}/{zlib.crc32(spread_by.encode()) % SHARDS:02d}/{currency}"


def parts_of(code: str) -> tuple[str, UUID | None, str]:
    """Kind, party and currency of an account code."""
    first, second, *_middle, currency = code.split("/")
    return (f"bank_{second}", None, currency) if first == "bank" else (first, UUID(second), currency)


def merged(legs: Iterable[Leg]) -> list[Leg]:
    """Legs summed per account, in code order, without those that move nothing.

    Raises:
        Unbalanced: they don't sum to zero in each currency, or nothing is left.
    """
    total: dict[str, int] = defaultdict(int)
    by_currency: dict[str, int] = defaultdict(int)
    for leg in legs:
        total[leg.account] += leg.amount_minor
        by_currency[leg.account.rpartition("/")[2]] += leg.amount_minor
    result = [Leg(account, amount) for account, amount in sorted(total.items()) if amount]
    if any(by_currency.values()) or not result:
        raise Unbalanced
    return result


def fingerprint(kind: str, legs: Sequence[Leg], memo: Mapping[str, Any]) -> bytes:
    """SHA-256 of what a transfer says, for merged legs."""
    text = json.dumps([kind, [[leg.account, leg.amount_minor] for leg in legs], memo], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).digest()

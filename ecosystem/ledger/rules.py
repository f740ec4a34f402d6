"""Names of accounts, and what makes a transfer one and the same."""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ecosystem.kernel.money import CNY, MAX_MINOR

from .errors import Unbalanced, UnknownAccount

SHARDS = 16
# ``drawer`` is cash in a shop's till and ``tab`` what its customers owe it; the bank holds neither: their other side is the book ``outside``.
PARTY_KINDS = ("deposit", "pending", "held", "available", "reserve", "custody", "budget", "drawer", "tab", "collected")
# ``collected`` came by a shop's static code and is not linked to a sale or a tab yet.
# ``courier`` is what is owed to firms of riders and was not brought to them yet.
# ``acquirer`` is what acquirers took from payers and have not brought yet.
# ``tax`` is owed on commission; ``advances`` is what merchants owe for refunds beyond what was theirs; ``clearing`` is money on its way out.
BANK_BOOKS = (
    "cash",
    "fees",
    "loans",
    "interest_income",
    "interest_receivable",
    "funding",
    "clearing",
    "outside",
    "subsidy",
    "acquiring",
    "tax",
    "advances",
    "acquirer",
    "courier",
)

SHARD_NAMES = frozenset(f"{shard:02d}" for shard in range(SHARDS))
CURRENCY = re.compile(r"[A-Z]{3}\Z")
# One spelling only, so that an account has one code.
CANONICAL_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")


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


def held_of(party_id: UUID, currency: str = CNY) -> str:
    """A merchant's settled sales that are still within the days in which they may come back."""
    return f"held/{party_id}/{currency}"


def reserve_of(party_id: UUID, currency: str = CNY) -> str:
    """What is kept of a merchant's payouts against refunds to come."""
    return f"reserve/{party_id}/{currency}"


def available_of(party_id: UUID, currency: str = CNY) -> str:
    """A merchant's settled sales that are not yet paid out."""
    return f"available/{party_id}/{currency}"


def budget_of(party_id: UUID, currency: str = CNY) -> str:
    """What a party has put up for discounts that others give; of several budgets of one party it is the sum."""
    return f"budget/{party_id}/{currency}"


def custody_of(party_id: UUID, currency: str = CNY) -> str:
    """What a shop's customers paid for ahead, kept by the bank until it is redeemed or refunded. Not the shop's."""
    return f"custody/{party_id}/{currency}"


def collected_of(party_id: UUID, currency: str = CNY) -> str:
    """What was paid by a shop's static code, until it is linked to a sale or a tab. The shop's, not yet settled."""
    return f"collected/{party_id}/{currency}"


def drawer_of(party_id: UUID, currency: str = CNY) -> str:
    """Cash in the drawers of a shop. Not the bank's money: nothing of it is ever paid out."""
    return f"drawer/{party_id}/{currency}"


def tab_of(party_id: UUID, currency: str = CNY) -> str:
    """What a shop's customers owe it on their tabs. Not the bank's money either."""
    return f"tab/{party_id}/{currency}"


def bank_account(book: str, *, spread_by: str, currency: str = CNY) -> str:
    """One of the shards of a bank-side book, so that no row is everybody's queue; the same key meets the same one.

    Raises:
        UnknownAccount: the bank keeps no such book.
    """
    if book not in BANK_BOOKS:
        raise UnknownAccount(account=f"bank/{book}")
    return f"bank/{book}/{zlib.crc32(spread_by.encode()) % SHARDS:02d}/{currency}"


def parts_of(code: str) -> tuple[str, UUID | None, str]:
    """Kind, party and currency of an account code.

    Raises:
        UnknownAccount: nothing that we call an account.
    """
    match code.split("/"):
        case ["bank", book, shard, currency] if book in BANK_BOOKS and shard in SHARD_NAMES and CURRENCY.match(currency):
            return f"bank_{book}", None, currency
        case [kind, party, currency] if kind in PARTY_KINDS and CANONICAL_UUID.match(party) and CURRENCY.match(currency):
            return kind, UUID(party), currency
    raise UnknownAccount(account=code)


def merged(legs: Iterable[Leg]) -> list[Leg]:
    """Legs summed per account, in code order, without those that move nothing.

    Raises:
        Unbalanced: they don't sum to zero in each currency, nothing is left, or an amount is beyond all reason.
    """
    total: dict[str, int] = defaultdict(int)
    by_currency: dict[str, int] = defaultdict(int)
    for leg in legs:
        total[leg.account] += leg.amount_minor
        by_currency[leg.account.rpartition("/")[2]] += leg.amount_minor
    result = [Leg(account, amount) for account, amount in sorted(total.items()) if amount]
    if any(by_currency.values()) or not result or any(abs(leg.amount_minor) > MAX_MINOR for leg in result):
        raise Unbalanced
    return result


def fingerprint(kind: str, legs: Sequence[Leg], memo: Mapping[str, Any]) -> bytes:
    """SHA-256 of what a transfer says, for merged legs."""
    text = json.dumps([kind, [[leg.account, leg.amount_minor] for leg in legs], memo], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).digest()

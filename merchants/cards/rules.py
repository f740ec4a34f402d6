"""Which part of a card's use is paid money and which is bonus, what comes back of it, and the code that a till reads."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from ecosystem.kernel.tokens import said_by, signed_token, subject_of
from ecosystem.kernel.ways import named_in, rest_of, way_to

MARK, SALT = "TCS", "cards.token"
WAY = "card/"
PAY_WITHIN = timedelta(minutes=15)
# What the shop set aside waits longer than an acquirer takes to answer, so that late money mostly still buys the card.
BONUS_WAITS = timedelta(hours=24)
SHOWN_WITHIN = timedelta(hours=24)
MOST_NAME = 60


@dataclass(frozen=True, slots=True)
class Mix:
    """Paid money and bonus, minor units."""

    paid_minor: int
    bonus_minor: int

    @property
    def all_minor(self) -> int:
        return self.paid_minor + self.bonus_minor


def taken(left: Mix, amount_minor: int) -> Mix:
    """What taking ``amount_minor`` off a card takes of each: every fen on it is the same mixture, and the last use takes the rest.

    Raises:
        ValueError: more than is left, or nothing.
    """
    if not 0 < amount_minor <= left.all_minor:
        raise ValueError("a use takes something, and no more than is left")
    bonus = left.bonus_minor * amount_minor // left.all_minor
    return Mix(amount_minor - bonus, bonus)


@dataclass(frozen=True, slots=True)
class Back:
    """What a refund gives back to the card, as paid money and bonus, and to the holder's account."""

    paid_minor: int
    bonus_minor: int
    account_minor: int


def given_back(used: Mix, total_minor: int, before_minor: int, amount_minor: int) -> Back:
    """R5 over the order's money: the card's part comes back as the order does, the bonus as the card's part does.

    Each is a difference of two roundings of the same share, so that any sequence of refunds sums to what was taken.
    """
    card_before, card_after = (used.all_minor * at // total_minor for at in (before_minor, before_minor + amount_minor))
    bonus_before, bonus_after = (used.bonus_minor * at // used.all_minor for at in (card_before, card_after))
    to_card, bonus = card_after - card_before, bonus_after - bonus_before
    return Back(to_card - bonus, bonus, amount_minor - to_card)


def new_number() -> str:
    return f"{secrets.randbelow(10_000):04d}"


def token_of(card_id: UUID, at: datetime) -> str:
    """What a holder's screen shows, new each time, stale within a minute, good for one sale."""
    return signed_token(MARK, f"{card_id.hex}-{secrets.token_hex(6)}", salt=SALT, at=at)


def card_of_token(token: str, at: datetime) -> UUID | None:
    subject = subject_of(token, MARK, salt=SALT, at=at)
    return UUID(subject.partition("-")[0]) if subject else None


def is_token(text: str) -> bool:
    return text.strip().startswith(f"{MARK}.")


def digest_of(token: str) -> bytes:
    return sha256(said_by(token).encode()).digest()


def way_of(card_id: UUID) -> str:
    """The name by which a way to pay is chosen that begins with a card."""
    return way_to(WAY, card_id)


def card_of_way(way: str) -> UUID | None:
    """The card that a way to pay names; ``None`` where it is another way."""
    return named_in(way, WAY)


def rest_of_way(way: str) -> str:
    """The acquirer by which the rest is paid; empty where the account here brings it."""
    return rest_of(way, WAY)

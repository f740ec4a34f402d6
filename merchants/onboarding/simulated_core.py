"""The bank's core, simulated: what it knows of a person who opens a shop. It stands in for one that can't exist here.

How it answers follows from the person's id: most are known, some answers are late, some empty, some
wrong as records are that nobody has looked at for years: a licence number with a slipped digit, a
legal form that does not exist. Tests choose the mood themselves.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from stdnum.cn import uscc

from ecosystem.ports import KnownCustomer

from .simulating import asked_before

NAME = "simulated_core"
MOODS = ("known", "known", "known", "late", "empty", "wrong", "silent")
LATE_UNTIL = 2
REGISTRATION, REGION = "92", "310115"
DIGITS = "0123456789"


class SimulatedCore:
    """The port ``CustomerKnowledge``."""

    def __init__(self, mood: str = "") -> None:
        self.mood = mood

    def ask(self, *, person_id: UUID, at: datetime) -> KnownCustomer | None:
        asked = asked_before(person_id)
        mood = self.mood or MOODS[person_id.int % len(MOODS)]
        if mood == "silent" and asked < LATE_UNTIL:
            raise TimeoutError("the core does not answer")
        if mood == "late" and asked < LATE_UNTIL:
            return None
        if mood == "empty":
            return KnownCustomer()
        number = licence_of(person_id)
        if mood == "wrong":
            slipped = DIGITS[(DIGITS.index(number[9]) + 1) % 10]
            return KnownCustomer(legal_form="partnership", licence_number=number[:9] + slipped + number[10:])
        return KnownCustomer(legal_form="sole_trader", licence_number=number, address_zh="临街 12 号")


def licence_of(person_id: UUID) -> str:
    """A Unified Social Credit Code of nobody, with a right check digit: individual traders' begin with 92."""
    body = hashlib.sha256(b"licence" + person_id.bytes).digest()
    subject = "".join(DIGITS[byte % 10] for byte in body[:9])
    number = f"{REGISTRATION}{REGION}{subject}"
    return number + str(uscc.calc_check_digit(number))

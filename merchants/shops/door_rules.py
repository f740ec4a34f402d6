"""What a shop says at its door: the number to ring it up, and a sign that comes down by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from ecosystem.kernel.clock import business_date

from .errors import BadPhone, BadSign

LONGEST_SIGN = 120
# Digits as people write them down, with or without the country in front.
PHONE = r"^\+?[0-9][0-9 -]{2,19}$"


@dataclass(frozen=True, slots=True)
class Door:
    """``sign_until`` is the last day on which the sign stands; ``None`` until it is taken away."""

    phone: str = ""
    sign: str = ""
    sign_until: date | None = None

    def checked(self, at: datetime) -> Door:
        """As it may be kept. Raises ``BadPhone``, ``BadSign``."""
        phone, sign = self.phone.strip(), " ".join(self.sign.split())
        if phone and not re.match(PHONE, phone):
            raise BadPhone
        if len(sign) > LONGEST_SIGN or (self.sign_until and not stands_on(self.sign_until, at)):
            raise BadSign(longest=LONGEST_SIGN)
        return Door(phone, sign, self.sign_until if sign else None)


def stands_on(until: date | None, at: datetime) -> bool:
    return until is None or business_date(at) <= until

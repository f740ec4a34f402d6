"""A payer's own code: her screen shows it, a till reads it, it pays once within a minute and up to an amount."""

from __future__ import annotations

import secrets
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import IntegrityError, transaction

from ecosystem.kernel.money import to_text
from ecosystem.kernel.tokens import said_by, signed_token, subject_of
from ecosystem.kernel.verbs import inner

from ..errors import AbovePayCode, PayCodeStale, PayCodeUsed
from ..models import UsedPayCode

MARK, SALT = "TCP", "payments.pay_code"
# What goes without another word of the payer's: a code over a shoulder must not be worth more.
MOST_MINOR = 30_000


def pay_code_of(party_id: UUID, at: datetime) -> str:
    """What the payer's screen shows, new each time."""
    return signed_token(MARK, f"{party_id.hex}-{secrets.token_hex(8)}", salt=SALT, at=at)


def is_pay_code(text: str) -> bool:
    return text.strip().startswith(f"{MARK}.")


def payer_shown(code: str, *, at: datetime) -> UUID:
    """Whose code a till has read, for what is told before the sum stands; it pays nothing and is not used up. Raises ``PayCodeStale``."""
    subject = subject_of(code, MARK, salt=SALT, at=at)
    if subject is None:
        raise PayCodeStale
    return UUID(subject.partition("-")[0])


@inner
def take_pay_code(*, code: str, amount_minor: int, at: datetime) -> UUID:
    """Who pays by the code that was read; the code is used up with the caller's transaction.

    Raises:
        PayCodeStale: not ours, or older than a minute.
        PayCodeUsed: it has paid before.
        AbovePayCode: more than a code pays without the payer's word.
    """
    payer_id = payer_shown(code, at=at)
    if amount_minor > MOST_MINOR:
        raise AbovePayCode(most=to_text(MOST_MINOR))
    try:
        with transaction.atomic():
            UsedPayCode.objects.create(digest=sha256(said_by(code).encode()).digest(), payer_id=payer_id, amount_minor=amount_minor, at=at)
    except IntegrityError:
        raise PayCodeUsed from None
    return payer_id

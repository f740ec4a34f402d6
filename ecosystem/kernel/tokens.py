"""Short-lived signed words: what a screen shows as a QR code and a till reads, stale within a minute unless said otherwise."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac

TOKEN_LIVES = timedelta(seconds=60)
CLOCKS_DIFFER = timedelta(seconds=5)


def signed_token(mark: str, subject: str, *, salt: str, at: datetime) -> str:
    """``MARK.subject.moment.signature``; neither mark nor subject holds a full stop."""
    moment = int(at.timestamp())
    return f"{mark}.{subject}.{moment}.{_signature(subject, moment, salt)}"


def subject_of(token: str, mark: str, *, salt: str, at: datetime, lives: timedelta = TOKEN_LIVES) -> str | None:
    """What a token is for, if it is ours, of this mark, and not older than it lives."""
    parts = token.strip().split(".")
    if len(parts) != 4 or parts[0] != mark or not parts[2].isdecimal() or len(parts[2]) > 12:
        return None
    moment = int(parts[2])
    if not hmac.compare_digest(_signature(parts[1], moment, salt), parts[3]):
        return None
    age = at.timestamp() - moment
    return parts[1] if -CLOCKS_DIFFER.total_seconds() <= age <= lives.total_seconds() else None


def _signature(subject: str, moment: int, salt: str) -> str:
    return salted_hmac(salt, f"{subject}.{moment}", algorithm="sha256").hexdigest()[:32]

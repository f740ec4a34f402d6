"""The signed link by which somebody is asked to pay: whoever holds it may answer, once, until it expires."""

from __future__ import annotations

from uuid import UUID

from django.core import signing

from .errors import ArrangementNotFound

SALT = "residents.family.ask"


def write(arrangement_id: UUID) -> str:
    return signing.dumps(arrangement_id.hex, salt=SALT)


def read(token: str) -> UUID:
    """Raises ``ArrangementNotFound`` for anything that we did not sign."""
    try:
        return UUID(signing.loads(token, salt=SALT))
    except (signing.BadSignature, TypeError, ValueError):
        raise ArrangementNotFound from None

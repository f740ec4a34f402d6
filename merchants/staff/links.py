"""The signed link of an invitation: whoever holds it may accept, once, until it expires."""

from __future__ import annotations

from uuid import UUID

from django.core import signing

from .errors import InvitationNotFound
from .models import Invitation

SALT = "merchants.staff.invitation"


def write(invitation: Invitation) -> str:
    return signing.dumps(invitation.pk.hex, salt=SALT)


def read(token: str) -> UUID:
    """Raises ``InvitationNotFound`` for anything that we did not sign."""
    try:
        return UUID(signing.loads(token, salt=SALT))
    except (signing.BadSignature, TypeError, ValueError):
        raise InvitationNotFound from None

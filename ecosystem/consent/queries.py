from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.kernel.verbs import inner

from .errors import ConsentWithdrawn
from .models import Grant

LOOKS = 3


def standing_grant(party_id: UUID, purpose: str, at: datetime) -> Grant | None:
    """For showing. Decide and read data only after ``require_grant``."""
    return Grant.objects.filter(party=party_id, purpose=purpose, grantee="bank", revoked_at=None, until__gt=at).first()


@inner
def require_grant(*, party_id: UUID, purpose: str, at: datetime) -> Grant:
    """The grant that a read or a decision rests on, held until the caller's transaction ends.

    A revocation waits for readers that hold the grant; whoever comes after it finds none.

    Raises:
        ConsentWithdrawn: never given, revoked or expired.
    """
    for _look in range(LOOKS):
        held = _held(party_id, purpose)
        if held is not None:
            if held.until > at:
                return held
            break
        # None seen may mean that it was replaced while we waited for the lock: the newer one
        # is in the snapshot of the next statement.
    raise ConsentWithdrawn


def _held(party_id: UUID, purpose: str) -> Grant | None:
    # FOR SHARE, which the ORM lacks: readers do not wait for each other, only for a change.
    found = Grant.objects.raw(
        "SELECT * FROM consent_grant WHERE party_id = %s AND purpose = %s AND grantee = 'bank' AND revoked_at IS NULL FOR SHARE",
        [party_id, purpose],
    )
    return next(iter(found), None)

"""Cases are read by credit officers and risk managers and worked by officers; an owner sees her own."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from ecosystem.identity.public import holds_role, parties_where
from ecosystem.kernel.actor import Actor
from lending.offices.public import sees
from lending.policy.public import require_officer
from lending.policy.public import require_reader as require_reader

from .errors import NothingToLookAt, OwnBusiness, ReferralNotFound
from .models import Referral

OWNER = frozenset({"owner"})
WHOLE = ("party", "decision__policy", "decision__snapshot")


def case_for(by: Actor, referral_id: UUID, *, lock: bool = False) -> Referral:
    """Raises ``LendersOnly``: no officer, nor a risk manager who only reads; ``ReferralNotFound``: there is none; ``OwnBusiness``: hers."""
    (require_officer if lock else require_reader)(by)
    cases = Referral.objects.filter(pk=referral_id)
    found = (cases.locked() if lock else cases).select_related(*WHOLE).first()
    if found is None or not sees(by, found.party_id):
        raise ReferralNotFound
    if lock and holds_role(by, found.party_id, OWNER):
        raise OwnBusiness
    return found


def require_owner(by: Actor, party_id: UUID) -> None:
    """Raises ``NothingToLookAt``: somebody else's business looks like one on which nothing was decided."""
    if not holds_role(by, party_id, OWNER):
        raise NothingToLookAt


def businesses_of(by: Actor) -> Sequence[UUID]:
    return parties_where(by, OWNER)

from __future__ import annotations

from uuid import UUID

from ecosystem.identity.public import holds_role, parties_where
from ecosystem.kernel.actor import Actor

from .errors import LoanNotFound
from .models import Facility

OWNER = {"owner"}


def loan_for(by: Actor, loan_id: UUID, *, lock: bool = False) -> Facility:
    """The line, for an owner of its borrower.

    Raises:
        LoanNotFound: no such line, or somebody else's.
    """
    lines = Facility.objects.locked() if lock else Facility.objects.all()
    found = lines.select_related("product").filter(pk=loan_id).first()
    if found is None or not holds_role(by, found.borrower_id, OWNER):
        raise LoanNotFound
    return found


def borrowers_of(by: Actor) -> list[UUID]:
    return parties_where(by, OWNER)

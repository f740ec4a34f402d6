"""An owner files and reads her own business's complaints; officers and risk managers who had no part in the matter answer them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from ecosystem.identity.public import holds_role, parties_where
from ecosystem.kernel.actor import Actor
from lending.loans.public import Facility
from lending.offers.public import Offer
from lending.offices.public import sees
from lending.policy.public import Decision, require_reader

from . import queries
from .errors import ComplaintNotFound, HandledByAnother, SubjectNotFound
from .models import Complaint

OWNER = frozenset({"owner"})


def businesses_of(by: Actor) -> Sequence[UUID]:
    return parties_where(by, OWNER)


def require_subject(by: Actor, party_id: UUID, about: str, subject_id: UUID | None) -> None:
    """Raises ``SubjectNotFound``: somebody else's business, or no such offer, decision or loan of it."""
    if not holds_role(by, party_id, OWNER):
        raise SubjectNotFound
    if subject_id is not None:
        of_party = {
            "offer": Offer.objects.filter(party=party_id),
            "refusal": Decision.objects.filter(party=party_id),
            "loan": Facility.objects.of(party_id),
        }
        if about not in of_party or not of_party[about].filter(pk=subject_id).exists():
            raise SubjectNotFound


def own_complaint(by: Actor, complaint_id: UUID) -> Complaint:
    """The owner's, locked. Raises ``ComplaintNotFound``: none, or another's."""
    found = Complaint.objects.locked().filter(pk=complaint_id, party__in=businesses_of(by)).first()
    if found is None:
        raise ComplaintNotFound
    return found


def complaint_for(by: Actor, complaint_id: UUID, *, lock: bool = False) -> Complaint:
    """For whoever lends or watches risk.

    Raises:
        LendersOnly, ComplaintNotFound: not for her, or there is none.
        HandledByAnother: for acts, where she had a part in it.
    """
    require_reader(by)
    complaints = Complaint.objects.filter(pk=complaint_id)
    found = (complaints.locked() if lock else complaints).select_related("party").first()
    if found is None or not sees(by, found.party_id):
        raise ComplaintNotFound
    if lock and not may_answer(by, found):
        raise HandledByAnother
    return found


def may_answer(by: Actor, complaint: Complaint) -> bool:
    return by.name not in {*complaint.barred, *queries.involved_in(complaint)} and not holds_role(by, complaint.party_id, OWNER)

"""What other rooms and wings may take from referrals."""

from .access import case_for
from .actions import ask_for_person, claim, conclude, follow_decision, look_again, propose
from .actions.working import Proposal
from .models import Referral
from .queries import granted_on, newest_on, people_behind, people_stand_by, with_open_case

__all__ = [
    "Proposal",
    "Referral",
    "ask_for_person",
    "case_for",
    "claim",
    "conclude",
    "follow_decision",
    "granted_on",
    "look_again",
    "newest_on",
    "people_behind",
    "people_stand_by",
    "propose",
    "with_open_case",
]

"""What other rooms and wings may take from policy."""

from .access import require_officer
from .actions import decide_on, policy_for, replay, terms_of
from .casefile import Source, sources_of
from .errors import DecisionNotFound, NoPolicyInForce, PolicyUnsound
from .models import Decision, PolicyVersion
from .queries import latest_decision
from .reasons import Told, shown, tell, tell_all
from .sizing import Terms, least_loan
from .verdicts import APPROVE, DECLINE, REFER, Verdict

__all__ = [
    "APPROVE",
    "DECLINE",
    "REFER",
    "Decision",
    "DecisionNotFound",
    "NoPolicyInForce",
    "PolicyUnsound",
    "PolicyVersion",
    "Source",
    "Terms",
    "Told",
    "Verdict",
    "decide_on",
    "latest_decision",
    "least_loan",
    "policy_for",
    "replay",
    "require_officer",
    "shown",
    "sources_of",
    "tell",
    "tell_all",
    "terms_of",
]

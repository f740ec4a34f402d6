"""What other rooms and wings may take from policy."""

from .access import decision_for, is_officer, require_officer, require_reader
from .actions import decide_on, decide_on_all, policy_for, replay, terms_of
from .casefile import Source, sources_of
from .errors import DecisionNotFound, NoPolicyInForce, PolicyUnsound
from .models import Decision, PolicyVersion
from .queries import HeldPolicy, held_policies, latest_decision, names_of, newest_decisions
from .reasons import Told, tell, tell_all
from .sizing import Terms, least_loan
from .verdicts import APPROVE, DECLINE, REFER, Verdict

__all__ = [
    "APPROVE",
    "DECLINE",
    "REFER",
    "Decision",
    "DecisionNotFound",
    "HeldPolicy",
    "NoPolicyInForce",
    "PolicyUnsound",
    "PolicyVersion",
    "Source",
    "Terms",
    "Told",
    "Verdict",
    "decide_on",
    "decide_on_all",
    "decision_for",
    "held_policies",
    "is_officer",
    "latest_decision",
    "least_loan",
    "names_of",
    "newest_decisions",
    "policy_for",
    "replay",
    "require_officer",
    "require_reader",
    "sources_of",
    "tell",
    "tell_all",
    "terms_of",
]

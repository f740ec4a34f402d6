"""What other rooms and wings may take from after-sale."""

from .actions import Application, apply, give_back, reward_members, time_out
from .errors import NotCompleted, NothingToReturn
from .errors import ReasonMissing as WhyMissing
from .models import Case, CaseLine
from .queries import case_lines, given_by_line, refunded_minor
from .rules import Asked

__all__ = [
    "Application",
    "Asked",
    "Case",
    "CaseLine",
    "NotCompleted",
    "NothingToReturn",
    "WhyMissing",
    "apply",
    "case_lines",
    "give_back",
    "given_by_line",
    "refunded_minor",
    "reward_members",
    "time_out",
]

"""What other rooms and wings may take from after-sale."""

from .actions import Application, apply, give_back, reward_members, time_out
from .errors import NotAPicture, NotCompleted, NothingToReturn, TooManyPictures
from .errors import ReasonMissing as WhyMissing
from .models import Case, CaseLine
from .photos import MOST, Shot, taken, taken_all
from .queries import case_lines, refunded_minor
from .rules import Asked

__all__ = [
    "MOST",
    "Application",
    "Asked",
    "Case",
    "CaseLine",
    "NotAPicture",
    "NotCompleted",
    "NothingToReturn",
    "Shot",
    "TooManyPictures",
    "WhyMissing",
    "apply",
    "case_lines",
    "give_back",
    "refunded_minor",
    "reward_members",
    "taken",
    "taken_all",
    "time_out",
]

"""Cases of people: opened, worked by one, decided by another, reminded of, closed."""

from .following import ask_for_person, close_unconsented, follow_decision, look_again
from .reminding import remind
from .working import claim, conclude, give_back, open_desk, propose, release

__all__ = [
    "ask_for_person",
    "claim",
    "close_unconsented",
    "conclude",
    "follow_decision",
    "give_back",
    "look_again",
    "open_desk",
    "propose",
    "release",
    "remind",
]

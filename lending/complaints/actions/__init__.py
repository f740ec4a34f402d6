"""Complaints: filed and reopened by an owner, taken and answered at the bank, reminded of."""

from .answering import Reply, answer_complaint, confirm_answer, give_back, open_complaint, open_desk, put_back, take_complaint
from .filing import Said, file_complaint, reopen_complaint
from .reminding import remind

__all__ = [
    "Reply",
    "Said",
    "answer_complaint",
    "confirm_answer",
    "file_complaint",
    "give_back",
    "open_complaint",
    "open_desk",
    "put_back",
    "remind",
    "reopen_complaint",
    "take_complaint",
]

"""The verbs of reviews, by who acts."""

from .answering import answer_question, reply_to_review
from .asking import ask_question
from .complaining import appeal, report_question, report_review
from .counting import count_rating
from .deciding import decide, read_complaint, second
from .writing import Wording, edit_review, write_review

__all__ = [
    "Wording",
    "answer_question",
    "appeal",
    "ask_question",
    "count_rating",
    "decide",
    "edit_review",
    "read_complaint",
    "reply_to_review",
    "report_question",
    "report_review",
    "second",
    "write_review",
]

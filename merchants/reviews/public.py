"""What other rooms and wings may take from reviews."""

from .actions import Wording, ask_question, write_review
from .models import Question, Rating, Review
from .queries import ratings_of

__all__ = ["Question", "Rating", "Review", "Wording", "ask_question", "ratings_of", "write_review"]

"""What buyers say of shops, what is asked, who complains of it, and what it comes to."""

from .complaints import Complaint
from .questions import Question
from .ratings import Rating
from .reviews import Hidden, Mark, Photo, Review

__all__ = ["Complaint", "Hidden", "Mark", "Photo", "Question", "Rating", "Review"]

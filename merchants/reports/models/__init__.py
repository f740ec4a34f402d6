"""Roll-ups, and what they are read with."""

from .rollups import ArticleDay, Back, Day, Mark, Part
from .terms import TaxTerms

__all__ = ["ArticleDay", "Back", "Day", "Mark", "Part", "TaxTerms"]

"""Roll-ups, and what they are read with."""

from .health import PARTS, Appeal, HealthTerms, Score
from .rollups import ArticleDay, Back, Day, Mark, Part, RateDay
from .terms import TaxTerms

__all__ = ["PARTS", "Appeal", "ArticleDay", "Back", "Day", "HealthTerms", "Mark", "Part", "RateDay", "Score", "TaxTerms"]

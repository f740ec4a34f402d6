"""Pure rules of reviews: the rating's formula, spans of time, what text is taken, and how a writer is named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from .errors import BadStars, NothingSaid

STARS = range(1, 6)
# After the order is completed; after the review is written.
WRITABLE, EDITABLE = timedelta(days=30), timedelta(days=7)
LONGEST_REVIEW, LONGEST_QUESTION, LONGEST_WORDS = 500, 200, 500
MOST_OPEN_QUESTIONS = 3
# A review of the last year counts whole; each year earlier half as much, until nothing is left of it.
WHOLE = 8
YEAR_DAYS = 365
# As if each number of stars had been given once before anybody came.
PRIOR_REVIEWS, PRIOR_STARS = len(STARS), sum(STARS)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many reviews count, and the sums of their weights and of weight × stars, in eighths of a review."""

    reviews: int = 0
    weight: int = 0
    stars: int = 0


def weight_of(written_on: date, today: date) -> int:
    """Eighths of a review by its age in whole years: 8, 4, 2, 1, then 0."""
    years = max(0, (today - written_on).days) // YEAR_DAYS
    return WHOLE >> years if years < WHOLE else 0


def counted(rows: Iterable[tuple[int, date, int]], *, today: date) -> Counted:
    """Rows are (stars, day, how many)."""
    reviews = weight = stars = 0
    for given, on, times in rows:
        each = weight_of(on, today)
        if each:
            reviews, weight, stars = reviews + times, weight + each * times, stars + each * times * given
    return Counted(reviews, weight, stars)


def rating(weight: int, stars: int) -> Decimal:
    """The mean of the weighted reviews and of one imagined review of each number of stars, to one decimal, half up.

    The expected stars under a Dirichlet prior of one vote a category (Laplace's rule of succession for five outcomes; for
    ratings see E. Miller, "Ranking Items With Star Ratings", 2014). So three fives (4.3) don't outrank thirty (4.9), and a
    shop with one bad review is not ruined by it.
    """
    over = WHOLE * PRIOR_REVIEWS + weight
    tenths = (2 * 10 * (WHOLE * PRIOR_STARS + stars) + over) // (2 * over)
    return Decimal(tenths).scaleb(-1)


def checked_stars(stars: int) -> int:
    """Raises ``BadStars``."""
    if stars not in STARS:
        raise BadStars
    return stars


def checked_marks(marks: Mapping[int, int], positions: Iterable[int]) -> dict[int, int]:
    """Stars by line position. Raises ``BadStars`` for a line that the order has not."""
    if not set(marks) <= set(positions):
        raise BadStars
    return {position: checked_stars(stars) for position, stars in sorted(marks.items())}


def tidy(text: str, longest: int) -> str:
    return " ".join(text.split())[:longest]


def checked_text(text: str, longest: int = LONGEST_WORDS) -> str:
    """Raises ``NothingSaid``."""
    told = tidy(text, longest)
    if not told:
        raise NothingSaid
    return told


def shown_name(name: str) -> str:
    """The first letter of a name and two stars: neighbours read who it may be, strangers don't."""
    return f"{name[:1]}**"

"""How many, how long, and in which steps it is said. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from ecosystem.kernel.clock import TOWN_TIME
from merchants.shops.public import Category

FEWEST_NEIGHBOURS = 5
"""k: nothing is told of an article that fewer different people bought."""
WINDOW_DAYS = 30
"""Today and the 29 days before, town time."""
STEPS = (FEWEST_NEIGHBOURS, 10, 20, 50, 100, 200, 500)
UNTOLD = frozenset({Category.PHARMACY.value})
"""What is bought there says something of somebody's health, however many bought it."""


def first_day(today: date) -> date:
    return today - timedelta(days=WINDOW_DAYS - 1)


def begins(today: date) -> datetime:
    """The moment at which the window begins."""
    return datetime.combine(first_day(today), time(), tzinfo=TOWN_TIME)


def at_least(neighbours: int) -> int:
    """The step that a count has reached: whoever looks twice can't tell who came in between."""
    return max(step for step in STEPS if step <= neighbours)

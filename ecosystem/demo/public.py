"""What the wings' shares of the town may take from demo."""

from . import shape
from .baskets import Basket, Year
from .buying import PAY_DAYS
from .planner import analyse
from .rows import Rows, change, drawn
from .shape import Town
from .town import read_town
from .year import read_year

__all__ = ["PAY_DAYS", "Basket", "Rows", "Town", "Year", "analyse", "change", "drawn", "read_town", "read_year", "shape"]

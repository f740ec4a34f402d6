"""What the wings' shares of the town may take from demo."""

from . import shape
from .buying import PAY_DAYS
from .planner import analyse
from .rows import Rows, change, drawn
from .shape import Town
from .town import read_town

__all__ = ["PAY_DAYS", "Rows", "Town", "analyse", "change", "drawn", "read_town", "shape"]

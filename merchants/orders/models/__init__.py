"""Orders, their lines, what was shown on the scale, and what both sides said."""

from .lines import Line
from .orders import Order
from .photos import ScalePhoto
from .words import Word

__all__ = ["Line", "Order", "ScalePhoto", "Word"]

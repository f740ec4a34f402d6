"""Orders, their lines, what was shown on the scale, and what both sides said."""

from .orders import Line, Order
from .photos import ScalePhoto
from .words import Word

__all__ = ["Line", "Order", "ScalePhoto", "Word"]

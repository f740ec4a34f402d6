"""Orders, their lines, and what was shown on the scale."""

from .orders import Line, Order
from .photos import ScalePhoto

__all__ = ["Line", "Order", "ScalePhoto"]

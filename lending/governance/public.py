"""What other rooms may take from governance."""

from .actions import READER, draw_fairness
from .picture import draw_picture

__all__ = ["READER", "draw_fairness", "draw_picture"]

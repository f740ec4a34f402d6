"""What other rooms may take from governance."""

from .actions import READER, draw_fairness

__all__ = ["READER", "draw_fairness"]

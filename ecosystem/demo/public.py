"""What the wings' shares of the town may take from demo."""

from . import shape
from .rows import Rows
from .shape import Town
from .town import read_town

__all__ = ["Rows", "Town", "read_town", "shape"]

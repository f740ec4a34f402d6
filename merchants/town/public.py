"""What the residents' share of the town may take from the merchants'."""

from .makers import Maker, makers_of
from .part import owners_of

__all__ = ["Maker", "makers_of", "owners_of"]

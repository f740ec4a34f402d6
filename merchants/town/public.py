"""What the residents' share of the town may take from the merchants'."""

from .makers import Maker, makers_of
from .offering import Offering, joined_at, offering, regulars
from .part import owners_of

__all__ = ["Maker", "Offering", "joined_at", "makers_of", "offering", "owners_of", "regulars"]

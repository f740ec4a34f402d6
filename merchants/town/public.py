"""What the residents' share of the town may take from the merchants'."""

from .part import owners_of

__all__ = ["owners_of"]

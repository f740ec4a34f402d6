"""After-sale cases, what of each line they claim, what was said and shown, and the terms they run on."""

from .cases import Case, CaseLine, Tally
from .history import Photo, Step
from .terms import Terms

__all__ = ["Case", "CaseLine", "Photo", "Step", "Tally", "Terms"]

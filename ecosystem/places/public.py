"""What other rooms and wings may take from places."""

from .models import Landmark, Neighbourhood
from .rules import MOST_METRES, cell_of, covering, metres, reach, ring, rings_within

__all__ = ["MOST_METRES", "Landmark", "Neighbourhood", "cell_of", "covering", "metres", "reach", "ring", "rings_within"]

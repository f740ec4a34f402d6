"""What other rooms and wings may take from places."""

from .models import Landmark, Neighbourhood
from .queries import landmark_coded, landmarks
from .rules import MOST_METRES, Looks, area_of, areas_around, cell_of, covering, looks_around, metres

__all__ = [
    "MOST_METRES",
    "Landmark",
    "Looks",
    "Neighbourhood",
    "area_of",
    "areas_around",
    "cell_of",
    "covering",
    "landmark_coded",
    "landmarks",
    "looks_around",
    "metres",
]

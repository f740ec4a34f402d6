"""What other rooms and wings may take from places."""

from .gcj import from_gcj, to_gcj
from .maps import is_shifted_map, pointed_at, shown
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
    "from_gcj",
    "is_shifted_map",
    "landmark_coded",
    "landmarks",
    "looks_around",
    "metres",
    "pointed_at",
    "shown",
    "to_gcj",
]

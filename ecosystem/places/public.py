"""What other rooms and wings may take from places."""

from .gcj import from_gcj, to_gcj
from .maps import is_shifted_map, map_at, pointed_at, shown
from .models import Landmark, Neighbourhood
from .queries import first_landmark, landmark_coded, landmarks, nearest_neighbourhoods
from .rules import MOST_METRES, Looks, area_of, areas_around, cell_of, covering, looks_around, metres
from .wording import distance

__all__ = [
    "MOST_METRES",
    "Landmark",
    "Looks",
    "Neighbourhood",
    "area_of",
    "areas_around",
    "cell_of",
    "covering",
    "distance",
    "first_landmark",
    "from_gcj",
    "is_shifted_map",
    "landmark_coded",
    "landmarks",
    "looks_around",
    "map_at",
    "metres",
    "nearest_neighbourhoods",
    "pointed_at",
    "shown",
    "to_gcj",
]

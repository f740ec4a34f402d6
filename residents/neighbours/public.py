"""What other rooms of the residents may take from neighbours."""

from .queries import Bought, bought_at_shop, bought_in, counts, neighbourhood_around
from .rules import FEWEST_NEIGHBOURS, WINDOW_DAYS

__all__ = ["FEWEST_NEIGHBOURS", "WINDOW_DAYS", "Bought", "bought_at_shop", "bought_in", "counts", "neighbourhood_around"]

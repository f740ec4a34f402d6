"""What other rooms and wings may take from delivery."""

from .models import Delivery
from .queries import latest_of
from .rules import door_code_of

__all__ = ["Delivery", "door_code_of", "latest_of"]

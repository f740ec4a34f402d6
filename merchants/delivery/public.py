"""What other rooms and wings may take from delivery."""

from .models import Delivery
from .queries import Door, door_of, latest_of
from .rules import door_code_of

__all__ = ["Delivery", "Door", "door_code_of", "door_of", "latest_of"]

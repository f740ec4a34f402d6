"""What other rooms and wings may take from arrivals."""

from .actions import count_scan, count_steps
from .models import Arrival
from .rules import FILLED, OPENED, PAID, RETURNED, SCANNED, SIGNED_IN, counts

__all__ = ["FILLED", "OPENED", "PAID", "RETURNED", "SCANNED", "SIGNED_IN", "Arrival", "count_scan", "count_steps", "counts"]

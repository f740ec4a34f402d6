"""What other rooms and wings may take from loans."""

from .models import Facility

__all__ = ["Facility"]

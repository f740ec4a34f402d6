"""What other rooms and wings may take from the till."""

from .actions import ring_up

__all__ = ["ring_up"]

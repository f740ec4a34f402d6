"""What other rooms and wings may take from closing."""

from .actions import close_through

__all__ = ["close_through"]

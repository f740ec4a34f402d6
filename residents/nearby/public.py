"""What other rooms of the residents may take from nearby."""

from .queries import Here, here_from

__all__ = ["Here", "here_from"]

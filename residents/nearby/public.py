"""What other rooms of the residents may take from nearby."""

from .queries import Here, here_from, is_kept

__all__ = ["Here", "here_from", "is_kept"]

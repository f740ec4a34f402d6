"""What other rooms of the residents may take from nearby."""

from .queries import is_kept

__all__ = ["is_kept"]

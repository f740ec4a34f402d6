"""What other rooms and wings may take from reports."""

from .actions.folding import fold_day

__all__ = ["fold_day"]

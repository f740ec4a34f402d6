"""Verbs of reports."""

from .folding import fold, fold_day, mark_every_day, moment

__all__ = ["fold", "fold_day", "mark_every_day", "moment"]

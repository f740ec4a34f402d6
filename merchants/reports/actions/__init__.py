"""Verbs of reports."""

from .folding import fold, fold_day, mark_every_day
from .scoring import answer_appeal, appeal_score, score_shop, withdraw_appeal

__all__ = ["answer_appeal", "appeal_score", "fold", "fold_day", "mark_every_day", "score_shop", "withdraw_appeal"]

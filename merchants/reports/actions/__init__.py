"""Verbs of reports."""

from .closing import close_month, reopen_month
from .folding import fold, fold_day, mark_every_day
from .scoring import answer_appeal, appeal_score, score_shop, withdraw_appeal

__all__ = ["answer_appeal", "appeal_score", "close_month", "fold", "fold_day", "mark_every_day", "reopen_month", "score_shop", "withdraw_appeal"]

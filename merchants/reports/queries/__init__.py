"""Reports for screens and endpoints. Each takes the same few statements however much was traded."""

from .ageing import Ageing, Debtor, claims_by_age, owed_back_by, owed_back_to, payables_by_age, receivables_by_age
from .closing import changed_since, figures_of, undecided_of
from .goods import GoodsRow, goods_of
from .health import appeals_of, appeals_to_answer, measures_of, scores_of, shops_to_score
from .month import Month, month_of, months_of
from .rows import LINES, rows_behind
from .sales import Sales, sales_of
from .today import Today, today_of
from .todos import Todo, todos_of

__all__ = [
    "LINES",
    "Ageing",
    "Debtor",
    "GoodsRow",
    "Month",
    "Sales",
    "Today",
    "Todo",
    "appeals_of",
    "appeals_to_answer",
    "changed_since",
    "claims_by_age",
    "figures_of",
    "goods_of",
    "measures_of",
    "month_of",
    "months_of",
    "owed_back_by",
    "owed_back_to",
    "payables_by_age",
    "receivables_by_age",
    "rows_behind",
    "sales_of",
    "scores_of",
    "shops_to_score",
    "today_of",
    "todos_of",
    "undecided_of",
]

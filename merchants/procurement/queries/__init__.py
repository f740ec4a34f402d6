"""Reads for both sides' screens and endpoints."""

from .aside import refused_here, waiting_counts
from .invoices import claims_of, due_by, paid_out_of, payables_of, unpaid_of, waiting_for_an_answer
from .orders import board_of, document, earlier_of, ended_of, last_prices, purchases_of, sales_of, supply_board, turns_of, unanswered
from .reordering import baskets_for, drafted_by_night, suggestions_for, trigger_of
from .suppliers import articles_of, suppliers_for

__all__ = [
    "articles_of",
    "baskets_for",
    "board_of",
    "claims_of",
    "document",
    "drafted_by_night",
    "due_by",
    "earlier_of",
    "ended_of",
    "last_prices",
    "paid_out_of",
    "payables_of",
    "purchases_of",
    "refused_here",
    "sales_of",
    "suggestions_for",
    "suppliers_for",
    "supply_board",
    "trigger_of",
    "turns_of",
    "unanswered",
    "unpaid_of",
    "waiting_counts",
    "waiting_for_an_answer",
]

"""Requests for quotation, what suppliers quoted, and what was awarded."""

from .asking import Rfq, RfqLine
from .quoting import AwardLine, Quotation, QuoteLine, QuoteVersion

__all__ = ["AwardLine", "Quotation", "QuoteLine", "QuoteVersion", "Rfq", "RfqLine"]

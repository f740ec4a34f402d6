"""Money in, money back, money out, and whether the bank's and the acquirers' files say the same."""

from .disbursements import Disbursement, RailAnswer
from .paying import MethodFee, Payment, Refund, Share
from .reconciliation import Case, Day, Statement, StatementLine

__all__ = ["Case", "Day", "Disbursement", "MethodFee", "Payment", "RailAnswer", "Refund", "Share", "Statement", "StatementLine"]

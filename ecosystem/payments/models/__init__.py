"""Money in, money back, money out, and whether the bank's and the acquirers' files say the same."""

from .acquiring import AcquirerCall, Charge
from .disbursements import Disbursement, RailAnswer
from .paycodes import UsedPayCode
from .paying import OPEN, MethodFee, Payment, Refund, Share
from .reconciliation import Case, Day, Statement, StatementLine
from .simulated import SimulatedCall, SimulatedCharge, SimulatedRefund

__all__ = [
    "OPEN",
    "AcquirerCall",
    "Case",
    "Charge",
    "Day",
    "Disbursement",
    "MethodFee",
    "Payment",
    "RailAnswer",
    "Refund",
    "Share",
    "SimulatedCall",
    "SimulatedCharge",
    "SimulatedRefund",
    "Statement",
    "StatementLine",
    "UsedPayCode",
]

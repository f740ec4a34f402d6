"""What other rooms and wings may take from closed months and tax terms."""

from .actions import close, hold_months, open_again, require_open
from .errors import BadTaxTerms, MonthNotReady, PeriodClosed
from .models import ClosedMonth, Taxpayer
from .queries import closed_until, closings_of, taxpayer_on, taxpayers_of
from .rules import usual_bp
from .taxing import set_taxpayer

__all__ = [
    "BadTaxTerms",
    "ClosedMonth",
    "MonthNotReady",
    "PeriodClosed",
    "Taxpayer",
    "close",
    "closed_until",
    "closings_of",
    "hold_months",
    "open_again",
    "require_open",
    "set_taxpayer",
    "taxpayer_on",
    "taxpayers_of",
    "usual_bp",
]

"""What other rooms and wings may take from closed months."""

from .actions import close, hold_months, open_again, require_open
from .errors import MonthNotReady, PeriodClosed
from .models import ClosedMonth
from .queries import closed_until, closings_of

__all__ = ["ClosedMonth", "MonthNotReady", "PeriodClosed", "close", "closed_until", "closings_of", "hold_months", "open_again", "require_open"]

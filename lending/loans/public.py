"""What other rooms and wings may take from loans."""

from .acceptance import ChosenTerms, accept_offer
from .actions import repay_early
from .models import Facility
from .queries import owed_by_line
from .yields import Earned, Used, earned_between, used_by_month

__all__ = ["ChosenTerms", "Earned", "Facility", "Used", "accept_offer", "earned_between", "owed_by_line", "repay_early", "used_by_month"]

"""What other rooms and wings may take from loans."""

from .acceptance import ChosenTerms, accept_offer
from .actions import repay_early
from .models import Facility
from .queries import owed_by_line

__all__ = ["ChosenTerms", "Facility", "accept_offer", "owed_by_line", "repay_early"]

"""What other rooms and wings may take from settlement."""

from .actions import Sale, accounts_of, draft_settlement, settle, settlement_legs
from .models import CommissionRate, Settlement
from .queries import rate_for

__all__ = ["CommissionRate", "Sale", "Settlement", "accounts_of", "draft_settlement", "rate_for", "settle", "settlement_legs"]

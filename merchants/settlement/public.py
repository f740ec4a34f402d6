"""What other rooms and wings may take from settlement."""

from .actions import Sale, draft_settlement, settle, settlement_legs
from .models import CommissionRate, Settlement
from .queries import rate_for

__all__ = ["CommissionRate", "Sale", "Settlement", "draft_settlement", "rate_for", "settle", "settlement_legs"]

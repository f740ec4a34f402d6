"""The verbs of the earmarks room."""

from .holding import expire_earmark, expire_earmarks, hand_over, keep_at_most, set_aside
from .paying import pay_from_line, refund_to_line

__all__ = ["expire_earmark", "expire_earmarks", "hand_over", "keep_at_most", "pay_from_line", "refund_to_line", "set_aside"]

"""What other rooms and wings may take from notices."""

from .actions import draft_notice, mark_read, notify, notify_all, nudge
from .messaging import text
from .models import Notice

__all__ = ["Notice", "draft_notice", "mark_read", "notify", "notify_all", "nudge", "text"]

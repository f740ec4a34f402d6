"""What other rooms and wings may take from notices."""

from .actions import draft_notice, mark_read, notify, notify_all, nudge
from .models import Notice
from .texting import text

__all__ = ["Notice", "draft_notice", "mark_read", "notify", "notify_all", "nudge", "text"]

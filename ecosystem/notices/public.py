"""What other rooms and wings may take from notices."""

from .actions import draft_notice, mark_read, notify, notify_all, nudge
from .messaging import alarm
from .models import Notice
from .topics import CALL, SMS

__all__ = ["CALL", "SMS", "Notice", "alarm", "draft_notice", "mark_read", "notify", "notify_all", "nudge"]

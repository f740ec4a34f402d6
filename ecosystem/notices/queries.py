from __future__ import annotations

from typing import Any

from ecosystem.kernel.actor import Actor

from .access import notices_for

PAGE = 30


def notices_page(actor: Actor, *, before: str = "") -> dict[str, Any]:
    """Newest first, ``PAGE`` at a time; ``before`` is the number of the last one seen."""
    notices = notices_for(actor).order_by("-pk")
    if before.isdecimal() and len(before) < 19:
        notices = notices.filter(pk__lt=int(before))
    rows = list(notices[: PAGE + 1])
    return {
        "notices": rows[:PAGE],
        "unread": unread_count(actor),
        "older": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "is_first": not before,
    }


def unread_count(actor: Actor) -> int:
    return notices_for(actor).filter(read_at=None).count()

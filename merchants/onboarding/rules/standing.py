"""How a file moves (circles.md F1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from ..errors import FileMoved

# A shop may trade from its first day; so long its file may take.
FINISH_WITHIN = timedelta(days=30)
REMIND_DAYS = 30
CLAIM_LASTS = timedelta(hours=24)

MOVES: Mapping[str, frozenset[str]] = {
    "draft": frozenset({"submitted"}),
    "submitted": frozenset({"in_review"}),
    "in_review": frozenset({"needs_info", "approved", "rejected"}),
    "needs_info": frozenset({"submitted"}),
    "approved": frozenset({"active", "terminated"}),
    "active": frozenset({"suspended", "terminated"}),
    "suspended": frozenset({"active", "terminated"}),
    "rejected": frozenset({"needs_info"}),
    "terminated": frozenset(),
}
# Where a merchant may hand in papers: before and between reviews, and whenever one is to be renewed.
OPEN_TO_PAPERS = frozenset({"draft", "submitted", "in_review", "needs_info", "approved", "active", "suspended"})


def require_status(status: str, allowed: frozenset[str] | set[str]) -> None:
    """Raises ``FileMoved`` with what it is now."""
    if status not in allowed:
        raise FileMoved(details={"stands": status})


def may_move(status: str, to: str) -> bool:
    return to in MOVES[status]

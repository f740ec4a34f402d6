"""What happens by itself when a deadline passes. Rows say when; a task finds them, as often as it likes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.kernel.verbs import entry, inner

from .. import access, queries
from ..models import Case
from .answering import agreed, goods_taken
from .applying import end_without_money, leave_offer
from .moving import Status
from .refunding import CLOCK, try_again


@entry
def time_out(*, case_id: UUID, at: datetime) -> Case:
    """End what a case waits for, if its time is over; again, or too early, it changes nothing.

    A shop that does not answer agrees, also to returned goods. A buyer who sends nothing back, or lets a refusal
    stand, withdraws; an offer that she does not answer is a refusal. A refund under way is tried again.

    Raises:
        CaseNotFound: no such case.
    """
    case = access.case_of_nobody(case_id)
    if (case.due_at is None or case.due_at > at) and not queries.has_arrived(case):
        return case
    return _passed(case, at=at)


@inner
def _passed(case: Case, *, at: datetime) -> Case:
    match case.status:
        case Status.APPLIED:
            return agreed(case, by=CLOCK, at=at)
        case Status.OFFERED:
            return leave_offer(case, by=CLOCK, at=at)
        case Status.RETURNED:
            return goods_taken(case, restock={}, by=CLOCK, at=at)
        case Status.REFUNDING:
            return try_again(case, by=CLOCK, at=at)
    return end_without_money(case, by=CLOCK, at=at)

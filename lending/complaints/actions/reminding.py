"""A day that has passed without an answer: whoever may answer is told each day, the business once."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from ecosystem.audit.public import record
from ecosystem.kernel.actor import platform
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.verbs import entry
from ecosystem.notices.public import notify

from ..models import Complaint
from .filing import tell_handlers

JOB = platform("complaints")
MOST = 200


@entry
def remind(*, at: datetime) -> int:
    """Tell of the open complaints whose day has passed; answers of how many. Safe to run twice, or by two workers."""
    today = business_date(at)
    late = Complaint.objects.open().filter(Q(late_told_on=None) | Q(late_told_on__lt=today), answer_on__lt=today)
    found = late.select_related("party").order_by("answer_on", "id").select_for_update(skip_locked=True, no_key=True, of=("self",))
    complaints = list(found[:MOST])
    for complaint in complaints:
        if complaint.late_told_on is None:
            record("lending.complaint.late", target=complaint, by=JOB, at=at, after={"answer_on": complaint.answer_on.isoformat()})
            key = f"complaint/{complaint.pk}/late/{complaint.round}"
            notify(complaint.party_id, "credit_complaint_late", key, {"number": complaint.number}, at=at)
        complaint.late_told_on = today
        complaint.save(update_fields=["late_told_on"])
        tell_handlers(complaint, "credit_complaint_overdue", f"late/{today}", at=at)
    return len(complaints)

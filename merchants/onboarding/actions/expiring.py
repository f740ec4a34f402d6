"""What time does to files: papers expire, shops of unfinished files are stopped. Safe to run again."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import platform
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.verbs import entry

from .. import rules
from ..models import MerchantFile, Submission, Suspension
from .moving import activate_if_ready, lift, settle_documents, suspend, tell_owners

CLOCK = platform("onboarding.clock")
Status, Cause, Paper = MerchantFile.Status, Suspension.Cause, Submission.Status
UNFINISHED = {Status.DRAFT, Status.SUBMITTED, Status.IN_REVIEW, Status.NEEDS_INFO, Status.REJECTED}


@entry
def keep_time(*, file_id: UUID, at: datetime) -> None:
    """Bring one file up to now: remind, expire, stop for what is overdue, go on where nothing is left, end a hold that has run out."""
    file = MerchantFile.objects.select_for_update(no_key=True).get(pk=file_id)
    _expire(file, at=at)
    _remind(file, at=at)
    if file.party_id is None:
        return
    activate_if_ready(file, by=CLOCK, at=at)
    settle_documents(file, by=CLOCK, at=at)
    if file.status in UNFINISHED and file.finish_by and at >= file.finish_by:
        suspend(file, Cause.UNFINISHED, by=CLOCK, at=at)
    elif file.status not in UNFINISHED:
        lift(file, Cause.UNFINISHED, by=CLOCK, at=at)


def _expire(file: MerchantFile, *, at: datetime) -> None:
    for paper in file.submissions.filter(status=Paper.ACCEPTED, expires_on__lt=business_date(at)):
        paper.status = Paper.EXPIRED
        paper.save(update_fields=["status"])
        record("onboarding.expire", target=file, by=CLOCK, at=at, after={"kind": paper.kind, "paper": str(paper.pk)})
        newer = file.submissions.filter(kind=paper.kind, position__gt=paper.position, status__in=[Paper.ACCEPTED, Paper.WAIVED])
        if not newer.exists():
            tell_owners(file, "paper_expired", f"paper/{paper.pk}/expired", at=at)


def _remind(file: MerchantFile, *, at: datetime) -> None:
    today = business_date(at)
    soon = file.submissions.filter(status=Paper.ACCEPTED, reminded_on=None, expires_on__lte=today + timedelta(days=rules.REMIND_DAYS))
    for paper in soon:
        paper.reminded_on = today
        paper.save(update_fields=["reminded_on"])
        tell_owners(file, "paper_expires", f"paper/{paper.pk}/soon", at=at, day=f"{paper.expires_on:%Y-%m-%d}")

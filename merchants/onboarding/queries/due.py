"""Files that time may have changed."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from ecosystem.kernel.clock import business_date

from .. import rules
from ..models import MerchantFile, Submission, Suspension

Status = MerchantFile.Status


def files_due(at: datetime) -> list[UUID]:
    """With a paper that has expired or soon will, an unfinished file whose time is over, one to activate, or a suspension to look at."""
    today = business_date(at)
    papers = Submission.objects.filter(file=OuterRef("pk"))
    soon = papers.filter(status=Submission.Status.ACCEPTED, reminded_on=None, expires_on__lte=today + timedelta(days=rules.REMIND_DAYS))
    over = papers.filter(status=Submission.Status.ACCEPTED, expires_on__lt=today)
    expired = papers.filter(status=Submission.Status.EXPIRED)
    stopped = Suspension.objects.filter(file=OuterRef("pk"), lifted_at=None, cause__in=["documents", "unfinished"])
    late = Q(finish_by__lte=at) & ~Q(status__in=[Status.APPROVED, Status.ACTIVE, Status.SUSPENDED, Status.TERMINATED]) & ~Exists(stopped)
    lapsed = Exists(expired) & Q(status__in=[Status.ACTIVE, Status.SUSPENDED])
    files = MerchantFile.objects.filter(Exists(soon) | Exists(over) | late | lapsed | Exists(stopped) | Q(status=Status.APPROVED))
    return list(files.order_by("pk").values_list("pk", flat=True))

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Prefetch, Q

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date
from lending.offices.public import of_office, within
from lending.referrals.public import people_behind

from .models import Answer, Complaint

MOST_LISTED = 200
YEAR = timedelta(days=365)
MINE, ANSWERED = "mine", "answered"
TOLD = Prefetch("answers", Answer.objects.order_by("round"), to_attr="told")


def involved_in(complaint: Complaint) -> set[str]:
    """Who worked or decided on any case of the business, and who answered this complaint in an earlier round."""
    before = Answer.objects.filter(complaint=complaint, round__lt=complaint.round).values_list("worked_by", "decided_by")
    return people_behind(complaint.party_id) | {name for names in before for name in names}


def complaints(which: str, by: Actor) -> list[Complaint]:
    """What is open by the day on which it is due, what she works on, or what was answered last."""
    found = within(by, Complaint.objects.select_related("party").prefetch_related(TOLD))
    if which == ANSWERED:
        return list(found.filter(status=Complaint.Status.ANSWERED).order_by("-filed_at", "-id")[:MOST_LISTED])
    found = found.exclude(status=Complaint.Status.ANSWERED).order_by("answer_on", "id")
    return list((found.filter(worked_by=by.name) if which == MINE else found)[:MOST_LISTED])


def complaints_of(party_ids: Sequence[UUID]) -> list[Complaint]:
    """The newest first, each with what it was answered."""
    found = Complaint.objects.filter(party__in=party_ids).select_related("party").prefetch_related(TOLD)
    return list(found.order_by("-filed_at", "-id")[:50])


@dataclass(frozen=True, slots=True)
class Standing:
    """Complaints as a risk manager counts them: open and late now, filed and answered in a year."""

    open: int
    late: int
    filed: int
    answered: int
    upheld: int
    answered_late: int


def standing(at: datetime, office: UUID | None = None) -> Standing:
    """Of the bank or an office: two statements over the open ones and over a year."""
    today: date = business_date(at)
    recent = Q(filed_at__gt=at - YEAR)
    is_open = ~Q(status=Complaint.Status.ANSWERED)
    counted = of_office(office, Complaint.objects.filter(is_open | recent)).aggregate(
        open=Count("pk", filter=is_open), late=Count("pk", filter=is_open & Q(answer_on__lt=today)), filed=Count("pk", filter=recent)
    )
    answers = of_office(office, Answer.objects.filter(answered_at__gt=at - YEAR), "complaint__party").aggregate(
        answered=Count("pk"), upheld=Count("pk", filter=Q(outcome="upheld")), answered_late=Count("pk", filter=Q(was_late=True))
    )
    return Standing(**counted, **answers)

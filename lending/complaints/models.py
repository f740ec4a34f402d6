"""What a business complains of about its credit, who answers it by when, and every answer it was given."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from ecosystem.identity.public import Party
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.ids import uuid7
from lending.portraits.public import digest


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def open(self) -> ComplaintQuerySet:
        return self.exclude(status=Complaint.Status.ANSWERED)

    def locked(self) -> ComplaintQuerySet:
        return self.select_for_update(no_key=True, of=("self",))


class Complaint(models.Model):
    """One complaint, answered once and once more where it is reopened; ``subject_id`` is the offer, decision or loan that it names.

    ``barred`` are those who had a part in what it is about, or in an answer to it: none of them answers it. ``outcome``,
    ``remedy``, ``answer`` and ``grounds`` are what waits for a second person; what was answered is in its rows.
    """

    class About(models.TextChoices):
        OFFER = "offer"
        REFUSAL = "refusal"
        LOAN = "loan"
        PERSON = "person"

    class Status(models.TextChoices):
        WAITING = "waiting"
        WORKED = "worked"
        PROPOSED = "proposed"
        ANSWERED = "answered"

    class Outcome(models.TextChoices):
        UPHELD = "upheld"
        REJECTED = "rejected"

    class Remedy(models.TextChoices):
        NONE = "none"
        LOOK_AGAIN = "look_again"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.TextField(unique=True)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    about = models.TextField(choices=About.choices)
    subject_id = models.UUIDField(null=True)
    words = models.TextField()
    filed_at = models.DateTimeField()
    filed_by = models.TextField()
    answer_on = models.DateField()
    late_told_on = models.DateField(null=True)
    round = models.PositiveSmallIntegerField(default=1)
    reopened_why = models.TextField(blank=True, default="")
    barred = ArrayField(models.TextField(), default=list)
    status = models.TextField(choices=Status.choices, default=Status.WAITING)
    worked_by = models.TextField(blank=True, default="")
    outcome = models.TextField(choices=Outcome.choices, blank=True, default="")
    remedy = models.TextField(choices=Remedy.choices, blank=True, default="")
    answer = models.TextField(blank=True, default="")
    grounds = models.TextField(blank=True, default="")
    returned_why = models.TextField(blank=True, default="")

    objects: ClassVar[ComplaintQuerySet] = ComplaintQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(about__in=["offer", "refusal", "loan", "person"]), name="complaint_is_about_a_known_thing"),
            models.CheckConstraint(condition=Q(status__in=["waiting", "worked", "proposed", "answered"]), name="complaint_has_a_known_status"),
            models.CheckConstraint(condition=~Q(number="") & ~Q(words="") & ~Q(filed_by=""), name="a_complaint_says_what_and_by_whom"),
            models.CheckConstraint(
                condition=Q(round=1, reopened_why="") | (Q(round=2) & ~Q(reopened_why="")), name="a_complaint_is_reopened_once_and_says_why"
            ),
            models.CheckConstraint(
                condition=(Q(worked_by="") & ~Q(status__in=["worked", "proposed"])) | (~Q(worked_by="") & Q(status__in=["worked", "proposed"])),
                name="a_complaint_that_is_worked_on_says_by_whom",
            ),
            models.CheckConstraint(
                condition=(Q(status="proposed", outcome="upheld", remedy="look_again") & ~Q(answer="") & ~Q(grounds=""))
                | (~Q(status="proposed") & Q(outcome="", remedy="", answer="", grounds="")),
                name="a_proposed_answer_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["answer_on", "id"], condition=~Q(status="answered"), name="open_complaints_by_day"),
            models.Index(F("party"), F("filed_at").desc(), name="complaints_newest_first"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.status != self.Status.ANSWERED

    def is_late(self, at: datetime) -> bool:
        return self.is_open and business_date(at) > self.answer_on

    @property
    def seen(self) -> str:
        """The digest of what waits for a second person, who decides on what she read and on nothing else."""
        return digest({"answer": [self.outcome, self.remedy, self.answer, self.grounds, self.round, self.worked_by]})


class Answer(models.Model):
    """What a business was answered, why, and by whom; ``decided_by`` is a second person where something changes."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="answers")
    round = models.PositiveSmallIntegerField()
    outcome = models.TextField(choices=Complaint.Outcome.choices)
    remedy = models.TextField(choices=Complaint.Remedy.choices)
    answer = models.TextField()
    grounds = models.TextField()
    worked_by = models.TextField()
    decided_by = models.TextField()
    answered_at = models.DateTimeField()
    was_late = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["complaint", "round"], name="a_complaint_is_answered_once_a_round"),
            models.CheckConstraint(condition=Q(outcome__in=["upheld", "rejected"]), name="an_answer_upholds_or_rejects"),
            models.CheckConstraint(
                condition=Q(remedy="none") | (Q(remedy="look_again", outcome="upheld") & ~Q(decided_by=F("worked_by"))),
                name="what_changes_something_is_answered_by_two",
            ),
            models.CheckConstraint(
                condition=~Q(answer="") & ~Q(grounds="") & ~Q(worked_by="") & ~Q(decided_by=""), name="an_answer_says_what_why_and_by_whom"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome}, {self.answered_at:%Y-%m-%d}"

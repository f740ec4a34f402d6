"""Days that are closed, and what each step did to each line."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lending.loans.public import Facility


class BusinessDay(models.Model):
    """A closed day. The next payment counts on the day after, whatever the wall clock says."""

    on = models.DateField(primary_key=True)
    closed_at = models.DateTimeField()
    closed_by = models.TextField()
    lines = models.PositiveIntegerField(default=0)
    interest_minor = models.BigIntegerField(default=0)
    overdue = models.PositiveIntegerField(default=0)
    transfer_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(interest_minor__gte=0), name="a_day_never_takes_interest_back"),
            models.CheckConstraint(condition=Q(interest_minor=0) | Q(transfer_id__isnull=False), name="a_days_interest_is_in_the_ledger"),
        ]


class CloseEntry(models.Model):
    """One step of one day on one line: done once, whatever is repeated."""

    class Step(models.TextChoices):
        ACCRUAL = "accrual"
        CLASSIFICATION = "classification"

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    step = models.TextField(choices=Step.choices)
    interest_minor = models.BigIntegerField(default=0)
    days_past_due = models.PositiveIntegerField(default=0)
    classification = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["facility", "on", "step"], name="a_step_of_a_day_is_done_once"),
            models.CheckConstraint(condition=Q(interest_minor__gte=0), name="a_step_never_takes_interest_back"),
            models.CheckConstraint(
                condition=Q(step="accrual", classification="")
                | Q(step="classification", classification__in=["normal", "special_mention", "substandard", "doubtful", "loss"]),
                name="a_classification_names_one_of_five_classes",
            ),
        ]
        indexes = [models.Index(fields=["on", "step"], name="close_entries_of_a_day")]

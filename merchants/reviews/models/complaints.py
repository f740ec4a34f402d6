"""Somebody says that words should not be shown, or that they were hidden wrongly; the platform decides."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.ids import uuid7

from .questions import Question
from .reviews import Hidden, Review

REPORT, APPEAL = "report", "appeal"


class Complaint(models.Model):
    """A report asks to hide, the writer's appeal to show again.

    What changes what everybody reads is decided by one operator and seconded by another; leaving it as it is takes one.
    ``decided_by`` and ``seconded_by`` are actors' stable names.
    """

    class Kind(models.TextChoices):
        REPORT = "report", _("should be hidden")
        APPEAL = "appeal", _("was hidden wrongly")

    class Status(models.TextChoices):
        OPEN = "open", _("with the platform")
        GRANTED = "granted", _("granted")
        LEFT = "left", _("left as it was")

    class Decision(models.TextChoices):
        GRANT = "grant", _("grant it")
        LEAVE = "leave", _("leave it as it is")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.TextField(choices=Kind.choices)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, null=True, related_name="complaints")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, null=True, related_name="complaints")
    complainant = models.ForeignKey("identity.Party", on_delete=models.PROTECT, related_name="+")
    by_shop = models.BooleanField(default=False)
    reason = models.TextField(choices=Hidden.choices, blank=True)
    words = models.TextField(blank=True)
    status = models.TextField(choices=Status.choices, default=Status.OPEN)
    decision = models.TextField(choices=Decision.choices, blank=True)
    decision_reason = models.TextField(blank=True)
    decided_by = models.TextField(blank=True)
    seconded_by = models.TextField(blank=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(review=None) ^ Q(question=None), name="a_complaint_is_of_one_thing"),
            models.CheckConstraint(
                condition=Q(kind="report", reason__in=Hidden.values) | (Q(kind="appeal", reason="") & ~Q(words="")),
                name="a_report_has_a_reason_and_an_appeal_words",
            ),
            models.CheckConstraint(
                condition=Q(status="open", ended_at=None) | (Q(status__in=["granted", "left"], ended_at__isnull=False) & ~Q(decision="")),
                name="an_ended_complaint_was_decided",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decision_reason="", decided_by="")
                | (Q(decision__in=["grant", "leave"]) & ~Q(decision_reason="") & ~Q(decided_by="")),
                name="a_decision_on_words_says_who_and_why",
            ),
            models.CheckConstraint(
                condition=~Q(status="granted") | (~Q(seconded_by="") & ~Q(seconded_by=F("decided_by"))),
                name="what_everybody_reads_is_changed_by_two",
            ),
            models.UniqueConstraint(
                fields=["review", "complainant"], condition=Q(status="open", review__isnull=False), name="one_open_complaint_of_a_review"
            ),
            models.UniqueConstraint(
                fields=["question", "complainant"], condition=Q(status="open", question__isnull=False), name="one_open_complaint_of_a_question"
            ),
        ]
        indexes = [models.Index(fields=["made_at"], condition=Q(status="open"), name="complaint_to_decide")]

    @property
    def subject(self) -> Review | Question:
        """The database keeps that there is exactly one."""
        if self.review is not None:
            return self.review
        if self.question is not None:
            return self.question
        raise LookupError("a complaint of nothing")

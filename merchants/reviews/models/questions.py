"""What somebody wants to know of a shop before she buys, and what the shop says."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.ids import uuid7

from .reviews import Hidden


class Question(models.Model):
    """``answer`` is the shop's latest wording."""

    class Status(models.TextChoices):
        PUBLISHED = "published", _("shown")
        HIDDEN = "hidden", _("hidden by the platform")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+")
    asker = models.ForeignKey("identity.Party", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    status = models.TextField(choices=Status.choices, default=Status.PUBLISHED)
    hidden_for = models.TextField(choices=Hidden.choices, blank=True)
    hidden_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="a_question_asks_something"),
            models.CheckConstraint(
                condition=Q(status="published", hidden_for="", hidden_at=None)
                | Q(status="hidden", hidden_for__in=Hidden.values, hidden_at__isnull=False),
                name="a_hidden_question_says_why_and_since_when",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False, answered_at__gte=F("asked_at"))),
                name="an_answer_says_something_after_the_question",
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "-asked_at"], name="question_by_shop"),
            models.Index(fields=["asker", "-asked_at"], name="question_by_asker"),
        ]

    @property
    def is_shown(self) -> bool:
        return self.status == self.Status.PUBLISHED

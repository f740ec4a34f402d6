"""What the bank knows of its customer already, as it answered; and the simulators' own book."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Knowledge(models.Model):
    """One question to the bank's core about a founder. ``values`` are offered to her, never taken without her."""

    class Status(models.TextChoices):
        ASKED = "asked"
        ANSWERED = "answered"

    file = models.OneToOneField("onboarding.MerchantFile", on_delete=models.PROTECT, primary_key=True, related_name="knowledge")
    status = models.TextField(choices=Status.choices, default=Status.ASKED)
    values = models.JSONField(default=dict)
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="asked", answered_at=None) | Q(status="answered", answered_at__isnull=False),
                name="an_answer_of_the_bank_says_when",
            )
        ]
        indexes = [models.Index(fields=["next_try_at"], condition=Q(status="asked"), name="knowledge_to_ask")]


class SimulatedSlip(models.Model):
    """How often a simulator was asked about something: its own memory, as the real one would have."""

    about = models.UUIDField(primary_key=True)
    asked = models.PositiveIntegerField(default=0)

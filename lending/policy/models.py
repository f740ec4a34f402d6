"""The rules in force at every moment, and every decision that was made by them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from ecosystem.identity.public import Party
from ecosystem.kernel.ids import uuid7
from lending.portraits.public import FeatureSnapshot

SHA256 = r"^[0-9a-f]{64}$"


class PolicyQuerySet(models.QuerySet["PolicyVersion"]):
    def in_force(self, at: datetime) -> PolicyVersion | None:
        return self.filter(effective_from__lte=at).order_by("-effective_from", "-number").first()


class PolicyVersion(models.Model):
    """One published policy. Never changed: another number takes over from its own moment."""

    number = models.PositiveIntegerField(primary_key=True)
    name = models.TextField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    effective_from = models.DateTimeField()
    published_at = models.DateTimeField()
    published_by = models.TextField()

    objects: ClassVar[PolicyQuerySet] = PolicyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=SHA256), name="policy_has_a_whole_digest"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(published_by=""), name="policy_has_a_name_and_an_author"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


class Decision(models.Model):
    """What one policy said of one portrait, with everything needed to say it again.

    ``inputs`` are the feature values and the terms; ``verdict`` holds outcome, limit, reasons
    and trace. Both are hashed in canonical JSON, and deciding again gives the same bytes.
    """

    class Outcome(models.TextChoices):
        APPROVE = "approve"
        REFER = "refer"
        DECLINE = "decline"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    product_code = models.TextField()
    product_version = models.PositiveIntegerField()
    snapshot = models.ForeignKey(FeatureSnapshot, on_delete=models.PROTECT, related_name="+")
    policy = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    inputs = models.JSONField()
    inputs_sha256 = models.CharField(max_length=64)
    verdict = models.JSONField()
    verdict_sha256 = models.CharField(max_length=64)
    outcome = models.TextField(choices=Outcome.choices)
    grade = models.TextField(blank=True)
    limit_minor = models.BigIntegerField()
    decided_at = models.DateTimeField()
    decided_by = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=["approve", "refer", "decline"]), name="decision_has_a_known_outcome"),
            models.CheckConstraint(condition=Q(limit_minor__gte=0), name="decision_limit_is_not_negative"),
            models.CheckConstraint(condition=~Q(outcome="decline") | Q(limit_minor=0), name="a_declined_decision_lends_nothing"),
            models.CheckConstraint(condition=~Q(outcome="approve") | Q(limit_minor__gt=0), name="an_approved_decision_lends_something"),
            models.CheckConstraint(condition=Q(inputs_sha256__regex=SHA256, verdict_sha256__regex=SHA256), name="decision_has_whole_digests"),
            models.CheckConstraint(condition=Q(product_version__gte=1) & ~Q(product_code=""), name="decision_names_its_product"),
        ]
        indexes = [models.Index(F("party"), F("product_code"), F("decided_at").desc(), F("id").desc(), name="decisions_newest_first")]

    def __str__(self) -> str:
        return f"{self.outcome} {self.limit_minor}"

    def reasons(self) -> list[dict[str, Any]]:
        reasons: list[dict[str, Any]] = self.verdict["reasons"]
        return reasons

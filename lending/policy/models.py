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


class PolicyVersion(models.Model):
    """One published policy. Never changed: a plan says from when it decides, and for whom.

    ``drafted_by`` is empty only for those that came with the database.
    """

    number = models.PositiveIntegerField(primary_key=True)
    name = models.TextField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    drafted_by = models.TextField(default="", blank=True)
    published_at = models.DateTimeField()
    published_by = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=SHA256), name="policy_has_a_whole_digest"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(published_by=""), name="policy_has_a_name_and_an_author"),
            models.CheckConstraint(condition=~Q(drafted_by=F("published_by")), name="a_policy_is_published_by_another"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


class PlanQuerySet(models.QuerySet["PolicyPlan"]):
    def in_force(self, at: datetime) -> PolicyPlan | None:
        """The last to begin; of two that begin together, the one that was made later."""
        whole = self.select_related("champion", "challenger", "shadow")
        return whole.filter(from_at__lte=at).order_by("-from_at", "-id").first()


class PolicyPlan(models.Model):
    """Which versions decide from a moment until the next plan's: the champion, for a share of parties a challenger, and
    one that only watches. Appended, never changed, so that one can tell for every moment what was in force."""

    champion = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    challenger = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, null=True, related_name="+")
    share_bp = models.PositiveIntegerField(default=0)
    shadow = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, null=True, related_name="+")
    from_at = models.DateTimeField()
    why = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.TextField()

    objects: ClassVar[PlanQuerySet] = PlanQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(from_at__gte=F("made_at")), name="a_plan_never_changes_the_past"),
            models.CheckConstraint(
                condition=Q(challenger=None, share_bp=0) | Q(challenger__isnull=False, share_bp__gt=0, share_bp__lt=10_000),
                name="a_challenger_has_a_share",
            ),
            models.CheckConstraint(
                condition=(Q(challenger=None) | ~Q(challenger=F("champion"))) & (Q(shadow=None) | ~Q(shadow=F("champion"))),
                name="a_plan_compares_different_policies",
            ),
            models.CheckConstraint(condition=~Q(why="") & ~Q(made_by=""), name="a_plan_says_who_and_why"),
        ]
        indexes = [models.Index(F("from_at").desc(), F("id").desc(), name="plans_newest_first")]

    @property
    def rest_bp(self) -> int:
        return 10_000 - self.share_bp

    def __str__(self) -> str:
        return f"{self.champion_id} from {self.from_at:%Y-%m-%d %H:%M}"


class PolicyDraft(models.Model):
    """A policy being written by one officer, for another to publish. Its content may change until it is decided on."""

    class Status(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        DISCARDED = "discarded"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    content = models.JSONField()
    base = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField()
    status = models.TextField(choices=Status.choices, default=Status.DRAFT)
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, null=True, related_name="+")
    drafted_by = models.TextField()
    drafted_at = models.DateTimeField()
    decided_by = models.TextField(default="", blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=["draft", "published", "discarded"]), name="draft_has_a_known_status"),
            models.CheckConstraint(
                condition=Q(status="draft") | (Q(decided_at__isnull=False) & ~Q(decided_by="")), name="a_decided_draft_says_by_whom"
            ),
            models.CheckConstraint(condition=~Q(status="published") | ~Q(drafted_by=F("decided_by")), name="a_draft_is_published_by_another"),
            models.CheckConstraint(
                condition=Q(status="published", version__isnull=False) | (~Q(status="published") & Q(version=None)),
                name="a_published_draft_is_a_version",
            ),
        ]
        indexes = [models.Index(F("drafted_at").desc(), name="policy_drafts_newest_first")]

    def __str__(self) -> str:
        return f"{self.note} ({self.status})"


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


class ShadowVerdict(models.Model):
    """What a policy that only watches would have said, kept beside the decision that was made. Nothing follows from it."""

    class Outcome(models.TextChoices):
        APPROVE = "approve"
        REFER = "refer"
        DECLINE = "decline"
        FAILED = "failed"

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="shadows")
    policy = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    verdict = models.JSONField()
    outcome = models.TextField(choices=Outcome.choices)
    limit_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "policy"], name="a_policy_watches_a_decision_once"),
            models.CheckConstraint(condition=Q(outcome__in=["approve", "refer", "decline", "failed"]), name="shadow_has_a_known_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.limit_minor}"

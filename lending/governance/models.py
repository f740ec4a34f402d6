"""What risk managers said of models and policies, whether shops were treated alike, and how what was lent stands. All tables only grow."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from lending.offices.public import Office

SHA256 = r"^[0-9a-f]{64}$"


class Review(models.Model):
    """A risk manager has looked at a scorecard or a policy again; ``next_on`` is when somebody must do so next."""

    class Kind(models.TextChoices):
        SCORECARD = "scorecard"
        POLICY = "policy"

    kind = models.TextField(choices=Kind.choices)
    number = models.PositiveIntegerField()
    is_sound = models.BooleanField()
    note = models.TextField()
    owner = models.TextField(blank=True)
    reviewed_at = models.DateTimeField()
    reviewed_by = models.TextField()
    next_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["scorecard", "policy"]), name="review_is_of_a_known_kind"),
            models.CheckConstraint(condition=~Q(note="") & ~Q(reviewed_by=""), name="a_review_says_who_and_what"),
            models.CheckConstraint(condition=~Q(reviewed_by=F("owner")), name="nobody_reviews_her_own"),
        ]
        indexes = [models.Index(F("kind"), F("number"), F("reviewed_at").desc(), name="reviews_newest_first")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class FairnessReport(models.Model):
    """Approvals and prices by group over the newest decision on each party, of an office or, without one, of the whole bank;
    ``content`` is hashed in canonical JSON."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField()
    drawn_at = models.DateTimeField()
    drawn_by = models.TextField()
    decisions = models.PositiveIntegerField()
    flags = models.PositiveIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=SHA256), name="fairness_report_has_a_whole_digest"),
            models.CheckConstraint(condition=Q(since__lt=F("drawn_at")), name="a_fairness_report_looks_back"),
            models.CheckConstraint(condition=~Q(drawn_by=""), name="a_fairness_report_says_who_drew_it"),
        ]
        indexes = [models.Index(F("drawn_at").desc(), F("id").desc(), name="fairness_newest_first")]

    def __str__(self) -> str:
        return f"{self.decisions} decisions, {self.flags} flags"


class RiskPicture(models.Model):
    """All open lines of an office or, without one, of the whole bank, as they were counted at a moment; ``content`` is hashed in
    canonical JSON."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")
    drawn_at = models.DateTimeField()
    drawn_by = models.TextField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=SHA256), name="risk_picture_has_a_whole_digest"),
            models.CheckConstraint(condition=~Q(drawn_by=""), name="a_risk_picture_says_who_drew_it"),
        ]
        indexes = [models.Index(F("drawn_at").desc(), F("id").desc(), name="risk_pictures_newest_first")]

    def __str__(self) -> str:
        return f"{self.drawn_at:%Y-%m-%d %H:%M}"

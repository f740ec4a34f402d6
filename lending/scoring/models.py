"""Scorecards, every step of their lives, what they said of whom, and whether those they meet are still those they know."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from ecosystem.identity.public import Party
from lending.portraits.public import FeatureSnapshot

from .measures import SHIFTED
from .stages import SCORING, STEPS

SHA256 = r"^[0-9a-f]{64}$"


class ScoringModel(models.Model):
    """One scorecard with the report of its training. Appended, never changed; its steps say what it may do."""

    number = models.PositiveIntegerField(primary_key=True)
    name = models.TextField()
    population = models.TextField()
    artefact = models.JSONField()
    sha256 = models.CharField(max_length=64)
    report = models.JSONField()
    report_sha256 = models.CharField(max_length=64)
    registered_at = models.DateTimeField()
    registered_by = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=SHA256, report_sha256__regex=SHA256), name="model_has_whole_digests"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(population="") & ~Q(registered_by=""), name="model_says_whose_and_of_whom"),
            models.UniqueConstraint(fields=["sha256"], name="a_model_is_registered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


class ModelStep(models.Model):
    """One step of one scorecard. Numbered through the whole registry, so that of two steps taken at once one comes too late."""

    number = models.PositiveIntegerField(primary_key=True)
    model = models.ForeignKey(ScoringModel, on_delete=models.PROTECT, related_name="steps")
    stage = models.TextField(choices=[(stage, stage) for stage in STEPS])
    share_bp = models.PositiveIntegerField(default=0)
    why = models.TextField()
    taken_at = models.DateTimeField()
    taken_by = models.TextField()
    registered_by = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=STEPS), name="step_has_a_known_stage"),
            models.CheckConstraint(condition=~Q(stage="validated") | ~Q(taken_by=F("registered_by")), name="a_model_is_validated_by_another"),
            models.CheckConstraint(
                condition=Q(stage="challenger", share_bp__gt=0, share_bp__lt=10_000) | (~Q(stage="challenger") & Q(share_bp=0)),
                name="a_challenging_model_has_a_share",
            ),
            models.CheckConstraint(condition=~Q(why="") & ~Q(taken_by=""), name="a_step_says_who_and_why"),
        ]

    def __str__(self) -> str:
        return f"{self.model_id} {self.stage}"


class ScoreGiven(models.Model):
    """What one scorecard said of one portrait. ``log_odds`` are exact; ``bad_bp`` is the probability of turning bad."""

    snapshot = models.ForeignKey(FeatureSnapshot, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    model = models.ForeignKey(ScoringModel, on_delete=models.PROTECT, related_name="scores")
    role = models.TextField(choices=[(stage, stage) for stage in SCORING])
    points = models.IntegerField()
    log_odds = models.DecimalField(max_digits=34, decimal_places=24)
    bad_bp = models.PositiveIntegerField()
    parts = models.JSONField()
    scored_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "model"], name="a_model_scores_a_portrait_once"),
            models.CheckConstraint(condition=Q(role__in=SCORING), name="score_was_given_in_a_known_role"),
            models.CheckConstraint(condition=Q(bad_bp__lte=10_000), name="probability_is_no_more_than_the_whole"),
        ]
        indexes = [models.Index(F("model"), F("scored_at").desc(), F("id").desc(), name="scores_newest_first")]

    def __str__(self) -> str:
        return f"{self.points} by {self.model_id}"


class DriftReading(models.Model):
    """How far the last scores of a scorecard are from those that it was learned from (population stability index)."""

    model = models.ForeignKey(ScoringModel, on_delete=models.PROTECT, related_name="readings")
    scores = models.PositiveIntegerField()
    psi = models.DecimalField(max_digits=12, decimal_places=6)
    by_feature = models.JSONField()
    is_alarm = models.BooleanField()
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(is_alarm=True, psi__gt=SHIFTED) | Q(is_alarm=False, psi__lte=SHIFTED), name="an_alarm_is_a_shift"),
            models.CheckConstraint(condition=Q(scores__gt=0), name="a_reading_read_something"),
        ]
        indexes = [models.Index(F("model"), F("read_at").desc(), F("id").desc(), name="drift_newest_first")]

    def __str__(self) -> str:
        return f"{self.model_id} {self.psi}"

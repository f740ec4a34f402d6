"""The shop's health score: what it is worked out by, how it went, and what the shop says against it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.ids import uuid7

PARTS = ["late_accepts", "cancels", "refunds", "stock", "suppliers"]


class HealthTerms(models.Model):
    """How much one part weighs from a day on, and which share of bad cases earns all its points (``good_bp``) or none (``bad_bp``)."""

    from_on = models.DateField()
    part = models.TextField()
    weight = models.PositiveSmallIntegerField()
    good_bp = models.PositiveIntegerField()
    bad_bp = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["from_on", "part"], name="a_part_is_weighed_once_from_a_day"),
            models.CheckConstraint(condition=Q(part__in=PARTS), name="health_has_known_parts"),
            models.CheckConstraint(condition=Q(weight__gt=0, weight__lte=100), name="each_part_of_health_weighs_something"),
            models.CheckConstraint(condition=Q(good_bp__lt=F("bad_bp"), bad_bp__lte=10_000), name="good_is_better_than_bad"),
        ]


class Score(models.Model):
    """The score of one day with the exact numbers it was made of; ``points`` is none where nothing could be measured. Written once."""

    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    points = models.PositiveSmallIntegerField(null=True)
    parts = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(points=None) | Q(points__lte=100), name="a_score_is_out_of_a_hundred"),
        ]
        indexes = [models.Index(fields=["shop", "-at"], name="score_by_shop")]


class Appeal(models.Model):
    """A shop says that one part of its score is wrong. Granted, the part is left out through ``left_out_until``."""

    class Status(models.TextChoices):
        OPEN = "open", _("with the bank")
        UPHELD = "upheld", _("the figure stands")
        GRANTED = "granted", _("left out")
        WITHDRAWN = "withdrawn", _("taken back")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+")
    score = models.ForeignKey(Score, on_delete=models.PROTECT, related_name="appeals")
    part = models.TextField()
    words = models.TextField()
    status = models.TextField(choices=Status.choices, default=Status.OPEN)
    answer = models.TextField(blank=True)
    made_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    answered_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    left_out_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "part"], condition=Q(status="open"), name="one_open_appeal_a_part"),
            models.CheckConstraint(condition=Q(part__in=PARTS) & ~Q(words=""), name="an_appeal_says_what_is_wrong"),
            models.CheckConstraint(condition=Q(status__in=["open", "upheld", "granted", "withdrawn"]), name="appeal_has_a_known_status"),
            models.CheckConstraint(
                condition=Q(status="open", ended_at=None)
                | Q(status="withdrawn", ended_at__isnull=False)
                | Q(status__in=["upheld", "granted"], ended_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="an_answer_says_why_and_by_whom",
            ),
            models.CheckConstraint(condition=Q(answered_by=None) | ~Q(answered_by=F("made_by")), name="nobody_answers_her_own_appeal"),
            models.CheckConstraint(
                condition=Q(status="granted", left_out_until__isnull=False) | ~Q(status="granted") & Q(left_out_until=None),
                name="only_a_granted_part_is_left_out",
            ),
        ]
        indexes = [models.Index(fields=["made_at"], condition=Q(status="open"), name="appeal_to_answer")]

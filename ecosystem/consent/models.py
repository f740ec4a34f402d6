"""Who may read whose data, for what purpose, until when."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ecosystem.identity.public import Party
from ecosystem.kernel.ids import uuid7

from .rules import LONGEST


class Grant(models.Model):
    """A party's consent to one purpose, in the words that she saw. One stands at a time."""

    class Ending(models.TextChoices):
        REVOKED = "revoked"
        REPLACED = "replaced"

    class Status(models.TextChoices):
        STANDING = "standing"
        EXPIRED = "expired"
        REVOKED = "revoked"
        REPLACED = "replaced"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="grants")
    purpose = models.TextField()
    grantee = models.TextField(default="bank")
    text_version = models.PositiveSmallIntegerField()
    text_sha256 = models.CharField(max_length=64)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    ending = models.TextField(choices=Ending.choices, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["party", "purpose", "grantee"], condition=Q(revoked_at=None), name="one_grant_stands_per_purpose"),
            models.CheckConstraint(condition=~Q(purpose=""), name="grant_has_a_purpose"),
            models.CheckConstraint(condition=Q(grantee="bank"), name="grant_is_to_the_bank"),
            models.CheckConstraint(condition=Q(text_version__gte=1), name="grant_text_has_a_version"),
            models.CheckConstraint(condition=Q(text_sha256__regex=r"^[0-9a-f]{64}$"), name="grant_names_the_text_seen"),
            models.CheckConstraint(condition=Q(until__gt=F("granted_at")), name="grant_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(until__lte=F("granted_at") + LONGEST), name="grant_lasts_a_year_at_most"),
            models.CheckConstraint(condition=Q(revoked_at=None) | Q(revoked_at__gte=F("granted_at")), name="grant_is_not_revoked_before_it_begins"),
            models.CheckConstraint(
                condition=Q(revoked_at=None, ending="") | Q(revoked_at__isnull=False, ending__in=["revoked", "replaced"]),
                name="an_ended_grant_says_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} of {self.party_id} until {self.until:%Y-%m-%d}"

    def status(self, at: datetime) -> Grant.Status:
        if self.ending:
            return Grant.Status(self.ending)
        return Grant.Status.STANDING if self.until > at else Grant.Status.EXPIRED

    def lasts(self) -> timedelta:
        return self.until - self.granted_at

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


class Quorum(models.Model):
    """How many of a business's owners must agree before it consents; the newest row counts. One is enough where there is none."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    needed = models.PositiveSmallIntegerField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(needed__gte=1), name="a_quorum_is_somebody")]
        indexes = [models.Index(F("party"), F("id").desc(), name="quorums_newest_first")]

    def __str__(self) -> str:
        return f"{self.needed} of {self.party_id}"


class Proposal(models.Model):
    """A consent, or another quorum, that waits until enough owners have agreed."""

    class Status(models.TextChoices):
        OPEN = "open"
        MET = "met"
        DROPPED = "dropped"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="proposals")
    purpose = models.TextField(blank=True, default="")
    quorum = models.PositiveSmallIntegerField(null=True)
    text_sha256 = models.CharField(max_length=64, blank=True, default="")
    until = models.DateTimeField(null=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    status = models.TextField(choices=Status.choices, default=Status.OPEN)
    decided_at = models.DateTimeField(null=True)
    grant = models.OneToOneField(Grant, on_delete=models.PROTECT, null=True, related_name="proposal")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["party", "purpose"], condition=Q(status="open"), name="one_proposal_waits_per_purpose"),
            models.CheckConstraint(
                condition=Q(purpose="", quorum__gte=1, until=None) | (~Q(purpose="") & Q(quorum=None, until__isnull=False)),
                name="a_proposal_is_for_a_consent_or_a_quorum",
            ),
            models.CheckConstraint(
                condition=Q(status="open", decided_at=None) | Q(status__in=["met", "dropped"], decided_at__isnull=False),
                name="a_decided_proposal_says_when",
            ),
            models.CheckConstraint(condition=Q(grant=None) | Q(status="met"), name="a_grant_follows_from_what_was_met"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose or self.quorum} of {self.party_id}: {self.status}"


class Approval(models.Model):
    """One owner's word for a proposal, in the words that it showed her. Never changed."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="approvals")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "person"], name="an_owner_approves_once")]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.proposal_id}"

"""What people at the bank look at because a policy or an owner asked them to: one works it, another decides, by a moment that was promised."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from ecosystem.identity.public import Party
from ecosystem.kernel.ids import uuid7
from lending.policy.public import Decision
from lending.portraits.public import digest


class ReferralQuerySet(models.QuerySet["Referral"]):
    def open(self) -> ReferralQuerySet:
        return self.filter(status__in=OPEN)

    def locked(self) -> ReferralQuerySet:
        return self.select_for_update(no_key=True, of=("self",))


class Referral(models.Model):
    """One look of people at a decision; ``words`` are the owner's, ``answer`` is what she reads, ``grounds`` stay in the file.

    While nobody has proposed anything ``decision`` is the newest on the party; from then on it is the one that was looked at.
    ``proposed_minor`` is what people would lend, never more than the policy's own sizing allows.
    """

    class Cause(models.TextChoices):
        POLICY = "policy"
        ASKED = "asked"

    class Status(models.TextChoices):
        WAITING = "waiting"
        WORKED = "worked"
        PROPOSED = "proposed"
        GRANTED = "granted"
        KEPT = "kept"
        CLOSED = "closed"

    class Outcome(models.TextChoices):
        GRANT = "grant"
        KEEP = "keep"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    product_code = models.TextField()
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    cause = models.TextField(choices=Cause.choices)
    words = models.TextField(blank=True, default="")
    status = models.TextField(choices=Status.choices, default=Status.WAITING)
    opened_at = models.DateTimeField()
    opened_by = models.TextField()
    due_at = models.DateTimeField()
    warned_at = models.DateTimeField(null=True)
    late_told_at = models.DateTimeField(null=True)
    worked_by = models.TextField(blank=True, default="")
    worked_at = models.DateTimeField(null=True)
    outcome = models.TextField(choices=Outcome.choices, blank=True, default="")
    proposed_minor = models.BigIntegerField(default=0)
    answer = models.TextField(blank=True, default="")
    grounds = models.TextField(blank=True, default="")
    proposed_at = models.DateTimeField(null=True)
    returned_why = models.TextField(blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.TextField(blank=True, default="")
    ended_why = models.TextField(blank=True, default="")

    objects: ClassVar[ReferralQuerySet] = ReferralQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["party", "product_code"],
                condition=Q(status__in=["waiting", "worked", "proposed"]),
                name="one_open_referral_per_party_and_product",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "worked", "proposed", "granted", "kept", "closed"]), name="referral_has_a_known_status"
            ),
            models.CheckConstraint(condition=Q(cause__in=["policy", "asked"]), name="referral_has_a_known_cause"),
            models.CheckConstraint(condition=Q(due_at__gt=F("opened_at")), name="referral_is_due_after_it_is_opened"),
            models.CheckConstraint(
                condition=~Q(status__in=["worked", "proposed", "granted", "kept"]) | (~Q(worked_by="") & Q(worked_at__isnull=False)),
                name="a_worked_referral_says_by_whom",
            ),
            models.CheckConstraint(condition=~Q(status="waiting") | Q(worked_by="", worked_at=None), name="a_waiting_referral_is_nobodys"),
            models.CheckConstraint(
                condition=~Q(status__in=["proposed", "granted", "kept"])
                | (Q(outcome__in=["grant", "keep"], proposed_at__isnull=False) & ~Q(answer="") & ~Q(grounds="")),
                name="a_proposal_says_what_and_why",
            ),
            models.CheckConstraint(
                condition=Q(outcome="grant", proposed_minor__gt=0) | (~Q(outcome="grant") & Q(proposed_minor=0)), name="a_grant_lends_something"
            ),
            models.CheckConstraint(
                condition=(~Q(status="granted") | Q(outcome="grant")) & (~Q(status="kept") | Q(outcome="keep")),
                name="a_decided_referral_follows_its_proposal",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["granted", "kept"]) | ~Q(worked_by=F("ended_by")), name="a_referral_is_decided_by_another"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "worked", "proposed"], ended_at=None, ended_by="")
                | (~Q(status__in=["waiting", "worked", "proposed"]) & Q(ended_at__gte=F("opened_at")) & ~Q(ended_by="")),
                name="an_ended_referral_says_when_and_by_whom",
            ),
            models.CheckConstraint(condition=~Q(status="closed") | ~Q(ended_why=""), name="a_closed_referral_says_why"),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(status__in=["waiting", "worked", "proposed"]), name="open_referrals_by_due_time"),
            models.Index(F("party"), F("opened_at").desc(), name="referrals_newest_first"),
        ]

    def __str__(self) -> str:
        return f"{self.status}, due {self.due_at:%Y-%m-%d %H:%M}"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    def is_late(self, at: datetime) -> bool:
        """Not answered by when it was promised; once it is answered, whether it came late."""
        return (self.ended_at or at) > self.due_at

    @property
    def seen(self) -> str:
        """The digest of what was proposed: a colleague decides on what she read, and on nothing else."""
        said = (self.outcome, self.proposed_minor, self.answer, self.grounds, str(self.decision_id), str(self.proposed_at))
        return digest({"proposal": list(said)})


OPEN = (Referral.Status.WAITING, Referral.Status.WORKED, Referral.Status.PROPOSED)
BY_PEOPLE = (Referral.Status.GRANTED, Referral.Status.KEPT)

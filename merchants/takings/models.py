"""Takings from elsewhere: statements of another acquirer or platform, as the shop hands them in. Claimed, never sales of ours."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.ids import uuid7


class Statement(models.Model):
    """A file of takings on its way in: uploaded, its columns named, taken in, perhaps taken back. The content goes once it is taken in."""

    class Status(models.TextChoices):
        UPLOADED = "uploaded", _("Not taken in yet")
        APPLIED = "applied", _("Taken in")
        UNDONE = "undone", _("Taken back")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    platform = models.TextField()
    name = models.TextField()
    content = models.BinaryField(null=True)
    digest = models.BinaryField(max_length=32)
    mapping = models.JSONField(default=dict)
    status = models.TextField(choices=Status.choices, default=Status.UPLOADED)
    taken = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    uploaded_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    undo_until = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=["uploaded", "applied", "undone"]), name="statement_has_a_known_status"),
            models.CheckConstraint(condition=~Q(platform=""), name="a_statement_says_whose_it_is"),
            models.CheckConstraint(condition=~Q(status="uploaded") | Q(content__isnull=False), name="a_waiting_statement_has_its_file"),
            models.CheckConstraint(
                condition=Q(status="uploaded", applied_at=None, undo_until=None) | Q(applied_at__isnull=False, undo_until__isnull=False),
                name="a_statement_taken_in_says_when",
            ),
            models.CheckConstraint(
                condition=Q(status="undone", undone_at__isnull=False, undone_at__lte=F("undo_until")) | (~Q(status="undone") & Q(undone_at=None)),
                name="a_statement_is_taken_back_in_time",
            ),
            models.UniqueConstraint(fields=["shop", "digest"], condition=Q(status="applied"), name="a_statement_is_taken_in_once"),
        ]
        indexes = [models.Index(fields=["shop", "-uploaded_at"], name="statement_by_shop")]

    def can_be_undone(self, at: datetime) -> bool:
        return self.status == self.Status.APPLIED and self.undo_until is not None and at <= self.undo_until


class Taking(models.Model):
    """One row of a statement: what a platform paid for one reference, or took back (below nothing), in fen before its fee.

    ``fact_id`` is the fact that claims it, ``back_fact_id`` the correction that took it back.
    """

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="takings")
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+", db_index=False)
    platform = models.TextField()
    reference = models.TextField()
    on = models.DateField()
    amount_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField(default=0)
    fact_id = models.BigIntegerField(unique=True)
    back_fact_id = models.BigIntegerField(null=True, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "platform", "reference"], condition=Q(back_fact_id=None), name="a_taking_is_claimed_once"),
            models.CheckConstraint(condition=~Q(amount_minor=0), name="a_taking_is_of_something"),
            models.CheckConstraint(condition=Q(fee_minor__gte=0), name="a_fee_elsewhere_is_not_negative"),
            models.CheckConstraint(condition=~Q(reference="") & ~Q(platform=""), name="a_taking_is_told_apart"),
        ]
        indexes = [models.Index(fields=["shop", "on"], name="takings_by_day")]

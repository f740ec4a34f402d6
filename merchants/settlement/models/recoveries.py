"""How a shop's negative balance was covered when its sales did not do it in time."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from ecosystem.kernel.ids import uuid7


class Mandate(models.Model):
    """A shop owner's leave to take what refunds left owing from the shop's deposit, up to a cap."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="mandates")
    cap_minor = models.BigIntegerField()
    used_minor = models.BigIntegerField(default=0)
    given_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop"], condition=Q(ended_at=None), name="one_mandate_a_shop_at_a_time"),
            models.CheckConstraint(condition=Q(cap_minor__gt=0), name="a_mandate_is_for_something"),
            models.CheckConstraint(condition=Q(used_minor__gte=0) & Q(used_minor__lte=F("cap_minor")), name="a_mandate_is_never_exceeded"),
            models.CheckConstraint(condition=Q(ended_at=None) | Q(ended_at__gte=F("given_at")), name="a_mandate_ends_after_it_begins"),
        ]


class Recovery(models.Model):
    """What one source gave towards what a shop owes. Written once.

    ``receipts`` are the shop's own later sales; the others also add an entry to its statement.
    """

    class Source(models.TextChoices):
        RECEIPTS = "receipts"
        RESERVE = "reserve"
        MANDATE = "mandate"
        CREDIT_LINE = "credit_line"

    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="recoveries")
    source = models.TextField(choices=Source.choices)
    amount_minor = models.BigIntegerField()
    transfer_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="recovery_is_of_something"),
            models.CheckConstraint(condition=Q(source__in=["receipts", "reserve", "mandate", "credit_line"]), name="recovery_has_a_known_source"),
        ]
        indexes = [models.Index(fields=["shop", "-at"], name="recovery_by_shop")]

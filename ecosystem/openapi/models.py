"""Platforms of others that may tell us something, and the businesses that let them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Func, Q
from django.db.models.lookups import Exact

from ecosystem.kernel.ids import uuid7


class Client(models.Model):
    """A platform that signs what it sends with an Ed25519 key, of which we have the public half. Two operators let it in."""

    class Status(models.TextChoices):
        DRAFTED = "drafted"
        LIVE = "live"
        SUSPENDED = "suspended"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.TextField()
    public_key = models.BinaryField(max_length=32)
    status = models.TextField(choices=Status.choices, default=Status.DRAFTED)
    made_by = models.TextField()
    made_at = models.DateTimeField()
    approved_by = models.TextField(blank=True, default="")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["public_key"], name="a_key_signs_for_one_client"),
            models.CheckConstraint(condition=~Q(name=""), name="client_has_a_name"),
            models.CheckConstraint(condition=Q(status__in=["drafted", "live", "suspended"]), name="client_has_a_known_status"),
            models.CheckConstraint(
                condition=Exact(Func(F("public_key"), function="octet_length", output_field=models.IntegerField()), 32),
                name="client_has_a_whole_key",
            ),
            models.CheckConstraint(
                condition=Q(status="drafted", approved_by="", approved_at=None)
                | (~Q(status="drafted") & ~Q(approved_by="") & Q(approved_at__isnull=False) & ~Q(approved_by=F("made_by"))),
                name="a_client_is_let_in_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.status}"


class Connection(models.Model):
    """A business lets a client tell us of its trade, beside its consent that we take such words at all."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="connections")
    party = models.ForeignKey("identity.Party", on_delete=models.PROTECT, related_name="+")
    allowed_by = models.TextField()
    allowed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "party"], condition=Q(ended_at=None), name="one_connection_stands_a_client"),
            models.CheckConstraint(condition=~Q(allowed_by=""), name="a_connection_was_allowed_by_somebody"),
            models.CheckConstraint(condition=Q(ended_at=None) | Q(ended_at__gte=F("allowed_at")), name="a_connection_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.client_id} for {self.party_id}"

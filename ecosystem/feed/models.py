"""Trade facts: what happened, who says so, and how well it is known. Appended, never changed."""

from __future__ import annotations

from datetime import timedelta

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.lookups import Exact

from ecosystem.identity.public import Party
from ecosystem.kernel.xids import CurrentXid, XidField

from .rules import KIND

CLOCKS_DIFFER = timedelta(minutes=5)


class Standing(models.TextChoices):
    """``claimed``: a platform says so. ``attested``: signed by a partner. ``settled``: matched to a ledger transfer."""

    CLAIMED = "claimed"
    ATTESTED = "attested"
    SETTLED = "settled"


class FactRow(models.Model):
    """One fact about a party. No foreign keys: an order must not wait for the feed."""

    kind = models.TextField()
    version = models.PositiveSmallIntegerField()
    about = models.UUIDField()
    source = models.TextField()
    source_key = models.TextField()
    body = models.JSONField(encoder=DjangoJSONEncoder)
    fingerprint = models.BinaryField(max_length=32)
    standing = models.TextField(choices=Standing.choices)
    transfer_id = models.UUIDField(null=True)
    corrects = models.BigIntegerField(null=True)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    xid = XidField(db_default=CurrentXid(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "source_key"], name="a_source_tells_a_fact_once"),
            models.UniqueConstraint(fields=["corrects"], condition=Q(corrects__isnull=False), name="a_fact_is_corrected_once"),
            models.CheckConstraint(condition=Q(kind__regex=KIND), name="fact_has_a_kind"),
            models.CheckConstraint(condition=Q(version__gte=1), name="fact_has_a_version"),
            models.CheckConstraint(condition=~Q(source="") & ~Q(source_key=""), name="fact_has_a_source"),
            models.CheckConstraint(condition=Q(standing__in=["claimed", "attested", "settled"]), name="fact_has_a_known_standing"),
            models.CheckConstraint(condition=~Q(standing="settled") | Q(transfer_id__isnull=False), name="a_settled_fact_names_its_transfer"),
            models.CheckConstraint(
                condition=Exact(Func(F("body"), function="jsonb_typeof", output_field=models.TextField()), "object"), name="fact_body_is_an_object"
            ),
            models.CheckConstraint(
                condition=Exact(Func(F("fingerprint"), function="octet_length", output_field=models.IntegerField()), 32),
                name="fact_has_a_whole_fingerprint",
            ),
            models.CheckConstraint(condition=Q(occurred_at__lte=F("recorded_at") + CLOCKS_DIFFER), name="fact_has_happened"),
        ]
        indexes = [
            models.Index(fields=["about", "kind", "occurred_at"], name="facts_about_a_party"),
            models.Index(fields=["xid", "id"], name="facts_by_commit"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.source}/{self.source_key}"


class ReaderPosition(models.Model):
    """How far a reader has come, in the order of (xid, id)."""

    name = models.TextField(primary_key=True)
    xid = XidField(default=0)
    fact_id = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="reader_has_a_name")]

    def __str__(self) -> str:
        return self.name


class PseudonymKey(models.Model):
    """The secret behind a party's code names; when it is destroyed they name nobody any more."""

    party = models.OneToOneField(Party, on_delete=models.PROTECT, primary_key=True, related_name="+")
    key = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Exact(Func(F("key"), function="octet_length", output_field=models.IntegerField()), 32), name="pseudonym_key_has_256_bits"
            ),
        ]

    def __str__(self) -> str:
        return f"key of {self.party_id}"

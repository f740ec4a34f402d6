"""What was known of a merchant at a moment, kept for ever; and whose portrait is out of date."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Func, Q
from django.db.models.lookups import Exact

from ecosystem.identity.public import Party
from ecosystem.kernel.ids import uuid7

from .rules import Features

# Of a packed fact: see ``packing``, which no process that serves pages loads.
LINE_BYTES = 106
SHA256 = r"^[0-9a-f]{64}$"


class SnapshotQuerySet(models.QuerySet["FeatureSnapshot"]):
    def latest_of(self, party_id: UUID) -> FeatureSnapshot | None:
        return self.filter(party=party_id).order_by("-as_of", "-id").first()


class FeatureSnapshot(models.Model):
    """The features of one party as of one moment. Appended, never changed.

    ``left_out`` says how many facts were not counted, by reason, ``guards`` how many sales each guard
    asks about. ``facts_until`` is the highest number of a fact that was read, ``grant_id`` the consent
    under which it was read, ``sha256`` the digest of party, moment and all of these.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    as_of = models.DateTimeField()
    features = models.JSONField()
    left_out = models.JSONField(default=dict)
    guards = models.JSONField(default=dict)
    facts_until = models.BigIntegerField()
    facts_counted = models.PositiveIntegerField()
    grant_id = models.UUIDField()
    sha256 = models.CharField(max_length=64)

    objects: ClassVar[SnapshotQuerySet] = SnapshotQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=SHA256), name="snapshot_has_a_whole_digest"),
            models.CheckConstraint(condition=Q(facts_until__gte=0), name="snapshot_says_how_far_it_read"),
        ]
        indexes = [models.Index(fields=["party", "-as_of", "-id"], name="snapshots_newest_first")]

    def __str__(self) -> str:
        return f"{self.party_id} as of {self.as_of:%Y-%m-%d %H:%M}"

    def values(self) -> dict[str, int | None]:
        features: Features = self.features
        return {name: feature["value"] for name, feature in features.items()}


class StalePortrait(models.Model):
    """A party about whom facts arrived since the last portrait. The row is the work to do."""

    party_id = models.UUIDField(primary_key=True)
    marked_at = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["marked_at"], name="stalest_portrait_first")]

    def __str__(self) -> str:
        return f"{self.party_id} since {self.marked_at:%H:%M:%S}"


class PackedLines(models.Model):
    """What is read of a party's facts of one month, packed to be read many at a time (see ``packing``).

    Made from the feed and nothing else: ``facts`` and ``checksum``, the sum of their numbers, must agree with it. ``corrected``
    are the numbers of facts, of whatever month, that facts of this month put right.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party_id = models.UUIDField()
    month = models.DateField()
    lines = models.BinaryField()
    corrected = models.BinaryField(default=b"")
    facts = models.PositiveIntegerField()
    checksum = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["party_id", "month"], name="a_month_is_packed_once"),
            models.CheckConstraint(
                condition=Exact(Func(F("lines"), function="octet_length", output_field=models.IntegerField()), F("facts") * LINE_BYTES),
                name="each_packed_fact_has_a_line",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.month:%Y-%m}"

"""Many articles changed at once, so that it can be taken back; and the files they came from."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ecosystem.kernel.ids import uuid7


class Batch(models.Model):
    """One change of many listings of a shop; can be undone until ``undo_until``."""

    class Kind(models.TextChoices):
        EDIT = "edit"
        IMPORT = "import"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+")
    kind = models.TextField(choices=Kind.choices)
    by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    undo_until = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    added = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["edit", "import"]), name="batch_has_a_known_kind"),
            models.CheckConstraint(condition=Q(undone_at=None) | Q(undone_at__lte=models.F("undo_until")), name="batch_is_undone_in_time"),
        ]
        indexes = [models.Index(fields=["shop", "-made_at"], name="batch_by_shop")]

    @property
    def rows_touched(self) -> int:
        return self.added + self.changed


class BatchRow(models.Model):
    """A listing before and after; ``before`` is empty where the batch added it. Append-only."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="rows")
    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="+")
    before = models.JSONField(null=True)
    after = models.JSONField()
    version = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "sku"], name="a_batch_changes_a_listing_once")]


class Import(models.Model):
    """A file of goods on its way in: uploaded, its columns named, then applied. The content goes once it is applied."""

    class Status(models.TextChoices):
        UPLOADED = "uploaded"
        APPLIED = "applied"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.TextField()
    content = models.BinaryField(null=True)
    mapping = models.JSONField(default=dict)
    status = models.TextField(choices=Status.choices, default=Status.UPLOADED)
    batch = models.OneToOneField(Batch, on_delete=models.PROTECT, null=True, related_name="source")
    counts = models.JSONField(default=dict)
    uploaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=["uploaded", "applied"]), name="import_has_a_known_status"),
            models.CheckConstraint(condition=Q(status="applied") | Q(content__isnull=False, batch=None), name="a_waiting_import_has_its_file"),
        ]
        indexes = [models.Index(fields=["shop", "-uploaded_at"], name="import_by_shop")]

"""Who did or read what. Appended in the verb; sealed afterwards; never changed."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.lookups import Exact

from ecosystem.kernel.xids import CurrentXid, XidField


class Act(models.Model):
    """One act or read. Plain names instead of foreign keys: it outlives what it speaks of. ``about`` is the shop whose business it was."""

    at = models.DateTimeField()
    actor = models.TextField()
    act = models.TextField()
    target = models.TextField()
    before = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    reason = models.TextField(default="", blank=True)
    about = models.UUIDField(null=True)
    xid = XidField(db_default=CurrentXid(), editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(act__regex=r"^[a-z_]+(\.[a-z_]+)+$"), name="act_is_named_by_its_room"),
            models.CheckConstraint(condition=~Q(actor=""), name="act_has_an_actor"),
            models.CheckConstraint(condition=~Q(target=""), name="act_has_a_target"),
        ]
        indexes = [
            models.Index(fields=["target", "id"], name="acts_by_target"),
            models.Index(fields=["xid", "id"], name="acts_by_commit"),
            models.Index(fields=["about", "-id"], condition=Q(about__isnull=False), name="acts_by_shop"),
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.act} {self.target}"


def _octets(field: str) -> Func:
    return Func(F(field), function="octet_length", output_field=models.IntegerField())


class Seal(models.Model):
    """A signed link of the chain over committed acts, in the order of (xid, id).

    ``rows`` holds 40 bytes for each act: its id (8, big endian) and its SHA-256 (32), so that
    a changed act is named exactly and not only its batch.
    """

    number = models.BigIntegerField(primary_key=True)
    previous = models.BinaryField(max_length=32)
    head = models.BinaryField(max_length=32)
    rows = models.BinaryField()
    count = models.IntegerField()
    sealed_before = models.BigIntegerField()
    last_xid = XidField()
    last_id = models.BigIntegerField()
    signer = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="seals_are_numbered_from_one"),
            models.CheckConstraint(condition=Q(count__gte=1), name="seal_covers_something"),
            models.CheckConstraint(condition=Exact(_octets("rows"), F("count") * 40), name="seal_lists_what_it_counts"),
            models.CheckConstraint(condition=Exact(_octets("head"), 32) & Exact(_octets("previous"), 32), name="seal_has_whole_digests"),
            models.CheckConstraint(condition=Exact(_octets("signer"), 32) & Exact(_octets("signature"), 64), name="seal_is_signed"),
            models.UniqueConstraint(fields=["previous"], name="seals_form_one_chain"),
        ]

    def __str__(self) -> str:
        return f"seal {self.number}: {bytes(self.head).hex()}"

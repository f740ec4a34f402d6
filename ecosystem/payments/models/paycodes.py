from __future__ import annotations

from django.db import models


class UsedPayCode(models.Model):
    """A payer's code that a till has read; it pays once. Written once."""

    digest = models.BinaryField(max_length=32)
    payer = models.ForeignKey("identity.Party", on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest"], name="a_pay_code_pays_once")]

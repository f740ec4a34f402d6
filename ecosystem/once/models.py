from __future__ import annotations

from django.db import models


class Effect(models.Model):
    """One key, one effect: what a repeated request, callback or task must not do again."""

    scope = models.TextField()
    key = models.CharField(max_length=200)
    fingerprint = models.BinaryField(max_length=32)
    result = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "key"], name="one_key_has_one_effect"),
            models.CheckConstraint(condition=~models.Q(key=""), name="key_is_not_empty"),
        ]

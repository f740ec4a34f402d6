"""What a business says it pays each month; the feed tells everything else."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ecosystem.identity.public import Party
from ecosystem.kernel.money import to_text


class MonthlyCost(models.Model):
    """One cost that comes every month on the same day; on the last of it where the month is shorter."""

    class What(models.TextChoices):
        RENT = "rent", _("Rent")
        WAGES = "wages", _("Wages")
        POWER = "power", _("Power and water")
        OTHER = "other", _("Something else")

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    what = models.TextField(choices=What.choices)
    amount_minor = models.BigIntegerField()
    day = models.PositiveSmallIntegerField()
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["party", "what"], name="a_monthly_cost_is_said_once"),
            models.CheckConstraint(condition=Q(what__in=["rent", "wages", "power", "other"]), name="monthly_cost_is_for_something_known"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="monthly_cost_is_something"),
            models.CheckConstraint(condition=Q(day__gte=1, day__lte=31), name="monthly_cost_has_a_day"),
        ]

    @property
    def amount_text(self) -> str:
        """As one types it."""
        return to_text(self.amount_minor)

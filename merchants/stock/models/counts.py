"""Counting what really lies there: a document with a line an article and a figure a person."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.ids import uuid7

from .. import rules


class Count(models.Model):
    """With ``freezes`` nothing of what is counted comes or goes from its start until ``held_until``; none once it is let go of."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        COUNTING = "counting", _("being counted")
        REVIEWING = "reviewing", _("being reviewed")
        POSTED = "posted", _("posted")
        CANCELLED = "cancelled", _("cancelled")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+")
    name = models.TextField()
    status = models.TextField(choices=Status.choices, default=Status.PLANNED)
    freezes = models.BooleanField(default=False)
    planned_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    held_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="a_count_has_a_name"),
            models.CheckConstraint(
                condition=Q(held_until=None) | Q(freezes=True, status__in=["counting", "reviewing"], held_until__gt=models.F("started_at")),
                name="only_a_running_count_holds_shelves_still",
            ),
            models.CheckConstraint(
                condition=Q(status="planned", started_at=None, ended_at=None)
                | Q(status__in=["counting", "reviewing"], started_at__isnull=False, ended_at=None)
                | Q(status="posted", started_at__isnull=False, ended_at__isnull=False)
                | Q(status="cancelled", ended_at__isnull=False),
                name="a_count_says_when_it_was",
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "-planned_at"], name="count_by_shop"),
            models.Index(fields=["held_until"], condition=Q(held_until__isnull=False), name="count_holding_shelves"),
        ]


class CountLine(models.Model):
    """``snapshot`` is what the books said at the start; ``difference`` what posting moved."""

    count = models.ForeignKey(Count, on_delete=models.PROTECT, related_name="lines")
    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="+")
    snapshot = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    difference = models.DecimalField(max_digits=14, decimal_places=3, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["count", "sku"], name="an_article_is_counted_once")]

    @property
    def counted(self) -> Decimal | None:
        """The sum of everybody's figures; none where nobody counted."""
        figures = [tally.counted for tally in self.tallies.all()]
        return sum(figures, Decimal(0)) if figures else None

    @property
    def found(self) -> Decimal | None:
        """What posting would move, or moved."""
        rows = [(tally.at, tally.counted, tally.book) for tally in self.tallies.all()]
        return rules.difference(rows) if rows else None


class Tally(models.Model):
    """One person's figure for one line; ``book`` is what the books said as she wrote it, so later sales don't count twice."""

    line = models.ForeignKey(CountLine, on_delete=models.PROTECT, related_name="tallies")
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    counted = models.DecimalField(max_digits=14, decimal_places=3)
    book = models.DecimalField(max_digits=14, decimal_places=3)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "person"], name="a_person_counts_a_line_once"),
            models.CheckConstraint(condition=Q(counted__gte=Decimal(0)), name="nobody_counts_less_than_nothing"),
        ]

"""What became of a wholesaler's file: what was taken, what was refused and why, and what was given back by nobody."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from ecosystem.kernel.ids import uuid7


class Load(models.Model):
    """One file, loaded once as one supplier. Append-only.

    ``net_milli`` is the file's own sum in thousandths of a pound; the other amounts are its pence, each line rounded once, a penny
    standing as a fen. ``first_on`` and ``last_on`` are the source's days, which were moved by ``moved_days``.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    supplier = models.OneToOneField("procurement.Supplier", on_delete=models.PROTECT, related_name="load")
    file_name = models.TextField()
    digest = models.BinaryField(max_length=32)
    first_on = models.DateField()
    last_on = models.DateField()
    moved_days = models.IntegerField()
    lines = models.PositiveIntegerField()
    invoices = models.PositiveIntegerField()
    cancelled_lines = models.PositiveIntegerField()
    net_milli = models.BigIntegerField()
    taken_minor = models.BigIntegerField()
    refused_minor = models.BigIntegerField()
    buyers = models.PositiveIntegerField()
    orders = models.PositiveIntegerField()
    gave_back = models.PositiveIntegerField()
    returns = models.PositiveIntegerField()
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="a_file_is_loaded_once"),
            models.CheckConstraint(condition=Q(first_on__lte=F("last_on")), name="a_year_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(invoices__gte=F("orders") + F("gave_back")), name="no_more_is_loaded_than_the_file_holds"),
        ]

    @property
    def net_minor(self) -> int:
        """The source's net value in pence, each line rounded: what was taken and what was refused."""
        return self.taken_minor + self.refused_minor

    @property
    def rounding_milli(self) -> int:
        """Thousandths of a pound that rounding each line to pence left out."""
        return self.net_milli - 10 * self.net_minor

    @property
    def left_out(self) -> int:
        """Invoices of which nothing was taken."""
        return self.invoices - self.orders - self.gave_back


class Tally(models.Model):
    """The lines of one verdict. Those taken in part have both amounts. Append-only."""

    load = models.ForeignKey(Load, on_delete=models.PROTECT, related_name="tallies")
    verdict = models.TextField()
    lines = models.PositiveIntegerField()
    taken_minor = models.BigIntegerField()
    refused_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["load", "verdict"], name="a_load_counts_a_verdict_once"),
            models.CheckConstraint(condition=Q(lines__gt=0) & ~Q(verdict=""), name="a_verdict_is_of_some_lines"),
        ]


class LeftOver(models.Model):
    """A cancelled line, or the part of it, that gave nothing back, signed as in the source; ``number`` is its row there. Append-only."""

    load = models.ForeignKey(Load, on_delete=models.PROTECT, related_name="left_over")
    number = models.PositiveIntegerField()
    document = models.TextField()
    code = models.TextField()
    customer = models.PositiveIntegerField(null=True)
    at = models.DateTimeField()
    quantity = models.IntegerField()
    value_minor = models.BigIntegerField()
    why = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["load", "number"], name="a_line_is_left_over_once"),
            models.CheckConstraint(condition=~Q(quantity=0), name="what_is_left_over_is_of_something"),
            models.CheckConstraint(condition=~Q(why=""), name="what_is_left_over_says_why"),
        ]

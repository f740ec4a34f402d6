"""The wordings of a shared order, one after the other."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from .orders import Billing, Order


class Revision(models.Model):
    """One wording of the order. Both sides' acknowledgements make it the agreed one."""

    class Side(models.TextChoices):
        BUYER = "buyer"
        SUPPLIER = "supplier"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    proposed_by = models.TextField(choices=Side.choices)
    total_minor = models.BigIntegerField()
    billing = models.TextField(choices=Billing.choices, default=Billing.RECEIPT, db_default=Billing.RECEIPT)
    reason = models.TextField(blank=True)
    proposed_at = models.DateTimeField()
    buyer_at = models.DateTimeField(null=True)
    supplier_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="revisions_are_numbered"),
            models.CheckConstraint(condition=Q(proposed_by__in=["buyer", "supplier"]), name="a_revision_comes_from_one_of_two"),
            models.CheckConstraint(condition=Q(total_minor__gt=0), name="a_revision_is_of_something"),
            models.CheckConstraint(condition=Q(billing__in=["receipt", "order"]), name="a_revision_is_billed_in_a_known_way"),
            models.CheckConstraint(condition=Q(refused_at=None) | Q(buyer_at=None) | Q(supplier_at=None), name="what_both_agreed_on_is_not_refused"),
        ]

    @property
    def agreed(self) -> bool:
        return self.buyer_at is not None and self.supplier_at is not None


class RevisionLine(models.Model):
    """What a revision says of one line. Append-only."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    unit_minor = models.BigIntegerField()
    gross_minor = models.BigIntegerField()
    promised_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "position"], name="a_revision_says_a_line_once"),
            models.CheckConstraint(condition=Q(quantity__gte=0, unit_minor__gt=0, gross_minor__gte=0), name="a_revised_line_has_a_price"),
        ]

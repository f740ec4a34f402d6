"""E-invoices (发票) that customers ask for, and the simulated bureau's own book of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.ids import uuid7

STATUSES = ["requested", "submitted", "issued", "refused", "red_lettered"]


class Invoice(models.Model):
    """One e-invoice for one completed order. A company gives its Unified Social Credit Code, a person none.

    ``parts`` are what of it is at which rate of tax: basis points, or none where the shop has no rate on file, and minor units.
    """

    class Status(models.TextChoices):
        REQUESTED = "requested", _("asked for")
        SUBMITTED = "submitted", _("with the tax bureau")
        ISSUED = "issued", _("issued")
        REFUSED = "refused", _("refused")
        RED_LETTERED = "red_lettered", _("red-lettered")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="+")
    title = models.TextField()
    tax_number = models.TextField(blank=True)
    amount_minor = models.BigIntegerField()
    parts = models.JSONField(default=list)
    status = models.TextField(choices=Status.choices, default=Status.REQUESTED)
    number = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    red_wanted = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    requested_at = models.DateTimeField()
    next_try_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & Q(amount_minor__gt=0), name="invoice_is_to_somebody_for_something"),
            models.CheckConstraint(condition=Q(status__in=STATUSES), name="e_invoice_has_a_known_status"),
            models.UniqueConstraint(fields=["order"], condition=Q(status__in=["requested", "submitted", "issued"]), name="an_order_is_invoiced_once"),
            models.CheckConstraint(condition=~Q(status="issued") | ~Q(number=""), name="an_issued_invoice_has_a_number"),
            models.CheckConstraint(condition=~Q(status="refused") | ~Q(reason=""), name="a_refused_invoice_says_why"),
            models.CheckConstraint(
                condition=Q(status__in=["requested", "submitted"], decided_at=None)
                | Q(status__in=["issued", "refused", "red_lettered"], decided_at__isnull=False),
                name="a_decided_invoice_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "-requested_at"], name="invoice_by_shop"),
            models.Index(fields=["next_try_at"], condition=Q(next_try_at__isnull=False), name="invoice_to_try"),
        ]


class BureauSlip(models.Model):
    """What the *simulated* tax bureau knows of an invoice: its own side of the wire, read by nobody else."""

    invoice_id = models.UUIDField(unique=True)
    amount_minor = models.BigIntegerField()
    parts = models.JSONField(default=list)
    asked = models.PositiveSmallIntegerField(default=0)
    red = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount_minor__gt=0), name="slip_is_of_something")]

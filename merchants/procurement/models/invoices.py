"""What the supplier asks for, what of it stands, and the money it becomes."""

from __future__ import annotations

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.lookups import Exact
from django.utils.translation import pgettext_lazy

from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.taxes import MOST_TAX_BP

from .orders import Line, Order
from .suppliers import Supplier


class Invoice(models.Model):
    """Issued by the supplier on the shared order. ``number_key`` is the number without spaces, signs and case: the guard against billing twice.

    ``extra_minor`` is the part of the total that pays for freight and other cost of the order.
    """

    class Status(models.TextChoices):
        HELD = "held", pgettext_lazy("invoice", "Held")
        MATCHED = "matched", pgettext_lazy("invoice", "Matches")
        APPROVED = "approved", pgettext_lazy("invoice", "Approved")
        PAYING = "paying", pgettext_lazy("invoice", "Being paid")
        PAID = "paid", pgettext_lazy("invoice", "Paid")
        CLEARED = "cleared", pgettext_lazy("invoice", "Nothing to pay")
        WITHDRAWN = "withdrawn", pgettext_lazy("invoice", "Withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="invoices")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="invoices")
    number = models.TextField()
    number_key = models.TextField()
    status = models.TextField(choices=Status.choices)
    version = models.PositiveIntegerField(default=1)
    issued_on = models.DateField()
    due_on = models.DateField()
    total_minor = models.BigIntegerField()
    extra_minor = models.BigIntegerField(default=0)
    debited_minor = models.BigIntegerField(default=0)
    exceptions = ArrayField(models.TextField(), default=list)
    released_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    release_reason = models.TextField(blank=True)
    approved_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    pay_when_due = models.BooleanField(default=False)
    refused_on = models.DateField(null=True)
    payment_id = models.UUIDField(null=True)
    transfer_id = models.UUIDField(null=True)
    issued_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["supplier", "number_key"], condition=~Q(status="withdrawn"), name="a_supplier_uses_an_invoice_number_once"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["held", "matched", "approved", "paying", "paid", "cleared", "withdrawn"]), name="invoice_has_a_known_status"
            ),
            models.CheckConstraint(condition=Q(total_minor__gt=0) & ~Q(number_key=""), name="invoice_is_of_something"),
            models.CheckConstraint(condition=Q(extra_minor__gte=0, extra_minor__lt=F("total_minor")), name="freight_is_a_part_of_the_invoice"),
            models.CheckConstraint(condition=Q(debited_minor__gte=0, debited_minor__lte=F("total_minor")), name="debits_never_exceed_the_invoice"),
            models.CheckConstraint(condition=Q(due_on__gte=F("issued_on")), name="an_invoice_is_due_after_it_is_issued"),
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "paying", "paid", "cleared"]) | Q(approved_at__isnull=False), name="nothing_is_paid_unapproved"
            ),
            models.CheckConstraint(condition=~Q(status__in=["paying", "paid"]) | Q(payment_id__isnull=False), name="an_invoice_is_paid_by_a_payment"),
            models.CheckConstraint(
                condition=~Q(status="paid") | Q(transfer_id__isnull=False, paid_at__isnull=False), name="a_paid_invoice_names_its_transfer"
            ),
            models.CheckConstraint(condition=Q(released_by=None) | ~Q(release_reason=""), name="a_release_says_why"),
        ]
        indexes = [
            models.Index(fields=["order"], name="invoice_by_order"),
            models.Index(fields=["due_on"], condition=Q(status="approved"), name="invoice_by_due_day"),
        ]

    @property
    def payable_minor(self) -> int:
        return self.total_minor - self.debited_minor


class InvoiceLine(models.Model):
    """What is asked for one line. ``covered`` has goods behind it, ``debited`` was taken off; both are quantities.

    ``tax_bp`` is the order line's rate of tax when it was billed.
    """

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="invoice_lines")
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    unit_minor = models.BigIntegerField()
    gross_minor = models.BigIntegerField()
    tax_bp = models.PositiveSmallIntegerField(null=True)
    covered = models.DecimalField(max_digits=14, decimal_places=3, default=Decimal(0))
    debited = models.DecimalField(max_digits=14, decimal_places=3, default=Decimal(0))
    price_debited_minor = models.BigIntegerField(default=0)
    exceptions = ArrayField(models.TextField(), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["invoice", "line"], name="an_invoice_bills_a_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0, unit_minor__gt=0, gross_minor__gt=0), name="a_billed_line_is_of_something"),
            models.CheckConstraint(condition=Q(covered__gte=0, debited__gte=0), name="a_billed_line_counts_from_nothing"),
            models.CheckConstraint(condition=Q(quantity__gte=F("covered") + F("debited")), name="no_more_is_settled_than_billed"),
            models.CheckConstraint(condition=Q(tax_bp=None) | Q(tax_bp__lte=MOST_TAX_BP), name="tax_of_a_bill_is_less_than_half"),
            models.CheckConstraint(
                condition=Q(price_debited_minor__gte=0, price_debited_minor__lte=F("gross_minor")), name="a_price_debit_is_a_part_of_the_line"
            ),
        ]


class DebitNote(models.Model):
    """Money taken off an invoice, or owed back where it is paid already."""

    class Why(models.TextChoices):
        QUANTITY = "quantity", pgettext_lazy("debit", "Not received")
        PRICE = "price", pgettext_lazy("debit", "Price above the order")
        RETURNED = "returned", pgettext_lazy("debit", "Sent back")
        NEVER_CAME = "never_came", pgettext_lazy("debit", "Billed ahead, never came")

    class Status(models.TextChoices):
        DEDUCTED = "deducted", pgettext_lazy("debit", "Taken off")
        OWED = "owed", pgettext_lazy("debit", "Owed back")
        PAID_BACK = "paid_back", pgettext_lazy("debit", "Paid back")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="debits")
    line = models.ForeignKey(InvoiceLine, on_delete=models.PROTECT, related_name="debits")
    returned = models.ForeignKey("procurement.Return", on_delete=models.PROTECT, null=True, related_name="debits")
    why = models.TextField(choices=Why.choices)
    status = models.TextField(choices=Status.choices)
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    amount_minor = models.BigIntegerField()
    refund_id = models.UUIDField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0, quantity__gte=0), name="a_debit_is_of_something"),
            models.CheckConstraint(condition=Q(why__in=["quantity", "price", "returned", "never_came"]), name="a_debit_has_a_known_reason"),
            models.CheckConstraint(condition=Q(status__in=["deducted", "owed", "paid_back"]), name="a_debit_has_a_known_status"),
            models.CheckConstraint(condition=~Q(status="paid_back") | Q(refund_id__isnull=False), name="what_is_paid_back_names_its_refund"),
        ]


class Receivable(models.Model):
    """The supplier's claim, which exists once: the digest is made from what both sides confirmed. ``pledged_to`` names who holds it."""

    invoice = models.OneToOneField(Invoice, on_delete=models.PROTECT, related_name="receivable")
    digest = models.BinaryField(max_length=32, unique=True)
    amount_minor = models.BigIntegerField()
    due_on = models.DateField()
    pledged_to = models.TextField(blank=True)
    pledged_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="a_receivable_is_never_negative"),
            models.CheckConstraint(
                condition=Exact(Func(F("digest"), function="octet_length", output_field=models.IntegerField()), 32),
                name="a_receivable_has_a_whole_digest",
            ),
            models.CheckConstraint(
                condition=Q(pledged_to="", pledged_at=None) | (~Q(pledged_to="") & Q(pledged_at__isnull=False)), name="a_pledge_says_to_whom_and_when"
            ),
        ]

"""The shared order: the buyer's purchase order is the supplier's sales order."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import pgettext_lazy

from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.names import in_language
from ecosystem.kernel.taxes import MOST_TAX_BP

from ..rules import part_of, receipt_status
from .suppliers import Article, Supplier

if TYPE_CHECKING:
    from .aside import Refused

WHOLE_BP = 10_000


class LandedBy(models.TextChoices):
    """How freight and the like are shared over a delivery's lines."""

    VALUE = "value", pgettext_lazy("landed cost", "By value")
    QUANTITY = "quantity", pgettext_lazy("landed cost", "By quantity")
    WEIGHT = "weight", pgettext_lazy("landed cost", "By weight")


class Billing(models.TextChoices):
    """What an invoice may ask for: what was kept, or, paid ahead, what is ordered."""

    RECEIPT = "receipt", pgettext_lazy("billing", "After the goods")
    ORDER = "order", pgettext_lazy("billing", "Ahead of the goods")


class Order(models.Model):
    """One document in two books. ``revision`` is the newest wording, ``agreed_revision`` the last one that both sides acknowledged.

    The lines say what is agreed, or, before anything is, what was first asked for. ``total_minor`` is theirs; freight and other cost
    come on top, and reach the shelf's value with the goods: ``landed_minor`` has by now. ``pay_with`` is the credit that its owner chose to pay it
    on, empty for the shop's account. ``billing`` is agreed like the lines. Whoever's turn it is answers until
    ``answer_by``, and is asked once more at ``ask_again_at``. Of what comes on top the two rates of tax are known where a quote said them.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("purchase", "Draft")
        TO_APPROVE = "to_approve", pgettext_lazy("purchase", "Waits for approval")
        SENT = "sent", pgettext_lazy("purchase", "With the supplier")
        CHANGED = "changed", pgettext_lazy("purchase", "Changed by the supplier")
        ACKNOWLEDGED = "acknowledged", pgettext_lazy("purchase", "Confirmed")
        DECLINED = "declined", pgettext_lazy("purchase", "Declined")
        LAPSED = "lapsed", pgettext_lazy("purchase", "Not answered in time")
        PARTIALLY_RECEIVED = "partially_received", pgettext_lazy("purchase", "Partly received")
        RECEIVED = "received", pgettext_lazy("purchase", "Received")
        CLOSED = "closed", pgettext_lazy("purchase", "Closed")
        SHORT_CLOSED = "short_closed", pgettext_lazy("purchase", "Closed short")
        CANCELLED = "cancelled", pgettext_lazy("purchase", "Cancelled")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.TextField(unique=True)
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="purchases")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="orders")
    status = models.TextField(choices=Status.choices, default=Status.DRAFT)
    version = models.PositiveIntegerField(default=1)
    revision = models.PositiveSmallIntegerField(default=0)
    agreed_revision = models.PositiveSmallIntegerField(null=True)
    total_minor = models.BigIntegerField()
    freight_minor = models.BigIntegerField(default=0)
    other_minor = models.BigIntegerField(default=0)
    freight_tax_bp = models.PositiveSmallIntegerField(null=True)
    other_tax_bp = models.PositiveSmallIntegerField(null=True)
    landed_by = models.TextField(choices=LandedBy.choices, default=LandedBy.VALUE)
    landed_minor = models.BigIntegerField(default=0)
    currency = models.TextField()
    pay_days = models.PositiveSmallIntegerField()
    pay_with = models.TextField(default="", blank=True)
    billing = models.TextField(choices=Billing.choices, default=Billing.RECEIPT, db_default=Billing.RECEIPT)
    note = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    on_hold = models.BooleanField(default=False)
    hold_reason = models.TextField(blank=True)
    made_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    answer_by = models.DateTimeField(null=True)
    ask_again_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(total_minor__gt=0), name="purchase_is_of_something"),
            models.CheckConstraint(
                condition=Q(
                    status__in=[
                        "draft",
                        "to_approve",
                        "sent",
                        "changed",
                        "acknowledged",
                        "declined",
                        "lapsed",
                        "partially_received",
                        "received",
                        "closed",
                        "short_closed",
                        "cancelled",
                    ]
                ),
                name="purchase_has_a_known_status",
            ),
            models.CheckConstraint(condition=Q(approved_by=None) | ~Q(approved_by=F("made_by")), name="nobody_approves_her_own_purchase"),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "to_approve", "cancelled"]) | Q(sent_at__isnull=False, revision__gte=1),
                name="a_purchase_is_sent_before_it_is_answered",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["acknowledged", "partially_received", "received", "closed", "short_closed"])
                | Q(acknowledged_at__isnull=False, agreed_revision__isnull=False),
                name="nothing_is_delivered_before_it_is_confirmed",
            ),
            models.CheckConstraint(condition=~Q(status__in=["short_closed", "declined"]) | ~Q(reason=""), name="an_early_end_has_a_reason"),
            models.CheckConstraint(condition=Q(on_hold=False) | ~Q(hold_reason=""), name="a_purchase_on_hold_says_why"),
            models.CheckConstraint(condition=Q(freight_minor__gte=0, other_minor__gte=0), name="what_comes_on_top_is_not_negative"),
            models.CheckConstraint(
                condition=(Q(freight_tax_bp=None) | Q(freight_tax_bp__lte=MOST_TAX_BP)) & (Q(other_tax_bp=None) | Q(other_tax_bp__lte=MOST_TAX_BP)),
                name="tax_on_top_is_less_than_half",
            ),
            models.CheckConstraint(condition=Q(billing__in=["receipt", "order"]), name="a_purchase_is_billed_in_a_known_way"),
            models.CheckConstraint(condition=Q(landed_by__in=["value", "quantity", "weight"]), name="landed_cost_is_shared_in_a_known_way"),
            models.CheckConstraint(
                condition=Q(landed_minor__gte=0, landed_minor__lte=F("freight_minor") + F("other_minor")), name="no_more_cost_lands_than_is_borne"
            ),
            models.CheckConstraint(condition=Q(answer_by=None) | Q(status__in=["sent", "changed"]), name="only_what_waits_is_answered_by_a_time"),
            models.CheckConstraint(
                condition=Q(ask_again_at=None) | Q(answer_by__isnull=False, answer_by__gt=F("ask_again_at")),
                name="an_answer_is_asked_for_before_its_time_is_over",
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "-made_at"], name="purchase_by_shop"),
            models.Index(fields=["supplier", "-made_at"], name="purchase_by_supplier"),
            models.Index(fields=["answer_by"], condition=Q(answer_by__isnull=False), name="purchase_that_waits"),
        ]

    @property
    def extra_minor(self) -> int:
        """What the supplier or a carrier asks beyond the goods."""
        return self.freight_minor + self.other_minor

    @property
    def with_extra_minor(self) -> int:
        return self.total_minor + self.extra_minor

    @property
    def extra_billable_minor(self) -> int:
        """What of that the supplier may still bill: not what a carrier billed by itself, and nothing ahead of the goods, since nobody would owe
        it back if they never came.
        """
        if self.billing == Billing.ORDER and not any(line.kept for line in self.lines.all()):
            return 0
        charged = sum(one.amount_minor for one in self.charges.all() if one.reason != "short_closed")
        return self.extra_minor - charged - sum(one.extra_minor for one in self.invoices.all() if one.status != "withdrawn")

    @property
    def receipt_status(self) -> str:
        """``none``, ``part`` or ``full``, derived from the lines."""
        lines = self.lines.all()
        return receipt_status(
            quantity=sum(line.quantity for line in lines), kept=sum(line.kept for line in lines), given_up=sum(line.given_up for line in lines)
        )

    @property
    def refused(self) -> list[Refused]:
        """What receipts refused, in the order in which it came."""
        return [part for receipt in self.receipts.all() for row in receipt.lines.all() for part in row.aside.all()]

    @property
    def billing_status(self) -> str:
        lines = self.lines.all()
        return part_of(sum(line.billed for line in lines), sum(line.quantity - line.given_up for line in lines))

    @property
    def payment_status(self) -> str:
        """Of what is billed: ``none``, ``part`` or ``full``."""
        asked = [invoice for invoice in self.invoices.all() if invoice.status != "withdrawn"]
        return part_of(sum(invoice.payable_minor for invoice in asked if invoice.status == "paid"), sum(invoice.payable_minor for invoice in asked))


class Line(models.Model):
    """What is agreed of one article, and what became of it. All quantities in the supplier's unit.

    ``accepted`` counts what was ever taken in (reversals taken off), ``returned`` what went back of it, ``billed`` what invoices cover,
    ``given_up`` what will not come any more. ``over_bp`` is how much more than ordered may be accepted. ``ahead`` says that what is ordered may
    be billed before it comes, as was agreed. ``tax_bp`` is the rate of the tax that the price holds, as the price list or the quote said when
    it was ordered.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="+")
    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="+")
    name_zh = models.TextField()
    name_en = models.TextField()
    unit_zh = models.TextField()
    unit_en = models.TextField()
    per_unit = models.DecimalField(max_digits=14, decimal_places=3)
    whole = models.BooleanField(default=True)
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    unit_minor = models.BigIntegerField()
    gross_minor = models.BigIntegerField()
    tax_bp = models.PositiveSmallIntegerField(null=True)
    promised_on = models.DateField(null=True)
    over_bp = models.PositiveIntegerField(default=0)
    ahead = models.BooleanField(default=False, db_default=False)
    accepted = models.DecimalField(max_digits=14, decimal_places=3, default=Decimal(0))
    rejected = models.DecimalField(max_digits=14, decimal_places=3, default=Decimal(0))
    returned = models.DecimalField(max_digits=14, decimal_places=3, default=Decimal(0))
    billed = models.DecimalField(max_digits=14, decimal_places=3, default=Decimal(0))
    given_up = models.DecimalField(max_digits=14, decimal_places=3, default=Decimal(0))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="purchase_lines_are_numbered"),
            models.CheckConstraint(
                condition=Q(quantity__gte=0, unit_minor__gt=0, gross_minor__gte=0, per_unit__gt=0), name="purchase_line_has_a_price"
            ),
            models.CheckConstraint(
                condition=Q(accepted__gte=0, rejected__gte=0, returned__gte=0, billed__gte=0, given_up__gte=0),
                name="purchase_counters_are_not_negative",
            ),
            # Multiplied out, so that nothing is rounded: 100.001 of 100 is too much at 0 %.
            models.CheckConstraint(
                condition=LessThanOrEqual((F("accepted") - F("returned")) * WHOLE_BP, F("quantity") * (WHOLE_BP + F("over_bp"))),
                name="no_more_is_accepted_than_ordered",
            ),
            models.CheckConstraint(condition=Q(returned__lte=F("accepted")), name="no_more_goes_back_than_came"),
            models.CheckConstraint(
                condition=Q(billed__lte=F("accepted") - F("returned"))
                | Q(ahead=True, billed__lte=Greatest(F("quantity") - F("given_up"), F("accepted")) - F("returned")),
                name="no_more_is_billed_than_kept",
            ),
            models.CheckConstraint(condition=Q(given_up__lte=F("quantity")), name="no_more_is_given_up_than_ordered"),
            models.CheckConstraint(condition=Q(tax_bp=None) | Q(tax_bp__lte=MOST_TAX_BP), name="tax_of_a_purchase_is_less_than_half"),
        ]

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)

    @property
    def unit(self) -> str:
        return in_language(self.unit_zh, self.unit_en)

    @property
    def kept(self) -> Decimal:
        return self.accepted - self.returned

    @property
    def billable(self) -> Decimal:
        """F17: of what was kept; agreed to be paid ahead, of what was ordered and is still to come or here."""
        until = max(self.quantity - self.given_up, self.accepted) if self.ahead else self.accepted
        return until - self.returned - self.billed

    @property
    def incoming(self) -> Decimal:
        """Ordered − received − given up, never less than nothing."""
        return max(self.quantity - self.kept - self.given_up, Decimal(0))

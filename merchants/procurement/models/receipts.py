"""Goods on the way, taken in, refused, argued about and sent back. Quantities in the supplier's unit."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from ecosystem.kernel.ids import uuid7

from .orders import Line, Order


class Shipment(models.Model):
    """The supplier's notice of what is on its way."""

    class Status(models.TextChoices):
        ON_THE_WAY = "on_the_way", pgettext_lazy("shipment", "On the way")
        ARRIVED = "arrived", pgettext_lazy("shipment", "Arrived")
        WITHDRAWN = "withdrawn", pgettext_lazy("shipment", "Withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="shipments")
    status = models.TextField(choices=Status.choices, default=Status.ON_THE_WAY)
    expected_on = models.DateField()
    carrier = models.TextField(blank=True)
    announced_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(status__in=["on_the_way", "arrived", "withdrawn"]), name="shipment_has_a_known_status")]
        indexes = [models.Index(fields=["order"], name="shipment_by_order")]


class ShipmentLine(models.Model):
    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=14, decimal_places=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shipment", "line"], name="a_shipment_names_a_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="a_shipped_line_is_of_something"),
        ]


class Receipt(models.Model):
    """One delivery taken in, posted for ever. A mistake is reversed by another receipt of negative quantities. Append-only.

    ``stock_id`` is the cause of the movements that it made on the shelf; ``landed_minor`` what of the order's freight and other cost
    came with it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="receipts")
    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, null=True, related_name="receipts")
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversal")
    reason = models.TextField(blank=True)
    value_minor = models.BigIntegerField()
    landed_minor = models.BigIntegerField(default=0)
    stock_id = models.UUIDField(null=True)
    posted_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    posted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(reverses=None) | ~Q(reason=""), name="a_reversal_says_why"),
            models.CheckConstraint(
                condition=Q(reverses=None, value_minor__gte=0) | Q(reverses__isnull=False, value_minor__lte=0), name="a_reversal_takes_value_back"
            ),
            models.CheckConstraint(
                condition=Q(reverses=None, landed_minor__gte=0) | Q(reverses__isnull=False, landed_minor__lte=0),
                name="a_reversal_takes_landed_cost_back",
            ),
        ]
        indexes = [models.Index(fields=["order"], name="goods_receipt_by_order")]


class ReceiptLine(models.Model):
    """Delivered = accepted + rejected; a reversal has them negative. Append-only."""

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+")
    delivered = models.DecimalField(max_digits=14, decimal_places=3)
    accepted = models.DecimalField(max_digits=14, decimal_places=3)
    rejected = models.DecimalField(max_digits=14, decimal_places=3)
    why = models.TextField(blank=True)
    landed_minor = models.BigIntegerField(default=0)
    batch = models.TextField(blank=True)
    expires_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["receipt", "line"], name="a_receipt_counts_a_line_once"),
            models.CheckConstraint(condition=Q(delivered=F("accepted") + F("rejected")) & ~Q(delivered=0), name="what_came_was_taken_or_refused"),
            models.CheckConstraint(
                condition=Q(accepted__gte=0, rejected__gte=0) | Q(accepted__lte=0, rejected__lte=0), name="a_receipt_goes_one_way"
            ),
            models.CheckConstraint(condition=Q(rejected__lte=0) | ~Q(why=""), name="a_rejection_says_why"),
        ]


class Charge(models.Model):
    """Cost of an order that reached the shelf after its goods: a carrier's late bill, or what a short delivery left over. Append-only.

    ``stock_minor`` went into what still lay there; the rest is a variance of what was sold by then.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="charges")
    amount_minor = models.BigIntegerField()
    stock_minor = models.BigIntegerField()
    landed_by = models.TextField()
    reason = models.TextField()
    made_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, stock_minor__gte=0, stock_minor__lte=F("amount_minor")), name="a_charge_is_of_something"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_charge_says_why"),
        ]
        indexes = [models.Index(fields=["order"], name="charge_by_order")]


class Dispute(models.Model):
    """A difference that both sides see until it is settled. Opened by a receipt that is not what was announced, or is refused in part."""

    class Kind(models.TextChoices):
        SHORT = "short", pgettext_lazy("dispute", "Less than announced")
        OVER = "over", pgettext_lazy("dispute", "More than announced")
        REJECTED = "rejected", pgettext_lazy("dispute", "Refused goods")

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("dispute", "Open")
        ANSWERED = "answered", pgettext_lazy("dispute", "Answered")
        SETTLED = "settled", pgettext_lazy("dispute", "Settled")

    class Answer(models.TextChoices):
        REPLACE = "replace", pgettext_lazy("dispute", "Deliver again")
        CREDIT = "credit", pgettext_lazy("dispute", "Do not bill")
        CONTEST = "contest", pgettext_lazy("dispute", "Contest")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="disputes")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+")
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="disputes")
    kind = models.TextField(choices=Kind.choices)
    status = models.TextField(choices=Status.choices, default=Status.OPEN)
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    why = models.TextField(blank=True)
    answer = models.TextField(choices=Answer.choices, blank=True)
    answer_note = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["receipt", "line", "kind"], name="a_difference_is_argued_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="a_dispute_is_about_something"),
            models.CheckConstraint(condition=Q(kind__in=["short", "over", "rejected"]), name="a_dispute_has_a_known_kind"),
            models.CheckConstraint(
                condition=Q(status="open", answer="", settled_at=None)
                | (Q(status="answered", settled_at=None) & ~Q(answer=""))
                | Q(status="settled", settled_at__isnull=False),
                name="a_dispute_is_answered_then_settled",
            ),
        ]
        indexes = [models.Index(fields=["order"], name="dispute_by_order")]


class Return(models.Model):
    """Accepted goods that go back to the supplier: they leave the shelf when it is made."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="returns")
    reason = models.TextField()
    value_minor = models.BigIntegerField()
    made_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="a_return_says_why"),
            models.CheckConstraint(condition=Q(value_minor__gte=0), name="a_return_is_worth_something_or_nothing"),
        ]
        indexes = [models.Index(fields=["order"], name="return_by_order")]


class ReturnLine(models.Model):
    """Append-only."""

    returned = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=14, decimal_places=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["returned", "line"], name="a_return_names_a_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="a_returned_line_is_of_something"),
        ]

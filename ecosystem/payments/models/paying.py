"""Payment orders and refunds. Money itself moves in the ledger; these rows say why."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from ecosystem.kernel.ids import uuid7

OPEN = ("created", "pending", "unknown")


class Payment(models.Model):
    """One payer, one amount, shared out to the documents it pays. Cash may come from somebody whom nobody knows.

    What an acquirer carries is ``created`` until it is handed over, ``pending`` while the payer may pay there, and
    ``unknown`` while the acquirer does not answer for it. ``device`` is a digest of the phone on which the payer asked for it herself,
    ``instrument`` the account that the money came from, or a digest of what its acquirer calls it: neither names anybody outside.

    ``beside_minor`` of it something else of the payer's gives, named ``beside``: set aside until the acquirer has brought the rest, or let go of
    at ``let_go_at``.
    """

    class Status(models.TextChoices):
        CREATED = "created"
        PENDING = "pending"
        UNKNOWN = "unknown"
        SUCCEEDED = "succeeded"
        FAILED = "failed"
        CLOSED = "closed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    payer = models.ForeignKey("identity.Party", on_delete=models.PROTECT, null=True, related_name="+")
    method = models.TextField()
    amount_minor = models.BigIntegerField()
    currency = models.TextField()
    status = models.TextField(choices=Status.choices)
    refund_reserved_minor = models.BigIntegerField(default=0)
    transfer_id = models.UUIDField(null=True)
    device = models.TextField(default="", db_default="")
    instrument = models.TextField(default="", db_default="")
    beside = models.TextField(default="", db_default="")
    beside_minor = models.BigIntegerField(default=0, db_default=0)
    let_go_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payment_is_of_something"),
            models.CheckConstraint(condition=Q(payer__isnull=False) | Q(method="cash"), name="only_cash_is_paid_by_nobody"),
            models.CheckConstraint(
                condition=Q(refund_reserved_minor__gte=0) & Q(refund_reserved_minor__lte=F("amount_minor")),
                name="refunds_never_exceed_the_payment",
            ),
            models.CheckConstraint(condition=Q(status__in=[*OPEN, "succeeded", "failed", "closed"]), name="payment_has_a_known_status"),
            models.CheckConstraint(condition=~Q(status="succeeded") | Q(transfer_id__isnull=False), name="a_payment_succeeds_by_a_transfer"),
            models.CheckConstraint(condition=Q(status__in=OPEN) | Q(decided_at__isnull=False), name="a_decided_payment_says_when"),
            models.CheckConstraint(
                condition=Q(beside="", beside_minor=0) | ~Q(beside="") & Q(beside_minor__gt=0, beside_minor__lt=F("amount_minor")),
                name="an_acquirer_brings_the_rest_of_what_is_paid_beside_it",
            ),
            models.CheckConstraint(condition=Q(let_go_at=None) | ~Q(beside="") & ~Q(status="succeeded"), name="what_was_let_go_of_pays_nothing"),
        ]

    @property
    def asked_minor(self) -> int:
        """What its own method has to bring."""
        return self.amount_minor - self.beside_minor


class Share(models.Model):
    """What one document gets of a payment, and the ledger account it goes to; ``beside_minor`` of it does not come by the payment's own method."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="shares")
    port = models.TextField()
    document_id = models.UUIDField()
    account = models.TextField()
    amount_minor = models.BigIntegerField()
    beside_minor = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payment", "document_id"], name="a_document_is_paid_once_by_a_payment"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="share_is_of_something"),
            models.CheckConstraint(condition=Q(beside_minor__gte=0, beside_minor__lte=F("amount_minor")), name="a_share_is_paid_beside_in_part"),
        ]
        indexes = [models.Index(fields=["document_id"], name="share_by_document")]

    @property
    def asked_minor(self) -> int:
        """What the payment's own method has to bring of it."""
        return self.amount_minor - self.beside_minor


class Refund(models.Model):
    """Money on its way back to the payer, for one document.

    A ``failed`` one counts for nothing and may be tried again as the same refund, until it is ``final``: then two operators
    send the money by hand, ``asked_by`` and ``decided_by``, to ``sent_to``. What an acquirer carries is ``requested`` until
    it is handed over; ``next_at`` is when it is tried, asked about, or tried again. ``beside_minor`` of it goes back to what gave it beside the
    payment's own method, when that has given back the rest.
    """

    class Status(models.TextChoices):
        REQUESTED = "requested"
        SUBMITTED = "submitted"
        SUCCEEDED = "succeeded"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    document_id = models.UUIDField()
    amount_minor = models.BigIntegerField()
    beside_minor = models.BigIntegerField(default=0, db_default=0)
    status = models.TextField(choices=Status.choices)
    reason = models.TextField()
    transfer_id = models.UUIDField(null=True)
    key = models.TextField(unique=True)
    attempts = models.PositiveSmallIntegerField(default=1)
    failure = models.TextField(default="")
    final = models.BooleanField(default=False)
    sent_to = models.TextField(default="")
    asked_by = models.TextField(default="")
    decided_by = models.TextField(default="")
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    asks = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="refund_is_of_something"),
            models.CheckConstraint(condition=Q(beside_minor__gte=0, beside_minor__lte=F("amount_minor")), name="a_refund_goes_back_beside_in_part"),
            models.CheckConstraint(condition=~Q(status="failed") | ~Q(failure=""), name="a_failed_refund_says_why"),
            models.CheckConstraint(
                condition=Q(decided_by="") | ~Q(asked_by="") & ~Q(asked_by=F("decided_by")) & ~Q(sent_to=""), name="a_refund_by_hand_takes_two"
            ),
            models.CheckConstraint(condition=Q(status__in=["requested", "submitted", "succeeded", "failed"]), name="refund_has_a_known_status"),
            models.CheckConstraint(condition=~Q(status="succeeded") | Q(transfer_id__isnull=False), name="a_refund_succeeds_by_a_transfer"),
            models.CheckConstraint(condition=~Q(status="succeeded") | Q(next_at=None), name="a_refund_that_arrived_is_asked_about_no_more"),
        ]
        indexes = [
            models.Index(fields=["document_id"], name="refund_by_document"),
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="refund_on_its_way"),
        ]

    @property
    def asked_minor(self) -> int:
        """What the payment's own method gives back of it."""
        return self.amount_minor - self.beside_minor


class MethodFee(models.Model):
    """What an acquirer takes of a payment by its method, from a day on. A dated parameter."""

    method = models.TextField()
    rate = models.DecimalField(max_digits=9, decimal_places=6)
    from_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["method", "from_on"], name="one_fee_a_method_and_day"),
            models.CheckConstraint(condition=Q(rate__gte=0) & Q(rate__lt=1), name="the_acquirers_fee_is_a_part_of_the_payment"),
        ]

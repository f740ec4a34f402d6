"""What an acquirer was asked for, and every signed call that it made."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Charge(models.Model):
    """A payment that an acquirer carries: where the payer pays, until when, and when the acquirer is asked next.

    ``close_wanted`` is for a payment that another one took the place of. ``disputed`` says why what the acquirer told
    was not believed; whoever sees to it is the operator.
    """

    payment = models.OneToOneField("payments.Payment", on_delete=models.PROTECT, primary_key=True, related_name="charge")
    acquirer = models.TextField()
    merchant_no = models.TextField()
    address = models.TextField(default="")
    reference = models.TextField(default="")
    pay_until = models.DateTimeField()
    close_wanted = models.BooleanField(default=False)
    disputed = models.TextField(default="")
    next_at = models.DateTimeField(null=True)
    asks = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(merchant_no=""), name="a_charge_names_the_merchant"),
            models.UniqueConstraint(fields=["acquirer", "reference"], condition=~Q(reference=""), name="an_acquirers_reference_is_of_one_charge"),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="charge_to_ask_about"),
            models.Index(fields=["payment"], condition=~Q(disputed=""), name="charge_in_dispute"),
        ]

    @property
    def short(self) -> str:
        """The end of the payment's id, as people compare it."""
        return self.payment_id.hex[-8:]


class AcquirerCall(models.Model):
    """A call that an acquirer signed, as it came; the same body again is the same call. Written once."""

    acquirer = models.TextField()
    digest = models.BinaryField(max_length=32)
    headers = models.JSONField()
    body = models.TextField()
    fresh = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["acquirer", "digest"], name="a_call_is_kept_once")]

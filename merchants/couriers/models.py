"""Errands of firms of riders (第三方配送): what a shop lets them cost, each errand with its money set aside, every call, and the simulator's book."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.money import to_text

from . import rules


class CourierRule(models.Model):
    """A shop that sends couriers. They are paid from its account at the bank: what its buyer paid for the way is its own, and
    ``most_added_minor`` is what it adds to that at most for one order."""

    shop = models.OneToOneField("shops.Shop", on_delete=models.PROTECT, primary_key=True, related_name="+")
    most_added_minor = models.BigIntegerField()
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(most_added_minor__gte=0, most_added_minor__lte=rules.MOST_ADDED_MINOR), name="a_shop_does_not_add_too_much_to_a_courier"
            )
        ]

    @property
    def most_text(self) -> str:
        """The amount as one types it."""
        return to_text(self.most_added_minor)


class Dispatch(models.Model):
    """One errand of a firm's: ``price_minor`` as it offered and as is set aside, ``fee_minor`` what it takes in the end.

    ``next_at`` is when it is told or asked next; ``heard_at`` the moment that its latest believed word is of, and nothing older is believed.
    ``disputed`` says why the last word that was not believed was not. ``over`` is ended and not paid yet.
    """

    class Status(models.TextChoices):
        ORDERED = "ordered", _("looks for a rider")
        UNDER_WAY = "under_way", _("under way")
        OVER = "over", _("ended, to be paid")
        SETTLED = "settled", _("ended")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    delivery = models.OneToOneField("delivery.Delivery", on_delete=models.PROTECT, related_name="dispatch")
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+")
    courier = models.TextField()
    quote = models.TextField()
    price_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField(null=True)
    status = models.TextField(choices=Status.choices, default=Status.ORDERED)
    hold_id = models.UUIDField()
    transfer_id = models.UUIDField(null=True)
    remittance = models.ForeignKey("couriers.Remittance", on_delete=models.PROTECT, null=True, related_name="dispatches")
    answer_by = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    asks = models.PositiveSmallIntegerField(default=0)
    cancel_wanted = models.BooleanField(default=False)
    disputed = models.TextField(default="", blank=True)
    heard_at = models.DateTimeField(null=True)
    told_quiet_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(price_minor__gt=0, price_minor__lte=rules.MOST_PRICE_MINOR),
                name="a_courier_costs_something_and_not_too_much",
            ),
            models.CheckConstraint(
                condition=Q(status__in=rules.UNDER_WAY, fee_minor=None, ended_at=None)
                | Q(status__in=["over", "settled"], fee_minor__gte=0, fee_minor__lte=F("price_minor"), ended_at__isnull=False),
                name="a_courier_takes_no_more_than_it_offered_and_only_at_the_end",
            ),
            models.CheckConstraint(
                condition=~Q(status="settled") & Q(transfer_id=None)
                | Q(status="settled", fee_minor=0, transfer_id=None)
                | Q(status="settled", fee_minor__gt=0, transfer_id__isnull=False),
                name="what_a_courier_takes_is_moved_and_nothing_else",
            ),
            models.CheckConstraint(condition=Q(remittance=None) | Q(transfer_id__isnull=False), name="a_firm_is_sent_only_what_it_took"),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="courier_to_tell_or_ask"),
            models.Index(fields=["shop"], condition=Q(status__in=rules.UNDER_WAY), name="couriers_of_a_shop"),
            models.Index(fields=["shop", "ended_at"], condition=Q(ended_at__isnull=False), name="couriers_days_of_a_shop"),
            models.Index(fields=["courier", "ended_at"], condition=Q(transfer_id__isnull=False, remittance=None), name="courier_fees_to_be_sent"),
        ]


class Remittance(models.Model):
    """What one firm is sent for the errands of all shops that ended until the end of a business day, to its account at another bank.

    ``failed`` and ``returned`` have come back and wait to be sent again; ``sent_at`` is when they were sent last.
    """

    class Status(models.TextChoices):
        SENT = "sent"
        SUCCEEDED = "succeeded"
        FAILED = "failed"
        RETURNED = "returned"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    courier = models.TextField()
    on = models.DateField()
    errands = models.PositiveIntegerField()
    amount_minor = models.BigIntegerField()
    status = models.TextField(choices=Status.choices, default=Status.SENT)
    account_no = models.TextField()
    reference = models.TextField(default="", blank=True)
    disbursement_id = models.UUIDField()
    transfer_id = models.UUIDField()
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["courier", "on"], name="a_firm_is_sent_a_days_fees_once"),
            models.CheckConstraint(condition=Q(errands__gt=0, amount_minor__gt=0), name="a_remittance_is_of_something"),
        ]
        indexes = [models.Index(fields=["sent_at"], condition=Q(status__in=["failed", "returned"]), name="remittance_to_send_again")]


class CourierCall(models.Model):
    """A call that a firm signed, as it came; a nonce is used once. Written once."""

    courier = models.TextField()
    nonce = models.TextField()
    digest = models.BinaryField(max_length=32)
    headers = models.JSONField()
    body = models.TextField()
    fresh = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["courier", "nonce"], name="a_couriers_nonce_is_used_once")]


class SimulatedRide(models.Model):
    """What a real firm would know of an errand. ``manner`` is how it treats it, ``began_at`` since when."""

    id = models.UUIDField(primary_key=True, editable=False)
    price_minor = models.BigIntegerField()
    manner = models.TextField(default="prompt")
    code = models.TextField(default="", blank=True)
    began_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)


class SimulatedRideCall(models.Model):
    """A call that the simulator owes us; made again until it is taken, as often as ``tries`` allows."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ride = models.ForeignKey(SimulatedRide, on_delete=models.PROTECT, related_name="calls")
    said = models.JSONField()
    due_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="simulated_ride_call_to_make")]

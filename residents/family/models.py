"""Somebody pays for the orders of somebody else in her family, up to a cap an order, until either of them ends it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.money import to_text


class Arrangement(models.Model):
    """What two people agreed on. ``called`` is what the one who orders calls her payer, read by her alone.

    ``cap_minor`` is the most that one checkout may come to. ``paid_count`` and ``paid_minor`` are of all orders that were
    paid under it, counted under its lock: what came back of them is not taken off.
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("waiting for an answer")
        AGREED = "agreed", _("agreed")
        DECLINED = "declined", pgettext_lazy("arrangement", "declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("arrangement", "taken back")
        ENDED = "ended", pgettext_lazy("arrangement", "ended")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    asker = models.ForeignKey("identity.Party", on_delete=models.PROTECT, related_name="+")
    payer = models.ForeignKey("identity.Party", on_delete=models.PROTECT, null=True, related_name="+")
    called = models.TextField()
    cap_minor = models.BigIntegerField(null=True)
    status = models.TextField(choices=Status.choices, default=Status.ASKED)
    paid_count = models.PositiveIntegerField(default=0)
    paid_minor = models.BigIntegerField(default=0)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(called=""), name="a_payer_is_called_something"),
            models.CheckConstraint(condition=Q(payer=None) | ~Q(payer=F("asker")), name="nobody_asks_herself_to_pay"),
            models.CheckConstraint(
                condition=Q(status__in=["asked", "declined", "withdrawn"], payer=None, cap_minor=None, agreed_at=None)
                | Q(status__in=["agreed", "ended"], payer__isnull=False, cap_minor__gt=0, agreed_at__isnull=False),
                name="who_pays_has_agreed_to_a_cap",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["asked", "agreed"], over_at=None) | Q(status__in=["declined", "withdrawn", "ended"], over_at__isnull=False),
                name="an_arrangement_that_is_over_says_when",
            ),
            models.CheckConstraint(
                condition=Q(paid_count=0, paid_minor=0) | Q(paid_count__gt=0, paid_minor__gt=0, payer__isnull=False),
                name="only_who_agreed_has_paid",
            ),
            models.UniqueConstraint(fields=["asker", "payer"], condition=Q(status="agreed"), name="two_people_have_one_arrangement"),
        ]
        indexes = [
            models.Index(fields=["asker", "status"], name="arrangement_by_asker"),
            models.Index(fields=["payer", "status"], name="arrangement_by_payer"),
        ]

    @property
    def cap_text(self) -> str:
        """As it is typed, in yuan."""
        return to_text(self.cap_minor or 0)


class FamilyPayment(models.Model):
    """One order that was paid under an arrangement. What was in it is not the payer's to know.

    ``payment_id`` is none only within the transaction that pays: whoever sees such a row holds the arrangement's lock.
    """

    arrangement = models.ForeignKey(Arrangement, on_delete=models.PROTECT, related_name="payments")
    order_id = models.UUIDField()
    total_minor = models.BigIntegerField()
    payment_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order_id"], name="an_order_is_paid_by_one_relative"),
            models.CheckConstraint(condition=Q(total_minor__gt=0), name="a_relative_pays_something"),
        ]
        indexes = [
            models.Index(fields=["arrangement", "-at"], name="family_payment_by_arrangement"),
            models.Index(fields=["arrangement"], condition=Q(payment_id=None), name="family_payment_not_made_yet"),
        ]

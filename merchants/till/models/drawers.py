"""Drawers, the shifts that are worked on them, and every coin that went in or out.

A drawer holds money during a shift only: the float goes in when it opens, all that was counted
comes out when it closes. So what the ledger says a shop's drawers hold is what its open shifts moved.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.ids import uuid7

TENDERS = ["cash", "code", "tab"]


class Drawer(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="drawers")
    name = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "name"], name="a_shop_calls_a_drawer_once"),
            models.CheckConstraint(condition=~Q(name=""), name="drawer_has_a_name"),
        ]


class Shift(models.Model):
    """Somebody's work on a drawer, from its float until it is counted; another person approves the difference."""

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("counted, waits for approval")
        APPROVED = "approved", _("approved")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    drawer = models.ForeignKey(Drawer, on_delete=models.PROTECT, related_name="shifts")
    status = models.TextField(choices=Status.choices, default=Status.OPEN)
    float_minor = models.BigIntegerField()
    opened_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["drawer"], condition=Q(status="open"), name="one_open_shift_a_drawer"),
            models.CheckConstraint(condition=Q(status__in=["open", "closed", "approved"]), name="shift_has_a_known_status"),
            models.CheckConstraint(condition=Q(float_minor__gte=0), name="float_is_not_negative"),
            models.CheckConstraint(
                condition=Q(status="open", closed_at=None, closed_by=None)
                | (~Q(status="open") & Q(closed_at__isnull=False, closed_by__isnull=False)),
                name="a_closed_shift_says_who_counted",
            ),
            models.CheckConstraint(
                condition=Q(status="approved", approved_at__isnull=False, approved_by__isnull=False)
                | (~Q(status="approved") & Q(approved_at=None, approved_by=None)),
                name="an_approved_shift_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | (~Q(approved_by=F("closed_by")) & ~Q(approved_by=F("opened_by"))),
                name="a_shift_is_approved_by_another",
            ),
        ]
        indexes = [models.Index(fields=["drawer", "-opened_at"], name="shift_by_drawer")]


class Count(models.Model):
    """What was counted of one tender when a shift closed, and what was expected. Append-only."""

    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="counts")
    tender = models.TextField()
    counted_minor = models.BigIntegerField()
    expected_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shift", "tender"], name="a_tender_is_counted_once_a_shift"),
            models.CheckConstraint(condition=Q(tender__in=TENDERS), name="count_is_of_a_known_tender"),
            models.CheckConstraint(condition=Q(counted_minor__gte=0) & Q(expected_minor__gte=0), name="no_till_holds_less_than_nothing"),
        ]

    @property
    def difference_minor(self) -> int:
        return self.counted_minor - self.expected_minor


class CashMovement(models.Model):
    """Cash into a drawer (positive) or out of it, with the ledger transfer that says the same. Append-only."""

    class Kind(models.TextChoices):
        FLOAT = "float", _("float")
        SALE = "sale", _("sale")
        TAB = "tab", _("paid on a tab")
        PAID_IN = "paid_in", _("paid in")
        PAID_OUT = "paid_out", _("paid out")
        REFUND = "refund", _("given back")
        DIFFERENCE = "difference", _("difference when counted")
        TAKEN = "taken", _("taken out when counted")

    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="movements")
    kind = models.TextField(choices=Kind.choices)
    amount_minor = models.BigIntegerField()
    reason = models.TextField(blank=True)
    cause = models.UUIDField(null=True)
    transfer_id = models.UUIDField()
    by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["float", "sale", "tab", "paid_in"], amount_minor__gt=0)
                | Q(kind__in=["paid_out", "refund", "taken"], amount_minor__lt=0)
                | Q(kind="difference") & ~Q(amount_minor=0),
                name="cash_moves_the_way_its_kind_says",
            ),
            models.CheckConstraint(condition=~Q(kind__in=["paid_in", "paid_out", "refund"]) | ~Q(reason=""), name="cash_out_of_turn_has_a_reason"),
            models.UniqueConstraint(fields=["transfer_id"], name="cash_moves_once_a_transfer"),
        ]
        indexes = [models.Index(fields=["shift", "at"], name="cash_by_shift")]

"""One way from the shop to the buyer, by one rider; a second try is a second delivery."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.ids import uuid7

from . import rules


class Delivery(models.Model):
    """``wrong_codes`` counts wrong tries at the door; ``failed_for`` is one of ``rules.FAILURES``, ``note`` what the rider adds."""

    class Status(models.TextChoices):
        ASSIGNED = "assigned", _("given to a rider")
        ACCEPTED = "accepted", _("the rider comes")
        AT_STORE = "at_store", _("the rider is in the shop")
        PICKED_UP = "picked_up", _("on its way to the buyer")
        DELIVERED = "delivered", _("handed to the buyer")
        FAILED = "failed", _("not handed over, on its way back")
        RETURNED = "returned", _("back in the shop")
        DECLINED = "declined", _("declined by the rider")
        WITHDRAWN = "withdrawn", _("taken from the rider")

    class Failure(models.TextChoices):
        NOBODY_THERE = "nobody_there", _("nobody is there")
        WRONG_ADDRESS = "wrong_address", _("the address is wrong")
        REFUSED = "refused", _("the buyer does not take it")
        DAMAGED = "damaged", _("the goods are damaged")
        ACCIDENT = "accident", _("an accident on the way")
        OTHER = "other", _("another reason")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="deliveries")
    rider = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    status = models.TextField(choices=Status.choices)
    wrong_codes = models.SmallIntegerField(default=0)
    failed_for = models.TextField(choices=Failure.choices, default="", blank=True)
    note = models.TextField(default="", blank=True)
    assigned_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    picked_up_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order"], condition=Q(status__in=rules.OPEN), name="an_order_is_brought_by_one_at_a_time"),
            models.CheckConstraint(condition=Q(status__in=[*rules.BEFORE, "assigned"]), name="a_delivery_has_a_known_status"),
            models.CheckConstraint(condition=Q(wrong_codes__gte=0, wrong_codes__lte=rules.MOST_TRIES), name="a_door_code_has_few_tries"),
            models.CheckConstraint(
                condition=Q(failed_at=None, failed_for="") | Q(failed_at__isnull=False, failed_for__in=rules.FAILURES),
                name="a_failed_delivery_says_why",
            ),
            models.CheckConstraint(
                condition=Q(status__in=rules.OPEN, ended_at=None) | ~Q(status__in=rules.OPEN) & Q(ended_at__isnull=False),
                name="a_delivery_that_is_over_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["picked_up", "delivered", "failed", "returned"]) | Q(picked_up_at__isnull=False),
                name="nothing_is_brought_before_it_is_picked_up",
            ),
        ]
        indexes = [
            models.Index(fields=["order", "-assigned_at"], name="delivery_by_order"),
            models.Index(fields=["rider"], condition=Q(status__in=rules.OPEN), name="delivery_under_way"),
        ]

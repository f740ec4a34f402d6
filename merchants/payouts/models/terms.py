"""When and where a shop is paid out. No row: every morning, into its account at this bank."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PayoutTerms(models.Model):
    """The owner chooses when and where to; the bank, what it keeps in reserve."""

    class Schedule(models.TextChoices):
        T0 = "t0", _("the same day, for a fee")
        T1 = "t1", _("every morning")
        WEEKLY = "weekly", _("once a week")
        MANUAL = "manual", _("only when I say so")

    shop = models.OneToOneField("shops.Shop", on_delete=models.PROTECT, related_name="payout_terms")
    schedule = models.TextField(choices=Schedule.choices, default=Schedule.T1)
    weekday = models.PositiveSmallIntegerField(default=0)
    minimum_minor = models.BigIntegerField(default=0)
    rail = models.TextField(default="")
    bank_code = models.TextField(default="")
    account_no = models.TextField(default="")
    holder = models.TextField(default="")
    reserve_bp = models.PositiveSmallIntegerField(default=0)
    reserve_cap_minor = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(schedule__in=["t0", "t1", "weekly", "manual"]), name="payout_schedule_is_known"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="payout_weekday_is_monday_to_sunday"),
            models.CheckConstraint(condition=Q(minimum_minor__gte=0), name="payout_minimum_is_not_negative"),
            models.CheckConstraint(
                condition=Q(rail="", bank_code="", account_no="", holder="") | ~Q(rail="") & ~Q(bank_code="") & ~Q(account_no="") & ~Q(holder=""),
                name="an_account_elsewhere_is_named_in_full",
            ),
            models.CheckConstraint(condition=Q(reserve_bp__lte=5000) & Q(reserve_cap_minor__gte=0), name="a_reserve_keeps_a_part"),
        ]

"""Money that somebody else puts up for discounts, before anything is promised of it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ecosystem.kernel.ids import uuid7
from ecosystem.ledger.public import budget_of


class Budget(models.Model):
    """``share_pct`` is the part of each discount that the funder bears; of one shop, or of every shop that wants it.

    The money lies on the funder's budget account; what was funded is reserved for orders, spent on them, withdrawn or left.
    """

    class Funder(models.TextChoices):
        PLATFORM = "platform", _("the bank")
        SUPPLIER = "supplier", _("a supplier")

    class Status(models.TextChoices):
        ACTIVE = "active", pgettext_lazy("budget", "open")
        STOPPED = "stopped", _("stopped")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    funder = models.TextField(choices=Funder.choices)
    party = models.ForeignKey("identity.Party", on_delete=models.PROTECT, related_name="+")
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.TextField()
    share_pct = models.PositiveSmallIntegerField()
    status = models.TextField(choices=Status.choices, default=Status.ACTIVE)
    funded_minor = models.BigIntegerField(default=0)
    reserved_minor = models.BigIntegerField(default=0)
    spent_minor = models.BigIntegerField(default=0)
    withdrawn_minor = models.BigIntegerField(default=0)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(funder__in=["platform", "supplier"]), name="budget_has_a_known_funder"),
            models.CheckConstraint(condition=Q(status__in=["active", "stopped"]), name="budget_has_a_known_status"),
            models.CheckConstraint(condition=~Q(name=""), name="budget_has_a_name"),
            models.CheckConstraint(condition=Q(share_pct__gte=1, share_pct__lte=100), name="a_funder_bears_a_part"),
            models.CheckConstraint(
                condition=Q(reserved_minor__gte=0, spent_minor__gte=0, withdrawn_minor__gte=0)
                & Q(funded_minor__gte=F("reserved_minor") + F("spent_minor") + F("withdrawn_minor")),
                name="no_more_is_promised_of_a_budget_than_was_funded",
            ),
        ]
        indexes = [models.Index(fields=["party"], name="budget_by_party"), models.Index(fields=["shop"], name="budget_by_shop")]

    @property
    def left_minor(self) -> int:
        return self.funded_minor - self.reserved_minor - self.spent_minor - self.withdrawn_minor

    @property
    def account(self) -> str:
        return budget_of(self.party_id)


class BudgetEntry(models.Model):
    """One line of a funder's statement. Written once."""

    class Kind(models.TextChoices):
        FUNDED = "funded", _("paid in")
        RESERVED = "reserved", _("promised to an order")
        RELEASED = "released", _("order ended, promise let go")
        SPENT = "spent", _("paid to the shop")
        RETURNED = "returned", _("goods came back")
        WITHDRAWN = "withdrawn", _("taken back")

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="entries")
    kind = models.TextField(choices=Kind.choices)
    amount_minor = models.BigIntegerField()
    order_id = models.UUIDField(null=True)
    transfer_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["funded", "reserved", "released", "spent", "returned", "withdrawn"]), name="budget_entry_has_a_known_kind"
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="budget_entry_is_of_something"),
            models.CheckConstraint(
                condition=Q(kind__in=["reserved", "released"], transfer_id=None)
                | ~Q(kind__in=["reserved", "released"]) & Q(transfer_id__isnull=False),
                name="a_promise_moves_no_money_and_all_else_does",
            ),
        ]
        indexes = [models.Index(fields=["budget", "-at"], name="budget_entry_by_budget")]

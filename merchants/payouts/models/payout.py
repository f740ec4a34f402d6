"""Money on its way from the shop's settled sales to its bank account."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from ecosystem.kernel.ids import uuid7

GROSS = (
    F("goods_minor")
    + F("subsidy_minor")
    + F("delivery_fee_minor")
    + F("recovered_minor")
    - F("commission_minor")
    - F("commission_tax_minor")
    - F("acquiring_fee_minor")
)
NET = F("gross_minor") - F("withheld_minor") - F("reserved_minor") - F("fee_minor")


class Payout(models.Model):
    """All entries that waited, less what others may claim first.

    A ``draft`` waits for a second pair of eyes, its money set apart; ``approved`` is on its way to
    another bank; ``failed`` and ``returned`` have come back and wait to be sent again. Into an account here a payout
    succeeds at once. The entries of a ``rejected`` draft wait for another payout.
    """

    class Status(models.TextChoices):
        DRAFT = "draft"
        APPROVED = "approved"
        SUCCEEDED = "succeeded"
        FAILED = "failed"
        RETURNED = "returned"
        REJECTED = "rejected"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="payouts")
    status = models.TextField(choices=Status.choices, default=Status.SUCCEEDED)
    schedule = models.TextField(default="manual")
    settlements = models.PositiveIntegerField()
    goods_minor = models.BigIntegerField()
    subsidy_minor = models.BigIntegerField(default=0)
    delivery_fee_minor = models.BigIntegerField()
    commission_minor = models.BigIntegerField()
    commission_tax_minor = models.BigIntegerField(default=0)
    acquiring_fee_minor = models.BigIntegerField(default=0)
    recovered_minor = models.BigIntegerField(default=0)
    gross_minor = models.BigIntegerField()
    netted_minor = models.BigIntegerField(default=0)
    withheld_minor = models.BigIntegerField()
    reserved_minor = models.BigIntegerField(default=0)
    fee_minor = models.BigIntegerField(default=0)
    net_minor = models.BigIntegerField()
    account_no = models.TextField(default="")
    reference = models.TextField(default="")
    made_by = models.TextField(default="")
    approved_by = models.TextField(default="")
    disbursement_id = models.UUIDField(null=True)
    transfer_id = models.UUIDField()
    made_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(gross_minor=GROSS), name="payout_gross_sums_to_the_fen"),
            models.CheckConstraint(condition=Q(net_minor=NET), name="payout_net_sums_to_the_fen"),
            models.CheckConstraint(
                condition=Q(gross_minor__gt=0, withheld_minor__gte=0, reserved_minor__gte=0, fee_minor__gte=0, netted_minor__gte=0)
                & Q(net_minor__gte=0),
                name="payout_parts_are_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "approved", "succeeded", "failed", "returned", "rejected"]), name="payout_has_a_known_status"
            ),
            models.CheckConstraint(condition=~Q(status="succeeded") | Q(arrived_at__isnull=False), name="a_payout_that_arrived_says_when"),
            models.CheckConstraint(
                condition=~Q(status__in=["draft", "rejected"]) | Q(withheld_minor=0, reserved_minor=0, fee_minor=0), name="a_draft_withholds_nothing"
            ),
            models.CheckConstraint(
                condition=Q(approved_by="") | Q(approved_by="platform/payouts.small") | ~Q(approved_by=F("made_by")),
                name="a_large_payout_is_approved_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "failed", "returned"]) | Q(disbursement_id__isnull=False),
                name="what_is_on_its_way_has_a_disbursement",
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "-made_at"], name="payout_by_shop"),
            models.Index(fields=["made_at"], condition=Q(status__in=["draft", "approved", "failed", "returned"]), name="payout_that_has_not_arrived"),
        ]

    @property
    def bank_reference(self) -> str:
        """What the bank's statement calls it: the rail's word, or our own transfer's number; nothing before it arrived."""
        if self.reference or self.account_no or self.status != self.Status.SUCCEEDED:
            return self.reference
        return f"TC{self.transfer_id.hex[-12:].upper()}"

    @property
    def badge(self) -> str:
        """The look of its status on a page."""
        return {"approved": "submitted", "returned": "came_back"}.get(self.status, self.status)

    @property
    def by_schedule(self) -> bool:
        return self.made_by.startswith("platform/")


class Deduction(models.Model):
    """What one claimant took of a payout, with the lines that explain it to the merchant."""

    payout = models.ForeignKey(Payout, on_delete=models.PROTECT, related_name="deductions")
    claimant = models.TextField()
    reference = models.UUIDField()
    amount_minor = models.BigIntegerField()
    lines = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payout", "claimant", "reference"], name="a_claim_is_met_once_a_payout"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="deduction_is_of_something"),
        ]

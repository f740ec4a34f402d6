"""A merchant's file with the bank, and when her selling was suspended."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.ids import uuid7


class Form(models.TextChoices):
    MICRO = "micro", _("Small trader without a licence")
    SOLE_TRADER = "sole_trader", _("Sole trader")
    COMPANY = "company", _("Company")


class Trade(models.TextChoices):
    FRUIT = "fruit", _("Fruit and vegetables")
    NOODLES = "noodles", _("Noodles and snacks")
    GROCERY = "grocery", _("Groceries")
    HARDWARE = "hardware", _("Hardware and household")
    CLOTHES = "clothes", _("Clothes")
    REPAIRS = "repairs", _("Repairs")
    PHARMACY = "pharmacy", _("Medicines")


class MerchantFile(models.Model):
    """Who a merchant is, from the first tap until the end. It has no party until the first shop stands.

    ``draft`` holds what was typed of the first shop before it opens. Status ``suspended`` is of a
    file that was active; a shop whose file was never finished in time is suspended all the same.
    """

    class Status(models.TextChoices):
        DRAFT = "draft"
        SUBMITTED = "submitted"
        IN_REVIEW = "in_review"
        NEEDS_INFO = "needs_info"
        APPROVED = "approved"
        ACTIVE = "active"
        SUSPENDED = "suspended"
        REJECTED = "rejected"
        TERMINATED = "terminated"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    founder = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    party = models.OneToOneField("identity.Party", on_delete=models.PROTECT, null=True, related_name="merchant_file")
    legal_form = models.TextField(choices=Form.choices)
    trade = models.TextField(choices=Trade.choices)
    status = models.TextField(choices=Status.choices, default=Status.DRAFT)
    draft = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    finish_by = models.DateTimeField(null=True)
    claimed_by = models.UUIDField(null=True)
    claimed_at = models.DateTimeField(null=True)
    recommended_by = models.UUIDField(null=True)
    recommended_at = models.DateTimeField(null=True)
    approved_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    reason = models.TextField(default="")
    version = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["founder"], condition=Q(party=None), name="one_begun_file_a_founder"),
            models.CheckConstraint(condition=Q(legal_form__in=Form.values), name="file_has_a_known_legal_form"),
            models.CheckConstraint(condition=Q(trade__in=Trade.values), name="file_has_a_known_trade"),
            models.CheckConstraint(
                condition=Q(
                    status__in=["draft", "submitted", "in_review", "needs_info", "approved", "active", "suspended", "rejected", "terminated"]
                ),
                name="file_has_a_known_status",
            ),
            models.CheckConstraint(condition=Q(status="draft") | Q(party__isnull=False), name="a_file_in_the_queue_is_a_partys"),
            models.CheckConstraint(
                condition=Q(claimed_by=None, claimed_at=None) | Q(claimed_by__isnull=False, claimed_at__isnull=False),
                name="a_claim_says_who_and_when",
            ),
            models.CheckConstraint(condition=~Q(status="in_review") | Q(claimed_by__isnull=False), name="whoever_reviews_is_known"),
            models.CheckConstraint(
                condition=Q(approved_by=None)
                | (Q(recommended_by__isnull=False) & ~Q(approved_by=F("recommended_by")) & Q(approved_at__isnull=False)),
                name="a_second_person_approves",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "active", "suspended"]) | Q(approved_by__isnull=False), name="an_active_file_was_approved"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["needs_info", "rejected", "terminated"]) | ~Q(reason=""), name="what_is_sent_back_says_why"
            ),
        ]
        indexes = [models.Index(fields=["status", "moved_at"], name="file_by_status")]

    @property
    def badge(self) -> str:
        return f"file_{self.status}"

    @property
    def merchant_id(self) -> UUID:
        """The party, of a file whose shop stands."""
        if self.party_id is None:
            raise ValueError("this file has no party yet")
        return self.party_id


class Suspension(models.Model):
    """Selling was suspended for a cause, from a moment until another. Money is held only for a reason and until a day."""

    class Cause(models.TextChoices):
        DOCUMENTS = "documents", _("a document has expired")
        UNFINISHED = "unfinished", _("the file was not finished in time")
        BANK = "bank", _("the bank's decision")
        ENDED = "ended", _("the contract has ended")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(MerchantFile, on_delete=models.PROTECT, related_name="suspensions")
    cause = models.TextField(choices=Cause.choices)
    reason = models.TextField(default="")
    hold_until = models.DateTimeField(null=True)
    began_at = models.DateTimeField()
    began_by = models.TextField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "cause"], condition=Q(lifted_at=None), name="one_suspension_a_cause"),
            models.CheckConstraint(condition=Q(cause__in=["documents", "unfinished", "bank", "ended"]), name="suspension_has_a_known_cause"),
            models.CheckConstraint(condition=~Q(cause="bank") | ~Q(reason=""), name="the_bank_says_why_it_suspends"),
            models.CheckConstraint(
                condition=Q(hold_until=None) | (Q(cause="bank", hold_until__gt=F("began_at")) & ~Q(reason="")),
                name="money_is_held_for_a_reason_and_a_time",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by="") | (Q(lifted_at__gte=F("began_at")) & ~Q(lifted_by="")),
                name="a_lifted_suspension_says_by_whom",
            ),
        ]

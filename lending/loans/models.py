"""A revolving line, what was drawn from it, and every movement of what is owed."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ecosystem.identity.public import Party
from ecosystem.kernel.ids import uuid7
from lending.limits.public import LimitNode
from lending.products.public import Product


class FacilityQuerySet(models.QuerySet["Facility"]):
    def open(self) -> FacilityQuerySet:
        return self.exclude(status=Facility.Status.CLOSED)

    def of(self, party_id: UUID) -> FacilityQuerySet:
        return self.filter(borrower=party_id)

    def locked(self) -> FacilityQuerySet:
        """Whoever changes what is owed holds the facility; its draws need no lock of their own."""
        return self.select_for_update(no_key=True, of=("self",))


class Facility(models.Model):
    """A line from one accepted offer: terms frozen at acceptance.

    ``accrued_until`` is the first day whose interest has not run yet. A payment counts on the
    day it is made, or on ``accrued_until`` when that day is closed already.
    """

    class Status(models.TextChoices):
        ACTIVE = "active"
        FROZEN = "frozen"
        CLOSED = "closed"

    class Purpose(models.TextChoices):
        STOCK = "stock"
        EQUIPMENT = "equipment"
        RUNNING = "running"
        OTHER = "other"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    borrower = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    offer_id = models.UUIDField(unique=True)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    limit_node = models.ForeignKey(LimitNode, on_delete=models.PROTECT, related_name="+")
    purpose = models.TextField(choices=Purpose.choices)
    limit_minor = models.BigIntegerField()
    annual_rate = models.DecimalField(max_digits=9, decimal_places=6)
    day_count = models.TextField()
    withhold_bp = models.PositiveIntegerField()
    withhold_day_cap_minor = models.BigIntegerField(null=True)
    term_days = models.PositiveIntegerField()
    opened_at = models.DateTimeField()
    opened_on = models.DateField()
    expires_on = models.DateField()
    accrued_until = models.DateField()
    days_past_due = models.PositiveIntegerField(default=0)
    classification = models.TextField(default="normal")
    status = models.TextField(choices=Status.choices, default=Status.ACTIVE)
    closed_at = models.DateTimeField(null=True)

    objects: ClassVar[FacilityQuerySet] = FacilityQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=["active", "frozen", "closed"]), name="facility_has_a_known_status"),
            models.CheckConstraint(condition=Q(purpose__in=["stock", "equipment", "running", "other"]), name="facility_has_a_known_purpose"),
            models.CheckConstraint(condition=Q(limit_minor__gt=0), name="facility_has_a_limit"),
            models.CheckConstraint(condition=Q(annual_rate__gt=0, annual_rate__lt=1), name="facility_rate_is_a_yearly_fraction"),
            models.CheckConstraint(condition=Q(day_count__in=["ACT/360", "ACT/365"]), name="facility_counts_days_in_a_known_way"),
            models.CheckConstraint(condition=Q(withhold_bp__gt=0, withhold_bp__lte=10_000), name="facility_withholds_a_share"),
            models.CheckConstraint(
                condition=Q(withhold_day_cap_minor=None) | Q(withhold_day_cap_minor__gt=0), name="facility_withholding_cap_is_positive"
            ),
            models.CheckConstraint(condition=Q(accrued_until__gte=F("opened_on")), name="interest_runs_from_the_opening"),
            models.CheckConstraint(condition=Q(expires_on__gt=F("opened_on")), name="facility_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(classification__in=["normal", "special_mention", "substandard", "doubtful", "loss"]),
                name="facility_has_one_of_five_classes",
            ),
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False) | (~Q(status="closed") & Q(closed_at=None)), name="a_closed_facility_says_when"
            ),
            models.UniqueConstraint(fields=["borrower"], condition=~Q(status="closed"), name="one_open_line_per_borrower"),
        ]


class Draw(models.Model):
    """Money taken from a line: its own principal and its own interest account.

    ``interest_units`` are exact (minor units × millionths of the yearly rate × days) and only
    grow; ``interest_minor`` is what they round to and has been posted.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="draws")
    number = models.PositiveIntegerField()
    principal_minor = models.BigIntegerField()
    outstanding_minor = models.BigIntegerField()
    interest_units = models.DecimalField(max_digits=30, decimal_places=0, default=0)
    interest_minor = models.BigIntegerField(default=0)
    interest_paid_minor = models.BigIntegerField(default=0)
    drawn_at = models.DateTimeField()
    drawn_on = models.DateField()
    due_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["facility", "number"], name="draws_are_numbered_once"),
            models.CheckConstraint(condition=Q(principal_minor__gt=0), name="draw_is_of_something"),
            models.CheckConstraint(
                condition=Q(outstanding_minor__gte=0, outstanding_minor__lte=F("principal_minor")), name="a_draw_is_never_overpaid"
            ),
            models.CheckConstraint(
                condition=Q(interest_paid_minor__gte=0, interest_paid_minor__lte=F("interest_minor")), name="interest_is_never_overpaid"
            ),
            models.CheckConstraint(condition=Q(interest_units__gte=0), name="interest_only_grows"),
            models.CheckConstraint(condition=Q(due_on__gt=F("drawn_on")), name="a_draw_is_due_after_it_is_drawn"),
        ]
        indexes = [models.Index(fields=["facility"], condition=Q(outstanding_minor__gt=0), name="draws_still_owed")]


class LoanTransaction(models.Model):
    """One movement of what is owed, for ever. A correction is a new row.

    ``value_on`` is the day from which it counts, ``booked_at`` when we wrote it down. Interest
    carries the last day it covers. A withheld payment moves in the payout's transfer, so only
    ``reference`` names that.
    """

    class Kind(models.TextChoices):
        DRAW = "draw", _("Drawn")
        INTEREST = "interest", _("Interest")
        WITHHELD = "withheld", _("Withheld from a payout")
        EARLY = "early", _("Repaid early")
        REFUND = "refund", _("Given back by a supplier")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="transactions")
    kind = models.TextField(choices=Kind.choices)
    amount_minor = models.BigIntegerField()
    principal_minor = models.BigIntegerField()
    interest_minor = models.BigIntegerField()
    owed_after_minor = models.BigIntegerField()
    value_on = models.DateField()
    booked_at = models.DateTimeField()
    key = models.TextField(unique=True)
    reference = models.UUIDField(null=True)
    transfer_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["draw", "interest", "withheld", "early", "refund"]), name="loan_transaction_has_a_known_kind"
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="loan_transaction_moves_something"),
            models.CheckConstraint(condition=Q(principal_minor__gte=0, interest_minor__gte=0), name="no_part_of_a_payment_is_negative"),
            models.CheckConstraint(condition=Q(amount_minor=F("principal_minor") + F("interest_minor")), name="a_payment_is_principal_and_interest"),
            models.CheckConstraint(condition=Q(owed_after_minor__gte=0), name="nobody_owes_less_than_nothing"),
            models.CheckConstraint(
                condition=Q(kind="withheld", reference__isnull=False) | Q(transfer_id__isnull=False), name="loan_money_names_its_transfer"
            ),
        ]
        indexes = [models.Index(fields=["facility", "booked_at"], name="loan_statement")]


class LoanEntry(models.Model):
    """A transaction's part on one draw: positive adds to what is owed, negative takes from it."""

    transaction = models.ForeignKey(LoanTransaction, on_delete=models.PROTECT, related_name="entries")
    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="entries")
    principal_minor = models.BigIntegerField()
    interest_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["transaction", "draw"], name="one_entry_per_draw"),
            models.CheckConstraint(condition=~Q(principal_minor=0, interest_minor=0), name="loan_entry_moves_something"),
        ]


class Withholding(models.Model):
    """Why so much was withheld from one payout: every figure that decided it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="withholdings")
    payout_id = models.UUIDField()
    on = models.DateField()
    at = models.DateTimeField()
    base_minor = models.BigIntegerField()
    carried_minor = models.BigIntegerField(default=0)
    rate_bp = models.PositiveIntegerField()
    computed_minor = models.BigIntegerField()
    cap_left_minor = models.BigIntegerField(null=True)
    owed_minor = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    interest_minor = models.BigIntegerField()
    principal_minor = models.BigIntegerField()
    owed_after_minor = models.BigIntegerField()
    carry_minor = models.BigIntegerField(default=0)
    transaction = models.OneToOneField(LoanTransaction, on_delete=models.PROTECT, null=True, related_name="withholding")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["facility", "payout_id"], name="a_payout_is_withheld_from_once"),
            models.CheckConstraint(
                condition=Q(amount_minor__gte=0, amount_minor__lte=F("computed_minor")) & Q(amount_minor__lte=F("owed_minor")),
                name="withheld_is_at_most_the_share_and_the_debt",
            ),
            models.CheckConstraint(condition=Q(cap_left_minor=None) | Q(amount_minor__lte=F("cap_left_minor")), name="withheld_is_at_most_the_cap"),
            models.CheckConstraint(condition=Q(amount_minor=F("principal_minor") + F("interest_minor")), name="withheld_is_principal_and_interest"),
            models.CheckConstraint(condition=Q(owed_after_minor=F("owed_minor") - F("amount_minor")), name="withheld_lowers_the_debt"),
            models.CheckConstraint(condition=Q(carry_minor__lte=0), name="only_a_shortfall_is_carried"),
            models.CheckConstraint(condition=Q(amount_minor=0) | Q(transaction__isnull=False), name="what_was_withheld_was_booked"),
        ]
        indexes = [models.Index(fields=["facility", "on"], name="withheld_by_day")]

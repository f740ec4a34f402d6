"""What each supplier answers, version by version, and what won."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from ecosystem.kernel import taxes
from ecosystem.kernel.ids import uuid7

from .asking import Rfq, RfqLine


class Quotation(models.Model):
    """One supplier's place in a request. ``number`` is its newest version; nobody but it and the buyer sees any of this."""

    class Status(models.TextChoices):
        INVITED = "invited", pgettext_lazy("quotation", "Asked")
        VIEWED = "viewed", pgettext_lazy("quotation", "Has looked")
        SUBMITTED = "submitted", pgettext_lazy("quotation", "Quoted")
        REVISED = "revised", pgettext_lazy("quotation", "Quoted anew")
        AWARDED = "awarded", pgettext_lazy("quotation", "Won")
        LOST = "lost", pgettext_lazy("quotation", "Not taken")
        EXPIRED = "expired", pgettext_lazy("quotation", "Expired")
        DECLINED = "declined", pgettext_lazy("quotation", "Declined")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    rfq = models.ForeignKey(Rfq, on_delete=models.PROTECT, related_name="quotations")
    supplier = models.ForeignKey("procurement.Supplier", on_delete=models.PROTECT, related_name="quotations")
    status = models.TextField(choices=Status.choices, default=Status.INVITED)
    number = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField(blank=True)
    order = models.OneToOneField("procurement.Order", on_delete=models.PROTECT, null=True, related_name="quotation")
    invited_at = models.DateTimeField()
    viewed_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rfq", "supplier"], name="a_supplier_is_asked_once"),
            models.CheckConstraint(
                condition=Q(status__in=["invited", "viewed", "submitted", "revised", "awarded", "lost", "expired", "declined"]),
                name="quotation_has_a_known_status",
            ),
            models.CheckConstraint(
                condition=Q(status="submitted", number=1)
                | Q(status="revised", number__gte=2)
                | Q(status__in=["invited", "viewed"], number=0)
                | Q(status="awarded", number__gte=1)
                | Q(status__in=["lost", "expired", "declined"]),
                name="a_quotation_counts_its_versions",
            ),
            models.CheckConstraint(
                condition=Q(status="awarded", order__isnull=False) | (~Q(status="awarded") & Q(order=None)), name="a_quotation_that_won_has_its_order"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["invited", "viewed", "submitted", "revised"], ended_at=None)
                | Q(status__in=["awarded", "lost", "expired", "declined"], ended_at__isnull=False),
                name="a_quotation_that_ended_says_when",
            ),
        ]
        indexes = [models.Index(fields=["supplier", "-invited_at"], name="quotation_by_supplier")]

    @property
    def stands(self) -> bool:
        """It is an offer that may be taken."""
        return self.status in ("submitted", "revised")

    @property
    def may_answer(self) -> bool:
        return self.status in ("invited", "viewed", "submitted", "revised")


class QuoteVersion(models.Model):
    """What a supplier said at one time: freight and other cost in minor units, each at its rate of tax, for the whole delivery. Append-only.

    Prices of lines, freight and other cost hold their tax where it is ``tax_included``. An ``attachment`` stays with later versions until it is
    taken out.
    """

    quotation = models.ForeignKey(Quotation, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    freight_minor = models.BigIntegerField()
    other_minor = models.BigIntegerField()
    freight_tax_bp = models.PositiveIntegerField(default=0, db_default=0)
    other_tax_bp = models.PositiveIntegerField(default=0, db_default=0)
    tax_included = models.BooleanField(default=True)
    attachment = models.ForeignKey("onboarding.Document", on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)
    said_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quotation", "number"], name="quote_versions_are_numbered"),
            models.CheckConstraint(condition=Q(freight_minor__gte=0, other_minor__gte=0), name="quoted_freight_is_not_negative"),
            models.CheckConstraint(
                condition=Q(freight_tax_bp__lte=taxes.MOST_TAX_BP, other_tax_bp__lte=taxes.MOST_TAX_BP), name="tax_on_freight_is_a_part"
            ),
        ]

    @property
    def freight_paid_minor(self) -> int:
        return taxes.with_tax(self.freight_minor, self.freight_tax_bp, included=self.tax_included)

    @property
    def other_paid_minor(self) -> int:
        return taxes.with_tax(self.other_minor, self.other_tax_bp, included=self.tax_included)

    @property
    def extra_paid_minor(self) -> int:
        """What is paid beyond the goods, tax and all."""
        return self.freight_paid_minor + self.other_paid_minor

    @property
    def extra_tax_minor(self) -> int:
        return taxes.tax_within(self.freight_paid_minor, self.freight_tax_bp) + taxes.tax_within(self.other_paid_minor, self.other_tax_bp)


class QuoteLine(models.Model):
    """Minor units for one unit of the line, as its version says with tax or without; ``moq`` and ``multiple`` count units.

    Lines that are not offered have no row. Append-only.
    """

    version = models.ForeignKey(QuoteVersion, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(RfqLine, on_delete=models.PROTECT, related_name="+")
    unit_minor = models.BigIntegerField()
    tax_bp = models.PositiveIntegerField(default=0)
    moq = models.DecimalField(max_digits=14, decimal_places=3, default=Decimal(1))
    multiple = models.DecimalField(max_digits=14, decimal_places=3, default=Decimal(1))
    lead_days = models.PositiveSmallIntegerField()
    valid_until = models.DateField()
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "line"], name="a_version_quotes_a_line_once"),
            models.CheckConstraint(condition=Q(unit_minor__gt=0, moq__gt=0, multiple__gt=0), name="a_quoted_line_has_a_price"),
            models.CheckConstraint(condition=Q(lead_days__lte=365), name="quoted_goods_come_within_a_year"),
            models.CheckConstraint(condition=Q(tax_bp__lte=taxes.MOST_TAX_BP), name="quoted_tax_is_a_part"),
        ]

    @property
    def paid_minor(self) -> int:
        """What is paid for one unit, tax and all: by it quotes are compared, and at it they are ordered."""
        return taxes.with_tax(self.unit_minor, self.tax_bp, included=self.version.tax_included)


class AwardLine(models.Model):
    """Which quoted line won, and how many units of it. Append-only."""

    line = models.OneToOneField(RfqLine, on_delete=models.PROTECT, related_name="award")
    quoted = models.ForeignKey(QuoteLine, on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    goods_minor = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0, goods_minor__gt=0), name="an_award_is_of_something")]

"""What a shop asks several suppliers to quote."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.names import in_language


class Rfq(models.Model):
    """A request for quotation. Suppliers may answer until ``answer_by``; the buyer decides after that as long as quotes hold.

    ``quoted`` says that nobody who was asked may still answer, or that everybody has.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("rfq", "Draft")
        SENT = "sent", pgettext_lazy("rfq", "Waits for quotes")
        PARTIALLY_QUOTED = "partially_quoted", pgettext_lazy("rfq", "Some have quoted")
        QUOTED = "quoted", pgettext_lazy("rfq", "All have answered")
        AWARDED = "awarded", pgettext_lazy("rfq", "Awarded")
        CANCELLED = "cancelled", pgettext_lazy("rfq", "Called off")
        EXPIRED = "expired", pgettext_lazy("rfq", "Expired")

    # Whether the buyer gets input tax back; ``queries.comparable`` says so.
    deducts: bool = False

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.TextField(unique=True)
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="rfqs")
    status = models.TextField(choices=Status.choices, default=Status.DRAFT)
    version = models.PositiveIntegerField(default=1)
    currency = models.TextField()
    note = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    answer_by = models.DateTimeField()
    made_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "sent", "partially_quoted", "quoted", "awarded", "cancelled", "expired"]),
                name="rfq_has_a_known_status",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "cancelled"]) | Q(sent_at__isnull=False), name="an_rfq_is_sent_before_it_is_answered"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["awarded", "cancelled", "expired"], ended_at__isnull=False)
                | Q(status__in=["draft", "sent", "partially_quoted", "quoted"], ended_at=None),
                name="an_rfq_that_ended_says_when",
            ),
            models.CheckConstraint(condition=Q(answer_by__gt=F("made_at")), name="suppliers_have_time_to_answer"),
        ]
        indexes = [
            models.Index(fields=["shop", "-made_at"], name="rfq_by_shop"),
            models.Index(fields=["answer_by"], condition=Q(status__in=["sent", "partially_quoted", "quoted"]), name="rfq_that_may_expire"),
        ]

    @property
    def is_open(self) -> bool:
        return self.status in ("sent", "partially_quoted", "quoted")


class RfqLine(models.Model):
    """So many units, each of ``per_unit`` of the shop's own unit. Without a SKU it is in the buyer's own words."""

    rfq = models.ForeignKey(Rfq, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, null=True, related_name="+")
    name_zh = models.TextField()
    name_en = models.TextField()
    unit_zh = models.TextField()
    unit_en = models.TextField()
    per_unit = models.DecimalField(max_digits=14, decimal_places=3, default=Decimal(1))
    whole = models.BooleanField(default=True)
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    wanted_by = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rfq", "position"], name="rfq_lines_are_numbered"),
            models.CheckConstraint(condition=Q(quantity__gt=0, per_unit__gt=0), name="an_rfq_line_asks_for_something"),
            models.CheckConstraint(condition=~Q(name_zh="") & ~Q(name_en=""), name="an_rfq_line_has_a_name"),
        ]

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)

    @property
    def unit(self) -> str:
        return in_language(self.unit_zh, self.unit_en)

"""What the bank would lend a party: terms frozen when they are made, one open at a time."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from ecosystem.identity.public import Party
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.money import CNY, round_half_up
from lending.policy.public import Decision
from lending.products.public import Product


class OfferQuerySet(models.QuerySet["Offer"]):
    def open(self) -> OfferQuerySet:
        return self.filter(status=Offer.Status.OPEN)

    def locked(self) -> OfferQuerySet:
        return self.select_for_update(no_key=True, of=("self",))


class Offer(models.Model):
    """Terms that stand until ``expires_at``.

    ``annual_rate`` is what interest runs at; ``nominal_rate`` and ``effective_rate`` are the
    internal rate of return of all flows when the whole is drawn, ``cost_minor`` the interest
    and fees in yuan, ``expected_days`` how long sales like the last 90 days take to repay it.
    """

    class Status(models.TextChoices):
        OPEN = "open"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        EXPIRED = "expired"
        REPLACED = "replaced"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    product_code = models.TextField()
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    grant_id = models.UUIDField()
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    status = models.TextField(choices=Status.choices, default=Status.OPEN)
    currency = models.TextField(default=CNY)
    amount_min_minor = models.BigIntegerField()
    amount_max_minor = models.BigIntegerField()
    step_minor = models.BigIntegerField()
    annual_rate = models.DecimalField(max_digits=9, decimal_places=6)
    nominal_rate = models.DecimalField(max_digits=9, decimal_places=6)
    effective_rate = models.DecimalField(max_digits=9, decimal_places=6)
    fee_minor = models.BigIntegerField(default=0)
    cost_minor = models.BigIntegerField()
    expected_days = models.PositiveIntegerField()
    term_days = models.PositiveIntegerField()
    withhold_bp = models.PositiveIntegerField()
    daily_base_minor = models.BigIntegerField()
    made_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.TextField(blank=True, default="")

    objects: ClassVar[OfferQuerySet] = OfferQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["party", "product_code"], condition=Q(status="open"), name="one_open_offer_per_party_and_product"),
            models.CheckConstraint(
                condition=Q(status__in=["open", "accepted", "declined", "expired", "replaced", "withdrawn"]), name="offer_has_a_known_status"
            ),
            models.CheckConstraint(condition=Q(currency="CNY"), name="offer_is_in_yuan"),
            models.CheckConstraint(
                condition=Q(amount_min_minor__gt=0, amount_max_minor__gte=F("amount_min_minor"), step_minor__gt=0), name="offer_amounts_have_a_range"
            ),
            models.CheckConstraint(condition=Q(annual_rate__gt=0, annual_rate__lt=1), name="offer_rate_is_a_yearly_fraction"),
            models.CheckConstraint(
                condition=Q(nominal_rate__gt=0, effective_rate__gte=F("nominal_rate")), name="offer_tells_its_yearly_cost_both_ways"
            ),
            models.CheckConstraint(condition=Q(fee_minor__gte=0, cost_minor__gte=F("fee_minor")), name="offer_cost_includes_its_fee"),
            models.CheckConstraint(condition=Q(expected_days__gt=0, term_days__gte=F("expected_days")), name="offer_is_repaid_within_its_term"),
            models.CheckConstraint(condition=Q(withhold_bp__gt=0, withhold_bp__lte=10_000, daily_base_minor__gt=0), name="offer_withholds_a_share"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="offer_expires_after_it_is_made"),
            models.CheckConstraint(
                condition=Q(status="open", ended_at=None, ended_by="") | (~Q(status="open") & Q(ended_at__gte=F("made_at")) & ~Q(ended_by="")),
                name="an_ended_offer_says_when_and_by_whom",
            ),
        ]
        indexes = [models.Index(fields=["expires_at"], condition=Q(status="open"), name="open_offers_by_expiry")]

    def __str__(self) -> str:
        return f"{self.status} up to {self.amount_max_minor}"

    def is_open(self, at: datetime) -> bool:
        return self.status == self.Status.OPEN and self.expires_at > at

    def terms(self) -> dict[str, Any]:
        """What a borrower would notice if it differed."""
        names = ("amount_min_minor", "amount_max_minor", "annual_rate", "fee_minor", "term_days", "withhold_bp", "product_id")
        return {name: getattr(self, name) for name in names}

    @property
    def nominal_bp(self) -> int:
        return round_half_up(self.nominal_rate * 10_000)

    @property
    def effective_bp(self) -> int:
        return round_half_up(self.effective_rate * 10_000)

"""Neighbouring shops that buy together: the supplier's ladder of prices, pools on it, and who is in them."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from ecosystem.kernel.ids import uuid7


class LadderStep(models.Model):
    """What a supplier asks for one unit of an article when a pool orders ``least`` or more of it together."""

    article = models.ForeignKey("procurement.Article", on_delete=models.PROTECT, related_name="ladder")
    least = models.DecimalField(max_digits=14, decimal_places=3)
    unit_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "least"], name="a_ladder_has_a_step_once"),
            models.CheckConstraint(condition=Q(least__gt=0, unit_minor__gt=0), name="a_step_has_a_price"),
        ]


class Pool(models.Model):
    """One article bought together by shops of one neighbourhood. ``confirmed`` is what its members have put a deposit on."""

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("pool", "Open")
        ORDERED = "ordered", pgettext_lazy("pool", "Ordered")
        FAILED = "failed", pgettext_lazy("pool", "Did not fill")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.TextField(unique=True)
    article = models.ForeignKey("procurement.Article", on_delete=models.PROTECT, related_name="pools")
    neighbourhood = models.ForeignKey("places.Neighbourhood", on_delete=models.PROTECT, related_name="+")
    opened_by = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+")
    status = models.TextField(choices=Status.choices, default=Status.OPEN)
    version = models.PositiveIntegerField(default=1)
    deposit_bp = models.PositiveIntegerField()
    confirmed = models.DecimalField(max_digits=14, decimal_places=3, default=Decimal(0))
    unit_minor = models.BigIntegerField(null=True)
    note = models.TextField(blank=True)
    closes_at = models.DateTimeField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(deposit_bp__gt=0, deposit_bp__lte=10_000), name="a_deposit_is_a_part_of_the_price"),
            models.CheckConstraint(condition=Q(confirmed__gte=0), name="a_pool_is_never_less_than_empty"),
            models.CheckConstraint(condition=Q(closes_at__gt=models.F("made_at")), name="a_pool_is_open_for_a_while"),
            models.CheckConstraint(
                condition=Q(status="ordered", unit_minor__isnull=False, unit_minor__gt=0, ended_at__isnull=False)
                | Q(status="failed", unit_minor=None, ended_at__isnull=False)
                | Q(status="open", unit_minor=None, ended_at=None),
                name="a_pool_that_filled_has_its_price",
            ),
        ]
        indexes = [
            models.Index(fields=["closes_at"], condition=Q(status="open"), name="pool_that_closes"),
            models.Index(fields=["neighbourhood", "-made_at"], name="pool_by_neighbourhood"),
        ]


class PoolStep(models.Model):
    """The ladder as it was when the pool was opened. Append-only."""

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="steps")
    least = models.DecimalField(max_digits=14, decimal_places=3)
    unit_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pool", "least"], name="a_pool_has_a_step_once"),
            models.CheckConstraint(condition=Q(least__gt=0, unit_minor__gt=0), name="a_pools_step_has_a_price"),
        ]


class Member(models.Model):
    """A shop in a pool. Whoever has confirmed has a deposit set aside in her own account, by a hold of the ledger."""

    class Status(models.TextChoices):
        JOINED = "joined", pgettext_lazy("pool member", "To be confirmed")
        CONFIRMED = "confirmed", pgettext_lazy("pool member", "Confirmed")
        WITHDRAWN = "withdrawn", pgettext_lazy("pool member", "Withdrawn")
        ORDERED = "ordered", pgettext_lazy("pool member", "Ordered")
        FAILED = "failed", pgettext_lazy("pool member", "Did not fill")

    class Deposit(models.TextChoices):
        NONE = "none", pgettext_lazy("deposit", "None")
        HELD = "held", pgettext_lazy("deposit", "Set aside")
        GIVEN_BACK = "given_back", pgettext_lazy("deposit", "Given back")
        FORFEITED = "forfeited", pgettext_lazy("deposit", "To the supplier")

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="members")
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="pools")
    source = models.ForeignKey("procurement.Source", on_delete=models.PROTECT, related_name="+")
    status = models.TextField(choices=Status.choices, default=Status.JOINED)
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    deposit = models.TextField(choices=Deposit.choices, default=Deposit.NONE)
    deposit_minor = models.BigIntegerField(default=0)
    hold_id = models.UUIDField(null=True, unique=True)
    order = models.OneToOneField("procurement.Order", on_delete=models.PROTECT, null=True, related_name="pool_member")
    joined_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pool", "shop"], name="a_shop_is_in_a_pool_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="a_member_wants_something"),
            models.CheckConstraint(
                condition=Q(status__in=["joined", "confirmed", "withdrawn", "ordered", "failed"]), name="a_member_has_a_known_status"
            ),
            models.CheckConstraint(condition=Q(deposit__in=["none", "held", "given_back", "forfeited"]), name="a_deposit_has_a_known_status"),
            models.CheckConstraint(
                condition=Q(deposit="none", deposit_minor=0, hold_id=None) | (~Q(deposit="none") & Q(deposit_minor__gt=0, hold_id__isnull=False)),
                name="a_deposit_is_a_hold",
            ),
            models.CheckConstraint(condition=~Q(status="confirmed") | Q(deposit="held"), name="who_confirmed_has_a_deposit"),
            models.CheckConstraint(condition=~Q(deposit="held") | Q(status__in=["confirmed", "ordered"]), name="nothing_is_held_of_who_is_out"),
            models.CheckConstraint(
                condition=Q(status="ordered", order__isnull=False) | (~Q(status="ordered") & Q(order=None)), name="who_ordered_has_an_order"
            ),
        ]
        indexes = [models.Index(fields=["shop", "-joined_at"], name="pool_member_by_shop")]

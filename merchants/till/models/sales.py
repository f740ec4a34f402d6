"""Sales paid at the counter, what became of them, and what a person must still look at."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.ids import uuid7

TODO_KINDS = ["price_changed", "not_on_sale", "discount", "override", "receiving_gap", "held", "voucher"]
HELD_KINDS = ["held", "voucher"]


class Sale(models.Model):
    """How an order was rung up: by whom, into which drawer, with what money. ``rung_at`` is the till's own clock."""

    order = models.OneToOneField("orders.Order", on_delete=models.PROTECT, primary_key=True, related_name="+")
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+")
    shift = models.ForeignKey("till.Shift", on_delete=models.PROTECT, null=True, related_name="sales")
    customer = models.ForeignKey("customers.Card", on_delete=models.PROTECT, null=True, related_name="+")
    tender = models.TextField()
    tendered_minor = models.BigIntegerField(null=True)
    prices = models.TextField(blank=True)
    offline = models.BooleanField(default=False)
    sold_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    rung_at = models.DateTimeField()
    booked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(tender="cash", shift__isnull=False, tendered_minor__isnull=False, tendered_minor__gt=0)
                | Q(tender="tab", customer__isnull=False, tendered_minor=None),
                name="a_sale_is_cash_in_a_shift_or_on_a_tab",
            ),
        ]
        indexes = [models.Index(fields=["shop", "-booked_at"], name="sale_by_shop")]


class Todo(models.Model):
    """A sale, or the use of a voucher, from the queue that a person must look at. Without ``booked`` it waits whole in ``ticket``."""

    class Kind(models.TextChoices):
        PRICE_CHANGED = "price_changed", _("sold at another price than the shelf asks now")
        NOT_ON_SALE = "not_on_sale", _("sold though it was taken off sale")
        DISCOUNT = "discount", _("discount above what the seller may give")
        OVERRIDE = "override", _("sold at another price than the seller may ask")
        RECEIVING_GAP = "receiving_gap", _("more was sold than came: a delivery is not written down")
        HELD = "held", _("could not be booked")
        VOUCHER = "voucher", _("a voucher taken without a network could not be booked")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+")
    sale_id = models.UUIDField()
    kind = models.TextField(choices=Kind.choices)
    code = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    ticket = models.JSONField(null=True)
    booked = models.BooleanField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sale_id", "kind"], name="a_sale_is_asked_about_once_a_kind"),
            models.CheckConstraint(condition=Q(kind__in=TODO_KINDS), name="todo_has_a_known_kind"),
            models.CheckConstraint(
                condition=Q(kind__in=HELD_KINDS, ticket__isnull=False) | ~Q(kind__in=HELD_KINDS) & Q(booked=True), name="a_held_sale_keeps_its_ticket"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False), name="a_closed_todo_says_by_whom"
            ),
            models.CheckConstraint(condition=Q(closed_at=None) | Q(booked=True) | ~Q(reason=""), name="a_sale_is_dropped_for_a_reason"),
        ]
        indexes = [models.Index(fields=["shop", "opened_at"], condition=Q(closed_at=None), name="todo_still_open")]


class Printing(models.Model):
    """A receipt was printed. The first is the receipt, every later one a copy. Append-only."""

    sale = models.ForeignKey(Sale, on_delete=models.PROTECT, related_name="printings")
    number = models.PositiveSmallIntegerField()
    width = models.PositiveSmallIntegerField()
    by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sale", "number"], name="printings_are_numbered"),
            models.CheckConstraint(condition=Q(width__in=[58, 80]) & Q(number__gte=1), name="receipts_are_58_or_80_wide"),
        ]


class Return(models.Model):
    """Goods that came back over the counter, and what was given for them. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sale = models.ForeignKey(Sale, on_delete=models.PROTECT, related_name="returns")
    amount_minor = models.BigIntegerField()
    reason = models.TextField()
    refund_id = models.UUIDField(unique=True)
    by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount_minor__gt=0) & ~Q(reason=""), name="a_return_is_of_something_for_a_reason")]


class ReturnLine(models.Model):
    """So much of one line of the sale. Append-only."""

    taken_back = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["taken_back", "position"], name="a_sales_return_names_a_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0) & Q(amount_minor__gte=0), name="return_line_is_of_something"),
        ]

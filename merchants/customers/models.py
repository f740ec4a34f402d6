"""Customers as a shop knows them, and what they owe it: tabs, open items, payments and what each payment paid.

A card has a party of its own, which can owe and which facts name by a code name. Nobody signs in
as it; whoever opens the link of her tab and pays becomes its ``holder`` and is reminded there.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.ids import uuid7


class CardQuerySet(models.QuerySet["Card"]):
    def allowed(self) -> CardQuerySet:
        """Those that the shop may look at: the holder lets it keep them, or something is open that the shop must ask for."""
        refused = Leave.objects.filter(party=OuterRef("holder"), shop=OuterRef("shop"), keeps_card=False)
        return self.filter(Q(balance_minor__gt=0) | ~Exists(refused))


class Card(models.Model):
    """One customer of one shop, with her tab. ``balance_minor`` is the sum of what is open; its row lock is the tab's lock."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="customers")
    party = models.OneToOneField("identity.Party", on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey("identity.Party", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.TextField()
    phone = models.TextField(blank=True)
    note = models.TextField(blank=True)
    limit_minor = models.BigIntegerField(default=0)
    terms_days = models.PositiveSmallIntegerField(default=30)
    balance_minor = models.BigIntegerField(default=0)
    link_digest = models.BinaryField(max_length=32, null=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[CardQuerySet] = CardQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="customer_has_a_name"),
            models.UniqueConstraint(fields=["shop", "phone"], condition=~Q(phone=""), name="a_phone_is_one_customer_of_a_shop"),
            models.CheckConstraint(condition=Q(limit_minor__gte=0), name="credit_limit_is_not_negative"),
            models.CheckConstraint(condition=Q(balance_minor__gte=0), name="a_tab_is_never_overpaid"),
            models.CheckConstraint(condition=Q(terms_days__lte=365), name="a_tab_is_due_within_a_year"),
            models.UniqueConstraint(fields=["link_digest"], condition=Q(link_digest__isnull=False), name="a_link_opens_one_tab"),
        ]
        indexes = [models.Index(fields=["shop", "name"], name="customer_by_shop"), models.Index(fields=["holder"], name="customer_by_holder")]

    @property
    def free_minor(self) -> int:
        """What may still be put on the tab; nothing once a limit was lowered under the balance."""
        return max(self.limit_minor - self.balance_minor, 0)


class Leave(models.Model):
    """What one person lets one shop know and do, from a moment on; where there is no row, what ``NO_LEAVE`` says.

    It is asked where a name, a card or an offer is read, so a change counts for the next page that anybody opens.
    """

    party = models.ForeignKey("identity.Party", on_delete=models.PROTECT, related_name="+")
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+")
    shows_name = models.BooleanField(default=True)
    takes_offers = models.BooleanField(default=False)
    keeps_card = models.BooleanField(default=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["party", "shop"], name="a_person_allows_a_shop_once")]
        indexes = [models.Index(fields=["shop"], condition=Q(takes_offers=True), name="leave_for_offers")]


class OpenItem(models.Model):
    """One sale on a tab, and what of it is not paid yet."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="items")
    payment_id = models.UUIDField()
    order_id = models.UUIDField(null=True)
    number = models.TextField(blank=True)
    amount_minor = models.BigIntegerField()
    open_minor = models.BigIntegerField()
    sold_at = models.DateTimeField()
    due_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="open_item_is_of_something"),
            models.CheckConstraint(condition=Q(open_minor__gte=0) & Q(open_minor__lte=F("amount_minor")), name="open_item_is_part_of_its_sale"),
            models.UniqueConstraint(fields=["payment_id"], name="a_sale_is_on_a_tab_once"),
        ]
        indexes = [models.Index(fields=["card", "sold_at"], condition=Q(open_minor__gt=0), name="item_still_open")]


class TabPayment(models.Model):
    """Money, or goods given back, that lowers a tab. ``wanted`` names the items she chose; empty is oldest first."""

    class How(models.TextChoices):
        CASH = "cash", _("cash")
        BANK_ACCOUNT = "bank_account", _("bank transfer")
        RETURNED = "returned", _("goods returned")

    class Status(models.TextChoices):
        WAITING = "waiting", _("under way")
        RECEIVED = "received", _("received")
        GIVEN_BACK = "given_back", _("given back")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="payments")
    amount_minor = models.BigIntegerField()
    how = models.TextField(choices=How.choices)
    status = models.TextField(choices=Status.choices)
    wanted = models.JSONField(default=list)
    transfer_id = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="tab_payment_is_of_something"),
            models.CheckConstraint(condition=Q(how__in=["cash", "bank_account", "returned"]), name="tab_payment_came_somehow"),
            models.CheckConstraint(condition=Q(status__in=["waiting", "received", "given_back"]), name="tab_payment_has_a_known_status"),
            models.CheckConstraint(
                condition=~Q(status="received") | Q(transfer_id__isnull=False, received_at__isnull=False), name="a_received_payment_moved_the_tab"
            ),
        ]
        indexes = [models.Index(fields=["card", "-made_at"], name="tab_payment_by_card")]


class Match(models.Model):
    """So much of a payment paid so much of an item. Append-only."""

    payment = models.ForeignKey(TabPayment, on_delete=models.PROTECT, related_name="matches")
    item = models.ForeignKey(OpenItem, on_delete=models.PROTECT, related_name="matches")
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="match_is_of_something"),
            models.UniqueConstraint(fields=["payment", "item"], name="a_payment_meets_an_item_once"),
        ]


class Reminder(models.Model):
    """A customer was reminded of what is overdue, at most once a day. Append-only."""

    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="reminders")
    on = models.DateField()
    overdue_minor = models.BigIntegerField()
    told = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["card", "on"], name="a_customer_is_reminded_once_a_day"),
            models.CheckConstraint(condition=Q(overdue_minor__gt=0), name="a_reminder_is_of_something"),
        ]

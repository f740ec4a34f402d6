"""Prepaid cards: what a shop offers, the cards in people's hands, every use, and the statement of each card.

What was paid lies in the bank's custody, and so does what the shop put on top; the shop has it use by use.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ecosystem.kernel.ids import uuid7


class CardLimits(models.Model):
    """How much may be paid ahead, from a day on. A dated parameter.

    ``per_card_minor`` bounds what one card is worth, bonus included, ``per_shop_minor`` what one merchant may owe on all of
    its cards, ``bonus_bp`` the bonus as a part of what is paid. ``shown_minor`` is the most that a card pays when it is only
    shown to a till, and ``shown_day_minor`` the most of 24 hours. Designed to the limits of registered cards in the Measures
    for single-purpose commercial prepaid cards (MOFCOM 2012 No. 9, art. 18).
    """

    from_on = models.DateField(primary_key=True)
    per_card_minor = models.BigIntegerField()
    per_shop_minor = models.BigIntegerField()
    bonus_bp = models.PositiveIntegerField()
    shown_minor = models.BigIntegerField()
    shown_day_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(per_card_minor__gt=0, per_shop_minor__gte=F("per_card_minor"), bonus_bp__lte=10_000)
                & Q(shown_minor__gt=0, shown_day_minor__gte=F("shown_minor")),
                name="limits_of_cards_are_in_proportion",
            )
        ]


class Plan(models.Model):
    """Pay so much, spend so much more. Its terms never change: what people hold was sold by them."""

    class Status(models.TextChoices):
        ON_SALE = "on_sale", _("on sale")
        STOPPED = "stopped", _("no longer sold")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="card_plans")
    name = models.TextField()
    price_minor = models.BigIntegerField()
    bonus_minor = models.BigIntegerField()
    bonus_days = models.PositiveSmallIntegerField()
    status = models.TextField(choices=Status.choices, default=Status.ON_SALE)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="card_plan_has_a_name"),
            models.CheckConstraint(
                condition=Q(price_minor__gt=0, bonus_minor__gte=0, bonus_minor__lte=F("price_minor")), name="a_bonus_is_part_of_what_is_paid"
            ),
            models.CheckConstraint(condition=Q(bonus_days__gte=30, bonus_days__lte=1095), name="a_bonus_is_good_for_a_month_at_least"),
            models.CheckConstraint(condition=Q(status__in=["on_sale", "stopped"]), name="card_plan_has_a_known_status"),
        ]
        indexes = [models.Index(fields=["shop", "status"], name="card_plan_by_shop")]


class PrepaidCard(models.Model):
    """``paid_left_minor`` is the holder's and never lapses; ``bonus_left_minor`` is good until ``bonus_until``.

    ``entry_count`` numbers the statement. ``refunded_minor`` is what went back to the payer; ``hold_id`` is what the shop
    had set aside for the bonus while the payment was under way.
    """

    class Status(models.TextChoices):
        PENDING = "pending", _("waiting for payment")
        ACTIVE = "active", pgettext_lazy("prepaid card", "can be used")
        ENDED = "ended", _("ended by its holder")
        REFUNDED = "refunded", _("refunded, since the shop was stopped")
        VOID = "void", _("paid too late, and refunded")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="cards")
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey("identity.Party", on_delete=models.PROTECT, related_name="+")
    number = models.TextField()
    price_minor = models.BigIntegerField()
    bonus_minor = models.BigIntegerField()
    paid_left_minor = models.BigIntegerField(default=0)
    bonus_left_minor = models.BigIntegerField(default=0)
    refunded_minor = models.BigIntegerField(default=0)
    entry_count = models.PositiveIntegerField(default=0)
    status = models.TextField(choices=Status.choices, default=Status.PENDING)
    payment_id = models.UUIDField(null=True)
    hold_id = models.UUIDField(null=True)
    bought_at = models.DateTimeField()
    bonus_until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(number__regex=r"^[0-9]{4}$"), name="a_card_is_told_apart_by_four_digits"),
            models.CheckConstraint(
                condition=Q(paid_left_minor__gte=0, refunded_minor__gte=0) & Q(price_minor__gte=F("paid_left_minor") + F("refunded_minor")),
                name="no_more_is_left_on_a_card_than_was_paid",
            ),
            models.CheckConstraint(
                condition=Q(bonus_left_minor__gte=0, bonus_left_minor__lte=F("bonus_minor")), name="no_more_bonus_is_left_than_was_given"
            ),
            models.CheckConstraint(condition=Q(status__in=["pending", "active", "ended", "refunded", "void"]), name="a_card_has_a_known_status"),
            models.CheckConstraint(condition=Q(status="pending") | Q(payment_id__isnull=False), name="a_card_can_be_used_once_it_is_paid"),
            models.CheckConstraint(
                condition=Q(status="active") | Q(paid_left_minor=0, bonus_left_minor=0), name="only_a_card_that_can_be_used_holds_money"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["pending", "active"], ended_at=None) | ~Q(status__in=["pending", "active"]) & Q(ended_at__isnull=False),
                name="a_card_that_is_over_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["holder", "-bought_at"], name="prepaid_card_by_holder"),
            models.Index(fields=["shop", "status", "-bought_at"], name="prepaid_card_by_shop"),
            models.Index(fields=["bonus_until"], condition=Q(status="active", bonus_left_minor__gt=0), name="card_bonus_waiting_to_lapse"),
        ]

    @property
    def left_minor(self) -> int:
        """What it still pays for."""
        return self.paid_left_minor + self.bonus_left_minor


class CardUse(models.Model):
    """What one card gave to one order: paid money and bonus in a proportion that is frozen; the rest came from the holder's account, or an acquirer.

    ``total_minor`` is the order's, or the card's part where an acquirer brings the rest; ``back_minor`` is what of it was given back. It is
    ``aside`` until the acquirer has brought its part, and ``let_go`` where that did not come. ``token_digest`` is the code that a till read.
    ``order_id`` is a receipt's while money by a shop's static code waits to be linked.
    """

    class Status(models.TextChoices):
        ASIDE = "aside"
        GIVEN = "given"
        LET_GO = "let_go"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    card = models.ForeignKey(PrepaidCard, on_delete=models.PROTECT, related_name="uses")
    order_id = models.UUIDField()
    party_id = models.UUIDField()
    total_minor = models.BigIntegerField()
    paid_minor = models.BigIntegerField()
    bonus_minor = models.BigIntegerField()
    back_minor = models.BigIntegerField(default=0)
    status = models.TextField(choices=Status.choices, default=Status.GIVEN, db_default=Status.GIVEN)
    payment_id = models.UUIDField(null=True)
    token_digest = models.BinaryField(max_length=32, null=True)
    by_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order_id"], condition=~Q(status="let_go"), name="an_order_is_paid_by_one_card"),
            models.CheckConstraint(condition=Q(status__in=["aside", "given", "let_go"]), name="a_use_of_a_card_has_a_known_status"),
            models.CheckConstraint(
                condition=Q(status="given") | Q(back_minor=0, total_minor=F("paid_minor") + F("bonus_minor")),
                name="what_a_card_did_not_give_is_not_refunded",
            ),
            models.UniqueConstraint(fields=["token_digest"], name="a_shown_card_pays_once"),
            models.CheckConstraint(
                condition=Q(paid_minor__gte=0, bonus_minor__gte=0) & Q(total_minor__gte=F("paid_minor") + F("bonus_minor")),
                name="a_card_gives_no_more_than_the_order_costs",
            ),
            models.CheckConstraint(condition=Q(paid_minor__gt=0) | Q(bonus_minor__gt=0), name="a_use_of_a_card_is_of_something"),
            models.CheckConstraint(
                condition=Q(back_minor__gte=0, back_minor__lte=F("total_minor")), name="no_more_comes_back_than_was_paid_with_a_card"
            ),
        ]
        indexes = [
            models.Index(fields=["card", "-at"], name="card_use_by_card"),
            models.Index(fields=["card"], condition=Q(payment_id=None), name="card_use_not_paid_yet"),
            models.Index(fields=["payment_id"], condition=Q(payment_id__isnull=False), name="card_use_by_payment"),
            models.Index(fields=["party_id"], condition=Q(status="aside"), name="card_use_set_aside"),
        ]

    @property
    def card_minor(self) -> int:
        return self.paid_minor + self.bonus_minor


class CardEntry(models.Model):
    """One line of a card's statement: how much paid money and bonus came or went, and what was left then. Written once."""

    class Kind(models.TextChoices):
        BOUGHT = "bought", _("bought")
        USED = "used", _("paid with it")
        BACK = "back", _("came back")
        LAPSED = "lapsed", _("bonus lapsed")
        ENDED = "ended", _("ended, the rest paid back")

    card = models.ForeignKey(PrepaidCard, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    kind = models.TextField(choices=Kind.choices)
    paid_minor = models.BigIntegerField()
    bonus_minor = models.BigIntegerField()
    left_minor = models.BigIntegerField()
    order_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["card", "number"], name="a_cards_entries_are_numbered"),
            models.CheckConstraint(condition=Q(kind__in=["bought", "used", "back", "lapsed", "ended"]), name="a_card_entry_has_a_known_kind"),
            models.CheckConstraint(
                condition=Q(kind__in=["bought", "back"], paid_minor__gte=0, bonus_minor__gte=0)
                | Q(kind__in=["used", "lapsed", "ended"], paid_minor__lte=0, bonus_minor__lte=0),
                name="a_card_entry_has_the_sign_of_its_kind",
            ),
            models.CheckConstraint(condition=~Q(kind="lapsed") | Q(paid_minor=0), name="paid_money_never_lapses"),
            models.CheckConstraint(condition=Q(left_minor__gte=0), name="a_card_is_never_overdrawn"),
        ]

    @property
    def amount_minor(self) -> int:
        return self.paid_minor + self.bonus_minor

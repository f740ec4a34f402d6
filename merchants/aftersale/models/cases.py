"""A case is one claim on one completed order: some of its lines, so much of each."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.ids import uuid7

WAITING = ("applied", "offered", "rejected", "awaiting_return", "returned", "goods_refused")
ENDED = ("done", "withdrawn", "declined")


class Case(models.Model):
    """``due_at`` is when the status it stands in ends by itself: an answer, a return, a refund's next try.

    ``asked_minor`` is what the lines come to, ``offered_minor`` a part of it that the shop or the platform would give,
    ``amount_minor`` what was given in the end, the delivery fee included.
    """

    class Kind(models.TextChoices):
        REFUND_ONLY = "refund_only", _("money back")
        RETURN = "return_and_refund", _("goods back, money back")

    class Status(models.TextChoices):
        APPLIED = "applied", _("waiting for the shop's answer")
        OFFERED = "offered", _("the shop offers a part")
        REJECTED = "rejected", _("refused by the shop")
        ESCALATED = "escalated", _("with the platform")
        AWAITING_RETURN = "awaiting_return", _("agreed; goods to come back")
        RETURNED = "returned", _("goods are on their way back")
        GOODS_REFUSED = "goods_refused", _("returned goods refused")
        REFUNDING = "refunding", _("refund under way")
        DONE = "done", _("refunded")
        WITHDRAWN = "withdrawn", _("withdrawn")
        DECLINED = "declined", _("decided: no refund")

    class Reason(models.TextChoices):
        DAMAGED = "damaged", _("broken or gone bad")
        WRONG = "wrong", _("not what was ordered")
        MISSING = "missing", _("something was missing")
        QUALITY = "quality", _("not as it should be")
        NOT_WANTED = "not_wanted", _("no longer wanted")
        GOODWILL = "goodwill", _("the shop's own wish")
        OTHER = "other", _("another reason")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="after_sales")
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+")
    buyer = models.ForeignKey("identity.Party", on_delete=models.PROTECT, null=True, related_name="+")
    by_shop = models.BooleanField(default=False)
    kind = models.TextField(choices=Kind.choices)
    status = models.TextField(choices=Status.choices)
    reason = models.TextField(choices=Reason.choices)
    note = models.TextField(blank=True)
    asked_minor = models.BigIntegerField()
    offered_minor = models.BigIntegerField(null=True)
    with_delivery_fee = models.BooleanField(default=False)
    amount_minor = models.BigIntegerField(null=True)
    delivery_fee_minor = models.BigIntegerField(default=0)
    goods_back = models.BooleanField(default=False)
    refund_id = models.UUIDField(null=True)
    decision = models.TextField(default="")
    decision_reason = models.TextField(default="")
    decided_by = models.TextField(default="")
    seconded_by = models.TextField(default="")
    applied_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["refund_only", "return_and_refund"]), name="case_has_a_known_kind"),
            models.CheckConstraint(condition=Q(status__in=[*WAITING, "escalated", "refunding", *ENDED]), name="after_sale_has_a_known_status"),
            models.CheckConstraint(
                condition=Q(reason__in=["damaged", "wrong", "missing", "quality", "not_wanted", "goodwill", "other"]),
                name="case_has_a_known_reason",
            ),
            models.CheckConstraint(condition=Q(asked_minor__gt=0), name="case_asks_for_something"),
            models.CheckConstraint(
                condition=Q(offered_minor=None) | Q(offered_minor__gt=0, offered_minor__lte=F("asked_minor")),
                name="an_offer_is_a_part_of_what_is_asked",
            ),
            models.CheckConstraint(condition=~Q(status="offered") | Q(offered_minor__isnull=False), name="an_offer_says_how_much"),
            models.CheckConstraint(condition=~Q(status__in=WAITING) | Q(due_at__isnull=False), name="a_case_that_waits_has_a_deadline"),
            models.CheckConstraint(
                condition=Q(status__in=ENDED, ended_at__isnull=False, due_at=None) | ~Q(status__in=ENDED) & Q(ended_at=None),
                name="an_ended_case_says_when_and_waits_for_nothing",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["refunding", "done"], amount_minor__isnull=False) & (Q(amount_minor=0) | Q(refund_id__isnull=False))
                | ~Q(status__in=["refunding", "done"]) & Q(amount_minor=None, refund_id=None),
                name="money_back_has_a_refund_and_no_other_case_has",
            ),
            models.CheckConstraint(
                condition=Q(amount_minor=None, delivery_fee_minor=0)
                | Q(amount_minor__isnull=False, delivery_fee_minor__gte=0, amount_minor__gte=F("delivery_fee_minor")),
                name="a_delivery_fee_is_a_part_of_the_refund",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_by="") | Q(decision__in=["refund", "decline"]) & ~Q(decision_reason="") & ~Q(decided_by=""),
                name="a_decision_says_who_and_why",
            ),
            models.CheckConstraint(condition=Q(seconded_by="") | ~Q(seconded_by=F("decided_by")), name="a_decision_is_seconded_by_another"),
            models.CheckConstraint(condition=~Q(status="declined") | Q(decision="decline"), name="only_the_platform_declines"),
        ]
        indexes = [
            models.Index(fields=["shop", "status", "due_at"], name="case_by_shop"),
            models.Index(fields=["buyer", "-applied_at"], name="case_by_buyer"),
            models.Index(fields=["order"], name="case_by_order"),
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="case_with_a_deadline"),
            models.Index(fields=["applied_at"], condition=Q(status="escalated"), name="case_with_the_platform"),
        ]

    @property
    def is_open(self) -> bool:
        return self.status not in ENDED

    @property
    def agreed_minor(self) -> int:
        """What both sides, or the platform, settled on, before the refund."""
        return self.asked_minor if self.offered_minor is None else self.offered_minor


class CaseLine(models.Model):
    """So much of one line, and what became of the goods. ``amount_minor`` is given once the money is on its way."""

    class Restock(models.TextChoices):
        SELLABLE = "sellable", _("back on the shelf")
        QUARANTINE = "quarantine", _("set aside to be looked at")
        NOTHING = "nothing", _("not back in stock")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey("orders.Line", on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    asked_minor = models.BigIntegerField()
    amount_minor = models.BigIntegerField(null=True)
    restock = models.TextField(choices=Restock.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "line"], name="a_case_names_a_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0) & Q(asked_minor__gte=0), name="case_line_is_of_something"),
            models.CheckConstraint(condition=Q(amount_minor=None) | Q(amount_minor__gte=0), name="a_line_gives_back_no_less_than_nothing"),
            models.CheckConstraint(condition=Q(restock__in=["", "sellable", "quarantine", "nothing"]), name="goods_go_where_goods_can_go"),
        ]


class Tally(models.Model):
    """How much of an order's line is claimed by cases that stand, and how much of it was granted for how much money.

    Written under the order's lock alone.
    """

    line = models.OneToOneField("orders.Line", on_delete=models.PROTECT, primary_key=True, related_name="after_sale_tally")
    sold = models.DecimalField(max_digits=14, decimal_places=3)
    claimed = models.DecimalField(max_digits=14, decimal_places=3, default=Decimal(0))
    granted = models.DecimalField(max_digits=14, decimal_places=3, default=Decimal(0))
    paid_minor = models.BigIntegerField()
    granted_minor = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(granted__gte=0, claimed__gte=F("granted"), sold__gte=F("claimed")), name="no_more_is_claimed_than_was_sold"
            ),
            models.CheckConstraint(
                condition=Q(granted_minor__gte=0, granted_minor__lte=F("paid_minor")), name="no_more_is_granted_than_was_paid_for_a_line"
            ),
        ]

    @property
    def left(self) -> Decimal:
        return self.sold - self.claimed

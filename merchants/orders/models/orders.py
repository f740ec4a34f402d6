"""An order is one shop's part of an errand: what was asked for, what it costs, where it stands."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.ids import uuid7

from .. import rules


class Order(models.Model):
    """``group`` is where the order is a seat: paid, it waits there (``gathering``) until the group has filled.

    ``round`` is the round in which the order comes to a gate: it waits there too, until the cut-off; ``fee_back_minor`` is what of
    the delivery fee was then over her share, and given back.

    ``point`` is the pickup point to which it is brought and where its buyer collects it; ``point_fee_minor`` is that part of the delivery fee which
    is the point's.

    ``lat`` and ``lng`` (WGS-84) are where a delivery to a door goes, while it has not ended.

    ``table`` is where the buyer sits who is served at her table, by the name that the shop gives it.

    ``tender`` is the method of the payment that paid it; a buyer may be unknown where cash was paid at the counter.

    ``margin_minor`` is held above what was ordered, for goods that are weighed when they are packed; ``weighed_back_minor`` is what of the total
    went back when they were.

    ``accept_by`` is the shop's time to answer, ``prep_minutes`` what its goods take, ``promised_at`` about when they are ready; ``wrong_codes`` were
    tried at the counter. The buyer asked once, at
    ``cancel_asked_at``, to get out of an accepted order; while ``cancel_by`` stands, the shop owes an answer until then.
    """

    class Channel(models.TextChoices):
        CODE = "code", _("at the counter")
        COUNTER = "counter", _("paid at the counter")
        PICKUP = "pickup", _("pickup")
        DELIVERY = "delivery", _("delivery")
        DINE_IN = "dine_in", _("at the table")

    class Status(models.TextChoices):
        PENDING_PAYMENT = "pending_payment", _("waiting for payment")
        GATHERING = "gathering", _("waiting for neighbours")
        PAID = "paid", _("waiting for the shop")
        ACCEPTED = "accepted", _("being prepared")
        READY = "ready", _("ready")
        OUT_FOR_DELIVERY = "out_for_delivery", _("on its way")
        COMPLETED = "completed", _("completed")
        CLOSED = "closed", _("not paid")
        CANCELLED = "cancelled", _("cancelled")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.TextField()
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="orders")
    buyer = models.ForeignKey("identity.Party", on_delete=models.PROTECT, null=True, related_name="+")
    errand_id = models.UUIDField()
    group = models.ForeignKey("groups.Group", on_delete=models.PROTECT, null=True, related_name="orders")
    round = models.ForeignKey("rounds.Round", on_delete=models.PROTECT, null=True, related_name="orders")
    point = models.ForeignKey("points.Point", on_delete=models.PROTECT, null=True, related_name="orders")
    channel = models.TextField(choices=Channel.choices)
    status = models.TextField(choices=Status.choices)
    goods_minor = models.BigIntegerField()
    discount_minor = models.BigIntegerField(default=0)
    subsidy_minor = models.BigIntegerField(default=0)
    delivery_fee_minor = models.BigIntegerField(default=0)
    point_fee_minor = models.BigIntegerField(default=0, db_default=0)
    fee_back_minor = models.BigIntegerField(default=0, db_default=0)
    margin_minor = models.BigIntegerField(default=0, db_default=0)
    weighed_back_minor = models.BigIntegerField(default=0, db_default=0)
    weighed_at = models.DateTimeField(null=True)
    total_minor = models.BigIntegerField()
    currency = models.TextField()
    deliver_to = models.TextField(blank=True)
    lat = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    lng = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    table = models.TextField(blank=True, default="", db_default="")
    note = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    payment_id = models.UUIDField(null=True)
    tender = models.TextField(blank=True)
    placed_at = models.DateTimeField()
    pay_until = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    accept_by = models.DateTimeField(null=True)
    promised_at = models.DateTimeField(null=True)
    slot_from = models.DateTimeField(null=True)
    slot_until = models.DateTimeField(null=True)
    prep_minutes = models.SmallIntegerField(default=15, db_default=15)
    wrong_codes = models.SmallIntegerField(default=0, db_default=0)
    cancel_asked_at = models.DateTimeField(null=True)
    cancel_by = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    ready_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(total_minor=F("goods_minor") - F("discount_minor") + F("delivery_fee_minor") + F("margin_minor")),
                name="order_total_sums_to_the_fen",
            ),
            models.CheckConstraint(condition=Q(goods_minor__gt=0) & Q(delivery_fee_minor__gte=0), name="order_is_of_something"),
            models.CheckConstraint(condition=Q(discount_minor__gte=0) & Q(discount_minor__lt=F("goods_minor")), name="discount_is_part_of_the_goods"),
            models.CheckConstraint(
                condition=Q(subsidy_minor__gte=0) & Q(subsidy_minor__lte=F("discount_minor")), name="subsidy_is_part_of_the_discount"
            ),
            models.CheckConstraint(
                condition=Q(lat=None, lng=None)
                | Q(lat__isnull=False, lng__isnull=False, channel="delivery") & ~Q(status__in=["completed", "closed", "cancelled"]),
                name="where_an_order_goes_is_forgotten_with_its_end",
            ),
            models.CheckConstraint(condition=Q(prep_minutes__gte=0, prep_minutes__lte=1440), name="an_order_is_prepared_within_a_day"),
            models.CheckConstraint(condition=Q(wrong_codes__gte=0, wrong_codes__lte=rules.MOST_TRIES), name="a_buyers_code_has_few_tries"),
            models.CheckConstraint(condition=Q(channel__in=["code", "counter", "pickup", "delivery", "dine_in"]), name="order_has_a_known_channel"),
            models.CheckConstraint(
                condition=Q(
                    status__in=["pending_payment", "gathering", "paid", "accepted", "ready", "out_for_delivery", "completed", "closed", "cancelled"]
                ),
                name="order_has_a_known_status",
            ),
            models.CheckConstraint(
                condition=Q(margin_minor__gte=0, weighed_back_minor__gte=0, weighed_back_minor__lt=F("total_minor"))
                & (Q(weighed_back_minor=0) | Q(weighed_at__isnull=False)),
                name="weighing_gives_back_a_part",
            ),
            models.CheckConstraint(
                condition=Q(margin_minor=0) | Q(weighed_at__isnull=False) | ~Q(status__in=["ready", "out_for_delivery", "completed"]),
                name="what_is_held_for_the_scale_is_weighed_before_it_is_ready",
            ),
            models.CheckConstraint(
                condition=~Q(status="gathering") | Q(group__isnull=False) | Q(round__isnull=False), name="only_an_order_in_company_waits_for_others"
            ),
            models.CheckConstraint(
                condition=Q(fee_back_minor=0) | Q(round__isnull=False, fee_back_minor__gt=0, fee_back_minor__lte=F("delivery_fee_minor")),
                name="a_round_gives_back_a_part_of_the_fee",
            ),
            models.CheckConstraint(
                condition=Q(round=None) | Q(group=None, channel="delivery", slot_from=None), name="what_comes_in_a_round_is_a_delivery"
            ),
            models.CheckConstraint(
                condition=Q(point=None, point_fee_minor=0)
                | Q(point__isnull=False, group=None, round=None, channel="delivery", slot_from=None)
                & Q(point_fee_minor__gt=0, point_fee_minor__lte=F("delivery_fee_minor")),
                name="what_is_collected_at_a_point_is_brought_there_and_pays_it",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["pending_payment", "closed"])
                | Q(paid_at__isnull=False) & Q(payment_id__isnull=False) & (Q(buyer__isnull=False) | Q(channel="counter", tender="cash")),
                name="nothing_is_prepared_before_it_is_paid",
            ),
            models.CheckConstraint(condition=Q(payment_id=None) | ~Q(tender=""), name="a_paid_order_says_how"),
            models.CheckConstraint(condition=~Q(status="completed") | Q(completed_at__isnull=False), name="a_completed_order_says_when"),
            models.CheckConstraint(condition=~Q(channel="delivery") | ~Q(deliver_to=""), name="a_delivery_says_where_to"),
            models.CheckConstraint(
                condition=Q(channel="dine_in") & ~Q(table="") | ~Q(channel="dine_in") & Q(table=""), name="who_sits_at_a_table_says_at_which"
            ),
            models.CheckConstraint(
                condition=~Q(channel="dine_in") | Q(delivery_fee_minor=0, deliver_to="", slot_from=None),
                name="nothing_is_brought_to_a_table_from_afar",
            ),
            models.CheckConstraint(
                condition=Q(slot_from=None, slot_until=None) | Q(slot_from__isnull=False, slot_until__isnull=False, slot_until__gt=F("slot_from")),
                name="an_order_for_a_slot_says_from_and_until",
            ),
            models.CheckConstraint(
                condition=Q(cancel_by=None) | Q(cancel_asked_at__isnull=False, status__in=["accepted", "ready"]),
                name="only_an_order_in_work_waits_for_leave_to_cancel",
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "status", "-placed_at"], name="order_by_shop_and_status"),
            models.Index(
                fields=["shop", "paid_at"],
                include=["total_minor", "weighed_back_minor", "status"],
                condition=Q(paid_at__isnull=False),
                name="order_by_shop_and_day",
            ),
            models.Index(fields=["shop", "-completed_at"], condition=Q(status="completed"), name="order_by_shop_and_completion"),
            models.Index(fields=["buyer", "-placed_at"], name="order_by_buyer"),
            models.Index(fields=["errand_id"], name="order_by_errand"),
            models.Index(fields=["pay_until"], condition=Q(status="pending_payment"), name="order_waiting_for_payment"),
            models.Index(fields=["accept_by"], condition=Q(status="paid"), name="order_waiting_for_the_shop"),
            models.Index(fields=["accept_by"], condition=Q(status="cancelled", reason="not_accepted"), name="order_missed_by_the_shop"),
            models.Index(fields=["group"], condition=Q(status="gathering"), name="order_waiting_for_its_group"),
            models.Index(fields=["round", "shop"], condition=Q(round__isnull=False), name="order_in_a_round"),
            models.Index(fields=["cancel_by"], condition=Q(cancel_by__isnull=False), name="order_asked_to_be_cancelled"),
            models.Index(fields=["sent_at"], condition=Q(status="out_for_delivery"), name="order_on_its_way"),
        ]

    @property
    def place(self) -> tuple[Decimal, Decimal] | None:
        """Where it goes, while that is known."""
        return (self.lat, self.lng) if self.lat is not None and self.lng is not None else None

    @property
    def takes_codes(self) -> bool:
        """Whether the counter may try one more code."""
        return self.wrong_codes < rules.MOST_TRIES

    @property
    def is_fetched(self) -> bool:
        """Whether a buyer who paid through the platform comes for it, with the code that her page shows; who rang up has no page."""
        return self.channel == self.Channel.PICKUP and self.buyer_id is not None and self.tender not in rules.OUTSIDE

    @property
    def off_shown(self) -> int:
        """The discount as it changes what the buyer pays."""
        return -self.discount_minor

    @property
    def back_shown(self) -> int:
        """What a round gave back, as it changes what the buyer pays."""
        return -self.fee_back_minor

    @property
    def net_fee_minor(self) -> int:
        """What bringing it costs, without what a round gave back."""
        return self.delivery_fee_minor - self.fee_back_minor

    @property
    def shop_fee_minor(self) -> int:
        """What of that is the shop's own, who may give it back."""
        return self.net_fee_minor - self.point_fee_minor

    @property
    def net_total_minor(self) -> int:
        """What the buyer has paid, without what a round or the scale gave back."""
        return self.total_minor - self.fee_back_minor - self.weighed_back_minor

    @property
    def weighed_back_shown(self) -> int:
        """What the scale gave back, as it changes what the buyer pays."""
        return -self.weighed_back_minor

    @property
    def waits_for_the_scale(self) -> bool:
        """Whether it can't be ready before it is weighed."""
        return self.margin_minor > 0 and self.weighed_at is None

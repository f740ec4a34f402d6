"""An order is one shop's part of an errand: what was asked for, what it costs, where it stands."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.names import in_language
from ecosystem.kernel.taxes import MOST_TAX_BP
from ecosystem.kernel.weights import MASS


class Order(models.Model):
    """``group`` is where the order is a seat: paid, it waits there (``gathering``) until the group has filled.

    ``round`` is the round in which the order comes to a gate: it waits there too, until the cut-off; ``fee_back_minor`` is what of
    the delivery fee was then over her share, and given back.

    ``point`` is the pickup point to which it is brought and where its buyer collects it; ``point_fee_minor`` is that part of the delivery fee which
    is the point's.

    ``table`` is where the buyer sits who is served at her table, by the name that the shop gives it.

    ``tender`` is the method of the payment that paid it; a buyer may be unknown where cash was paid at the counter.

    ``margin_minor`` is held above what was ordered, for goods that are weighed when they are packed; ``weighed_back_minor`` is what of the total
    went back when they were.

    ``accept_by`` is the shop's time to answer, ``promised_at`` about when the goods are ready. The buyer asked once, at
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


class Line(models.Model):
    """One article of an order, with its name and price as they were; frozen at placement.

    ``subsidy_minor`` is what others than the shop bear of ``discount_minor``.

    ``unit_minor`` is the price of one ``unit`` with all choices; ``modifiers_minor`` is the choices' part of it.

    ``tax_bp`` is the tax that its price holds, as the article said it; without one, what the merchant's terms of the day say.

    ``margin_minor`` is the most that its weight may come to above ``gross_minor``; ``weighed`` is what it weighed, in its unit, and
    ``weighed_minor`` what it costs more, or less, for that.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="+")
    name_zh = models.TextField()
    name_en = models.TextField()
    unit_minor = models.BigIntegerField()
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    gross_minor = models.BigIntegerField()
    size = models.TextField(blank=True)
    unit = models.TextField(default="piece")
    modifiers = models.JSONField(default=list)
    modifiers_minor = models.BigIntegerField(default=0)
    tax_bp = models.PositiveSmallIntegerField(null=True)
    discount_minor = models.BigIntegerField(default=0)
    subsidy_minor = models.BigIntegerField(default=0)
    margin_minor = models.BigIntegerField(default=0, db_default=0)
    weighed = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    weighed_minor = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="order_lines_are_numbered"),
            models.CheckConstraint(condition=Q(quantity__gt=0) & Q(unit_minor__gt=0) & Q(gross_minor__gt=0), name="order_line_is_of_something"),
            models.CheckConstraint(condition=Q(tax_bp=None) | Q(tax_bp__lte=MOST_TAX_BP), name="a_line_holds_less_tax_than_half"),
            models.CheckConstraint(condition=Q(modifiers_minor__lt=F("unit_minor")), name="an_order_line_costs_something_before_its_choices"),
            models.CheckConstraint(condition=Q(discount_minor__gte=0) & Q(discount_minor__lte=F("gross_minor")), name="line_discount_is_part_of_it"),
            models.CheckConstraint(
                condition=Q(subsidy_minor__gte=0) & Q(subsidy_minor__lte=F("discount_minor")), name="line_subsidy_is_part_of_its_discount"
            ),
            models.CheckConstraint(
                condition=Q(weighed=None, weighed_minor=0, margin_minor__gte=0)
                | Q(
                    weighed__gt=0, margin_minor__gte=0, weighed_minor__lte=F("margin_minor"), weighed_minor__gt=F("discount_minor") - F("gross_minor")
                ),
                name="a_line_weighs_something_and_no_more_than_was_held",
            ),
        ]

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)

    @property
    def choices(self) -> list[str]:
        """What was chosen with it, as one reads it."""
        names = [(in_language(one["name_zh"], one["name_en"]), one["times"]) for one in self.modifiers]
        return [f"{name} ×{times}" if times > 1 else name for name, times in names]

    @property
    def paid_minor(self) -> int:
        """What the buyer pays for the line."""
        return self.gross_minor - self.discount_minor + self.weighed_minor

    @property
    def by_weight(self) -> bool:
        return self.unit in MASS

    @property
    def most_minor(self) -> int:
        """What it may come to before what is taken off."""
        return self.gross_minor + self.margin_minor

    @property
    def sold(self) -> Decimal:
        """How much of it changes hands: what it weighed, else what was ordered."""
        return self.quantity if self.weighed is None else self.weighed

    @property
    def sold_minor(self) -> int:
        """What it comes to before what is taken off."""
        return self.gross_minor + self.weighed_minor

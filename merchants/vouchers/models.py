"""What a shop sells ahead: products of so many uses, vouchers in people's hands, and every use.

What was paid lies in the bank's custody, not with the shop: a use releases its part, and what is not used goes back.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.ids import uuid7


class Product(models.Model):
    """So many uses of one article for one price. Its terms never change: what people hold was sold by them."""

    class Status(models.TextChoices):
        ON_SALE = "on_sale", _("on sale")
        STOPPED = "stopped", _("no longer sold")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="voucher_products")
    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="+")
    name = models.TextField()
    uses = models.PositiveSmallIntegerField()
    price_minor = models.BigIntegerField()
    valid_days = models.PositiveSmallIntegerField()
    status = models.TextField(choices=Status.choices, default=Status.ON_SALE)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="voucher_product_has_a_name"),
            models.CheckConstraint(condition=Q(uses__gte=1, uses__lte=500), name="a_voucher_is_of_one_use_or_more"),
            models.CheckConstraint(condition=Q(price_minor__gte=F("uses")), name="each_use_of_a_voucher_costs_something"),
            models.CheckConstraint(condition=Q(valid_days__gte=1, valid_days__lte=1095), name="a_voucher_is_good_for_three_years_at_most"),
            models.CheckConstraint(condition=Q(status__in=["on_sale", "stopped"]), name="voucher_product_has_a_known_status"),
        ]
        indexes = [models.Index(fields=["shop", "status"], name="voucher_product_by_shop")]


class Voucher(models.Model):
    """``code_digest`` is a keyed hash of the code, which nobody can read again; ``last4`` is what people tell it apart by.

    ``released_minor`` went to the shop with its uses, ``refunded_minor`` back to the payer; the rest is in custody.
    """

    class Status(models.TextChoices):
        PENDING = "pending", _("waiting for payment")
        ISSUED = "issued", _("can be used")
        REDEEMED = "redeemed", _("used up")
        REFUNDED = "refunded", _("refunded")
        EXPIRED = "expired", _("expired, the rest refunded")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="vouchers")
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey("identity.Party", on_delete=models.PROTECT, related_name="+")
    code_digest = models.BinaryField(max_length=32)
    last4 = models.TextField()
    uses = models.PositiveSmallIntegerField()
    remaining = models.PositiveSmallIntegerField()
    price_minor = models.BigIntegerField()
    released_minor = models.BigIntegerField(default=0)
    refunded_minor = models.BigIntegerField(default=0)
    status = models.TextField(choices=Status.choices, default=Status.PENDING)
    reason = models.TextField(default="")
    payment_id = models.UUIDField(null=True)
    bought_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code_digest"], name="a_voucher_code_is_given_once"),
            models.CheckConstraint(condition=Q(last4__regex=r"^[0-9A-Z]{4}$"), name="last_four_are_four"),
            models.CheckConstraint(condition=Q(remaining__lte=F("uses")), name="no_more_is_left_of_a_voucher_than_it_had"),
            models.CheckConstraint(
                condition=Q(released_minor__gte=0, refunded_minor__gte=0) & Q(price_minor__gte=F("released_minor") + F("refunded_minor")),
                name="no_more_leaves_custody_than_was_paid",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["pending", "issued", "redeemed", "refunded", "expired"]), name="voucher_has_a_known_status"
            ),
            models.CheckConstraint(condition=Q(status="pending") | Q(payment_id__isnull=False), name="a_voucher_is_issued_once_it_is_paid"),
            models.CheckConstraint(
                condition=~Q(status="redeemed") | Q(remaining=0, released_minor=F("price_minor")), name="a_used_up_voucher_is_all_released"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["refunded", "expired"]) | Q(price_minor=F("released_minor") + F("refunded_minor")),
                name="an_ended_voucher_leaves_nothing_in_custody",
            ),
        ]
        indexes = [
            models.Index(fields=["holder", "-bought_at"], name="voucher_by_holder"),
            models.Index(fields=["shop", "status"], name="voucher_by_shop"),
            models.Index(fields=["expires_at"], condition=Q(status="issued"), name="voucher_waiting_to_expire"),
        ]


class Redemption(models.Model):
    """One use: which, where, by whom, for how much, and the order that it became. Undone within minutes, or never.

    ``shown_at`` is when the code on the holder's screen was made, where one was scanned: it takes one use. ``taken_at`` is the
    till's own clock, where the use was taken without a network and sent in ``at``.

    ``payment_id`` is set by the payment out of custody, in the transaction that takes the use; ``refund_id`` by the way back
    into custody, in the one that undoes it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT, related_name="redemptions")
    number = models.PositiveSmallIntegerField()
    amount_minor = models.BigIntegerField()
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+")
    order_id = models.UUIDField()
    payment_id = models.UUIDField(null=True)
    by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    refund_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["voucher", "number"], condition=Q(undone_at=None), name="each_use_of_a_voucher_is_taken_once"),
            models.UniqueConstraint(fields=["voucher", "shown_at"], condition=Q(undone_at=None), name="a_code_on_a_screen_takes_one_use"),
            models.CheckConstraint(
                condition=Q(taken_at=None) | Q(shown_at__isnull=False, taken_at__lte=F("at")), name="only_a_signed_code_is_taken_without_a_network"
            ),
            models.UniqueConstraint(fields=["order_id"], name="an_order_is_one_use_of_a_voucher"),
            models.UniqueConstraint(fields=["payment_id"], name="a_use_is_paid_once"),
            models.UniqueConstraint(fields=["refund_id"], name="a_use_goes_back_into_custody_once"),
            models.CheckConstraint(condition=Q(refund_id=None) | Q(undone_at__isnull=False), name="only_an_undone_use_goes_back_into_custody"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0) & Q(number__gte=1), name="redemption_is_of_something"),
            models.CheckConstraint(condition=Q(undone_at=None, undone_by=None) | Q(undone_at__gte=F("at")), name="a_use_is_undone_after_it_was"),
        ]

"""One way from the shop to the buyer, by one rider; a second ride is a second delivery. What proves how it ended."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.names import in_language

from . import rules

# Whose side a failure is on, and what follows from it, in words.
SIDES: Mapping[str, Promise | str] = {
    rules.BUYER: _("on the buyer's side"),
    rules.SHOP: _("on the shop's side"),
    rules.RIDER: _("on the rider's side"),
    rules.NOBODY: _("on nobody's side"),
}
FOLLOWS: Mapping[str, Promise | str] = {
    rules.AGAIN: _("try again, or take it back to the shop"),
    rules.BACK: _("take it back to the shop; it sees what to do"),
    rules.REFUND: _("take back what is left; the buyer gets her money"),
}


COURIERS: Mapping[str, Promise | str] = {"simulated_courier": _("Practice couriers")}


def courier_label(name: str) -> Promise | str:
    """A firm as people call it."""
    return COURIERS.get(name, name)


class Delivery(models.Model):
    """By a ``rider`` of the shop's, or by the firm that ``courier`` names.

    ``wrong_codes`` counts wrong tries at the door; ``failures`` how often this ride failed, ``failed_for`` why the last time (one of
    ``rules.FAILURES``), ``note`` what the rider adds. ``proof`` is what a delivery that was handed over rests on, ``place``
    whether the rider's phone was near the door then: never where it was.
    """

    class Status(models.TextChoices):
        ASSIGNED = "assigned", _("given to a rider")
        ACCEPTED = "accepted", _("the rider comes")
        AT_STORE = "at_store", _("the rider is in the shop")
        PICKED_UP = "picked_up", _("on its way to the buyer")
        DELIVERED = "delivered", _("handed to the buyer")
        FAILED = "failed", _("not handed over, on its way back")
        RETURNED = "returned", _("back in the shop")
        DECLINED = "declined", _("declined by the rider")
        WITHDRAWN = "withdrawn", _("taken from the rider")

    class Failure(models.TextChoices):
        NOBODY_THERE = "nobody_there", _("nobody is there")
        NO_WAY_IN = "no_way_in", _("no way into the house or the estate")
        LATER = "later", _("the buyer wants it later")
        WRONG_ADDRESS = "wrong_address", _("the address is wrong")
        REFUSED = "refused", _("the buyer does not take it")
        WRONG_GOODS = "wrong_goods", _("these are not the goods that were ordered")
        DAMAGED = "damaged", _("the goods are damaged")
        ACCIDENT = "accident", _("an accident on the way")
        OTHER = "other", _("another reason")

    class Proof(models.TextChoices):
        CODE = rules.CODE, _("the buyer's code")
        PHOTO = rules.PHOTO, _("a picture at the door")
        COURIER = rules.COURIER, _("the courier's word")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="deliveries")
    rider = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    courier = models.TextField(default="", db_default="", blank=True)
    status = models.TextField(choices=Status.choices)
    wrong_codes = models.SmallIntegerField(default=0)
    failures = models.SmallIntegerField(default=0, db_default=0)
    failed_for = models.TextField(choices=Failure.choices, default="", blank=True)
    note = models.TextField(default="", blank=True)
    proof = models.TextField(choices=Proof.choices, default="", db_default="", blank=True)
    place = models.TextField(default="", db_default="", blank=True)
    assigned_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    picked_up_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order"], condition=Q(status__in=rules.OPEN), name="an_order_is_brought_by_one_at_a_time"),
            models.CheckConstraint(condition=Q(status__in=[*rules.BEFORE, "assigned"]), name="a_delivery_has_a_known_status"),
            models.CheckConstraint(
                condition=Q(rider__isnull=False, courier="") | Q(rider=None) & ~Q(courier=""), name="a_delivery_is_a_riders_or_a_couriers"
            ),
            models.CheckConstraint(condition=Q(wrong_codes__gte=0, wrong_codes__lte=rules.MOST_TRIES), name="a_door_code_has_few_tries"),
            models.CheckConstraint(
                condition=Q(failed_at=None, failed_for="", failures=0)
                | Q(failed_at__isnull=False, failed_for__in=rules.REASONS, failures__gte=1, failures__lte=rules.MOST_FAILURES),
                name="a_failed_delivery_says_why",
            ),
            models.CheckConstraint(
                condition=Q(status="delivered", proof__in=rules.PROOFS) | ~Q(status="delivered") & Q(proof=""),
                name="what_is_handed_over_is_proved_and_nothing_else",
            ),
            models.CheckConstraint(
                condition=Q(place="") | Q(place__in=[rules.NEAR, rules.FAR], status="delivered"), name="only_what_is_handed_over_was_near_or_far"
            ),
            models.CheckConstraint(
                condition=Q(status__in=rules.OPEN, ended_at=None) | ~Q(status__in=rules.OPEN) & Q(ended_at__isnull=False),
                name="a_delivery_that_is_over_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["picked_up", "delivered", "failed", "returned"]) | Q(picked_up_at__isnull=False),
                name="nothing_is_brought_before_it_is_picked_up",
            ),
        ]
        indexes = [
            models.Index(fields=["order", "-assigned_at"], name="delivery_by_order"),
            models.Index(fields=["rider"], condition=Q(status__in=rules.OPEN), name="delivery_under_way"),
        ]

    @property
    def brought_by(self) -> str:
        """Her name, or the firm's."""
        if self.rider is None:
            return str(courier_label(self.courier))
        return in_language(self.rider.party.name_zh, self.rider.party.name_en)

    @property
    def failing(self) -> rules.Failing:
        """What is known of the reason for which it failed last. Raises ``KeyError`` where it never did."""
        return rules.FAILURES[self.failed_for]

    @property
    def side_shown(self) -> Promise | str:
        return SIDES[self.failing.side]

    @property
    def follows_shown(self) -> Promise | str:
        return FOLLOWS[self.failing.follows]

    @property
    def may_try_again(self) -> bool:
        """Whether its rider may ring once more before she takes it back."""
        return self.status == self.Status.FAILED and rules.may_try_again(self.failed_for, self.failures)


class DoorLeave(models.Model):
    """The buyer's word that what is brought may be left at her door; her order stands in its place."""

    order = models.OneToOneField("orders.Order", on_delete=models.PROTECT, primary_key=True, related_name="+")
    said_at = models.DateTimeField()


class Photo(models.Model):
    """What a rider showed, for the buyer, the shop and the rider alone. ``of`` is what it proves, ``name`` where the store keeps it."""

    class Of(models.TextChoices):
        LEFT = "left", _("where it was left")
        FAILED = "failed", _("why it failed")
        HANDED = "handed", _("where it was handed over")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="photos")
    of = models.TextField(choices=Of.choices)
    kind = models.TextField()
    size = models.PositiveIntegerField()
    digest = models.BinaryField(max_length=32)
    name = models.TextField()
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(of__in=["left", "failed", "handed"]), name="a_riders_picture_says_what_of"),
            models.CheckConstraint(condition=Q(kind__in=["image/jpeg", "image/png"]), name="a_rider_shows_pictures"),
            models.CheckConstraint(condition=Q(size__gt=0, size__lte=5 * 1024 * 1024), name="a_riders_picture_is_at_most_five_megabytes"),
            models.UniqueConstraint(fields=["delivery", "digest"], name="a_riders_picture_is_kept_once"),
        ]

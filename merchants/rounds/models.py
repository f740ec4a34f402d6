"""Estate rounds (拼单配送): orders of several shops that come to one gate at one time and share what bringing them costs.

A seat is one order in a round. Who takes it pays the share of the least number of people, and gets back at the cut-off what is
over her share of those who came.
"""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.ids import uuid7

from . import rules


class Round(models.Model):
    """One gate, one time, one fee. Its terms never change: people joined by them.

    ``least`` is by how many the fee is shared at the very least, ``most`` how many seats there are. ``seats_taken`` counts who
    sits in it, paid or not; ``seats_paid`` who has paid. ``shared_minor`` is what the people bear of the fee once the round is
    closed, ``borne_minor`` what its shops do without because too few came.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("open to join")
        CLOSED = "closed", _("shared out")
        CALLED_OFF = "called_off", _("called off")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="rounds_opened")
    landmark = models.ForeignKey("places.Landmark", on_delete=models.PROTECT, related_name="+")
    code = models.TextField()
    gate = models.TextField()
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    cuts_off_at = models.DateTimeField()
    fee_minor = models.BigIntegerField()
    least = models.PositiveSmallIntegerField()
    most = models.PositiveSmallIntegerField()
    seats_taken = models.PositiveSmallIntegerField(default=0)
    seats_paid = models.PositiveSmallIntegerField(default=0)
    status = models.TextField(choices=Status.choices, default=Status.OPEN)
    reason = models.TextField(default="", blank=True)
    shared_minor = models.BigIntegerField(default=0)
    borne_minor = models.BigIntegerField(default=0)
    opened_at = models.DateTimeField()
    warned_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="a_round_code_is_given_once"),
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9A-Z]{8}$"), name="a_round_code_is_eight_letters"),
            models.CheckConstraint(condition=~Q(gate=""), name="a_round_says_at_which_gate"),
            models.CheckConstraint(condition=Q(begins_at__gte=F("cuts_off_at"), ends_at__gt=F("begins_at")), name="a_round_comes_after_its_cut_off"),
            models.CheckConstraint(condition=Q(fee_minor__gt=0), name="bringing_a_round_costs_something"),
            models.CheckConstraint(
                condition=Q(least__gte=2, most__gte=F("least"), most__lte=rules.MOST_PEOPLE), name="a_round_is_shared_by_two_or_more"
            ),
            models.CheckConstraint(condition=Q(seats_taken__lte=F("most")), name="round_seats_never_oversold"),
            models.CheckConstraint(condition=Q(seats_paid__lte=F("seats_taken")), name="nobody_pays_for_a_round_she_is_not_in"),
            models.CheckConstraint(condition=Q(status__in=["open", "closed", "called_off"]), name="round_has_a_known_status"),
            models.CheckConstraint(
                condition=Q(status="closed", borne_minor__gte=0, shared_minor__gt=0, shared_minor=F("fee_minor") - F("borne_minor"))
                | ~Q(status="closed") & Q(shared_minor=0, borne_minor=0),
                name="a_closed_round_is_paid_to_the_fen",
            ),
            models.CheckConstraint(condition=Q(status="open") ^ Q(decided_at__isnull=False), name="a_decided_round_says_when"),
        ]
        indexes = [
            models.Index(fields=["cuts_off_at"], condition=Q(status="open"), name="round_open_by_cut_off"),
            models.Index(fields=["landmark", "cuts_off_at"], name="round_by_landmark"),
        ]

    @property
    def share_most_minor(self) -> int:
        """What a seat costs when it is taken; nobody pays more in the end."""
        return rules.share_most(self.fee_minor, self.least)

    @property
    def share_now_minor(self) -> int:
        """The largest share if nobody else came."""
        return max(rules.share_out(self.fee_minor, least=self.least, people=max(self.seats_paid, 1)).shares)

    @property
    def seats_left(self) -> int:
        return self.most - self.seats_taken

    @property
    def seats_waiting(self) -> int:
        """Kept for people who are paying."""
        return self.seats_taken - self.seats_paid

    @property
    def people_missing(self) -> int:
        """How many more until the people bear the whole fee."""
        return max(self.least - self.seats_paid, 0)

    @property
    def shops(self) -> list[UUID]:
        """The shops that come with it."""
        return sorted(serving.shop_id for serving in self.servings.all())

    @property
    def deliver_to(self) -> str:
        """What stands on its orders."""
        return f"{self.landmark.name_zh} {self.gate}"


class Serving(models.Model):
    """A shop whose orders come with a round."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="servings")
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="rounds_served")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "shop"], name="a_shop_serves_a_round_once")]
        indexes = [models.Index(fields=["shop", "-since"], name="round_by_serving_shop")]


class Seat(models.Model):
    """One order in a round. ``paid_minor`` is what she paid for bringing it, ``share_minor`` her share once the round is closed.

    ``left`` once she is out of it before that; an order that is cancelled afterwards keeps its seat, and nobody else's share moves.
    """

    class Status(models.TextChoices):
        HELD = "held", _("waiting for payment")
        PAID = "paid", _("paid")
        LEFT = "left", _("given up")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="seats")
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+")
    buyer = models.ForeignKey("identity.Party", on_delete=models.PROTECT, related_name="+")
    order_id = models.UUIDField()
    status = models.TextField(choices=Status.choices, default=Status.HELD)
    paid_minor = models.BigIntegerField()
    share_minor = models.BigIntegerField(null=True)
    taken_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order_id"], name="a_round_seat_is_one_order"),
            models.CheckConstraint(condition=Q(status__in=["held", "paid", "left"]), name="round_seat_has_a_known_status"),
            models.CheckConstraint(
                condition=Q(share_minor=None) | Q(status="paid", share_minor__gte=0, share_minor__lte=F("paid_minor")),
                name="nobody_bears_more_of_a_round_than_she_saw",
            ),
            models.CheckConstraint(condition=Q(paid_minor__gt=0), name="a_seat_in_a_round_costs_something"),
            models.CheckConstraint(condition=~Q(status="paid") | Q(paid_at__isnull=False), name="a_paid_round_seat_says_when"),
            models.CheckConstraint(condition=Q(status="left") ^ Q(left_at=None), name="a_round_seat_given_up_says_when"),
        ]
        indexes = [
            models.Index(fields=["round", "shop"], name="round_seat_by_round"),
            models.Index(fields=["buyer", "-taken_at"], name="round_seat_by_buyer"),
        ]

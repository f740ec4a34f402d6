"""What happened to a case, in words and pictures. Written once, never changed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.ids import uuid7


class Step(models.Model):
    """Something that one side did or said. ``by`` is the actor's stable name."""

    class Side(models.TextChoices):
        BUYER = "buyer", _("buyer")
        SHOP = "shop", _("shop")
        PLATFORM = "platform", _("platform")

    class Act(models.TextChoices):
        APPLY = "apply", _("asked for money back")
        SAY = "say", _("wrote")
        WITHDRAW = "withdraw", _("took the request back")
        AGREE = "agree", _("agreed")
        REJECT = "reject", _("refused the request")
        OFFER = "offer", _("offered a part")
        TAKE_OFFER = "take_offer", _("took the offer")
        LEAVE_OFFER = "leave_offer", _("did not take the offer")
        SEND_BACK = "send_back", _("sent the goods back")
        ACCEPT_GOODS = "accept_goods", _("took the goods back")
        REFUSE_GOODS = "refuse_goods", _("refused the returned goods")
        PUT_AWAY = "put_away", _("decided where the goods go")
        ESCALATE = "escalate", _("asked the platform")
        PROPOSE = "propose", _("decided; a second person looks at it")
        DECIDE = "decide", _("decided")
        DISAGREE = "disagree", _("sent the decision back")
        REFUND = "refund", _("gave the money back")
        FAIL = "fail", _("could not give the money back yet")
        REFUNDED = "refunded", _("the money is back")

    case = models.ForeignKey("aftersale.Case", on_delete=models.PROTECT, related_name="steps")
    act = models.TextField(choices=Act.choices)
    side = models.TextField(choices=Side.choices)
    by = models.TextField()
    text = models.TextField(blank=True)
    amount_minor = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(side__in=["buyer", "shop", "platform"]), name="a_step_is_of_a_known_side"),
            models.CheckConstraint(condition=~Q(act="say") | ~Q(text=""), name="who_says_something_says_something"),
        ]
        indexes = [models.Index(fields=["case", "id"], name="step_by_case")]

    @property
    def by_itself(self) -> bool:
        """Nobody did it: a deadline passed."""
        return self.by.startswith("platform/")


class Photo(models.Model):
    """Evidence, for the two sides and the platform alone. ``name`` is where the store keeps it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("aftersale.Case", on_delete=models.PROTECT, related_name="photos")
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="photos")
    side = models.TextField()
    kind = models.TextField()
    size = models.PositiveIntegerField()
    digest = models.BinaryField(max_length=32)
    name = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["image/jpeg", "image/png"]), name="evidence_is_a_picture"),
            models.CheckConstraint(condition=Q(size__gt=0, size__lte=5 * 1024 * 1024), name="evidence_is_at_most_five_megabytes"),
            models.UniqueConstraint(fields=["case", "side", "digest"], name="a_picture_is_shown_once_by_a_side"),
        ]

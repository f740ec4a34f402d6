"""Who is asked to join, how far each role may go alone, and what proves at the till who sells."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.ids import uuid7

ROLES = ["owner", "manager", "clerk", "cashier", "stock_keeper", "buyer", "accountant", "rider"]
LIMITED_ROLES = [role for role in ROLES if role != "owner"]


class Invitation(models.Model):
    """A role offered to whoever holds the signed link, once. ``places`` are shops; none means all of the party's."""

    class Status(models.TextChoices):
        OPEN = "open", _("not answered yet")
        ACCEPTED = "accepted", _("accepted")
        WITHDRAWN = "withdrawn", _("withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey("identity.Party", on_delete=models.PROTECT, related_name="+")
    role = models.TextField()
    places = ArrayField(models.UUIDField(), null=True)
    contact = models.TextField()
    status = models.TextField(choices=Status.choices, default=Status.OPEN)
    invited_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=ROLES), name="invitation_is_to_a_known_role"),
            models.CheckConstraint(condition=Q(status__in=["open", "accepted", "withdrawn"]), name="invitation_has_a_known_status"),
            models.CheckConstraint(condition=~Q(contact=""), name="invitation_is_to_somebody"),
            models.CheckConstraint(
                condition=(Q(places=None) | Q(places__len__gt=0)) & (~Q(role="owner") | Q(places=None)), name="invitation_is_to_some_place"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("invited_at")), name="invitation_lasts_a_while"),
            models.CheckConstraint(
                condition=Q(status="open", answered_by=None, answered_at=None)
                | ~Q(status="open") & Q(answered_by__isnull=False, answered_at__isnull=False),
                name="an_answered_invitation_says_by_whom",
            ),
        ]
        indexes = [models.Index(fields=["party", "-invited_at"], name="invitation_by_party")]


class Threshold(models.Model):
    """How far a role may go at a shop without asking; what is ``None`` has no limit. An owner asks nobody.

    ``discount_bp`` and ``override_bp`` are parts of a line and of the shelf's price, ``dearer_bp`` how far a supplier's price may be above
    the one agreed before; amounts are minor units; ``below_nothing`` is how far below nothing a sale may leave a shelf, in its unit.
    """

    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="thresholds")
    role = models.TextField()
    discount_bp = models.IntegerField(null=True)
    override_bp = models.IntegerField(null=True)
    refund_minor = models.BigIntegerField(null=True)
    purchase_minor = models.BigIntegerField(null=True)
    dearer_bp = models.IntegerField(null=True)
    below_nothing = models.DecimalField(max_digits=14, decimal_places=3, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "role"], name="a_role_has_one_threshold_a_shop"),
            models.CheckConstraint(condition=Q(role__in=LIMITED_ROLES), name="threshold_is_of_a_limited_role"),
            models.CheckConstraint(
                condition=Q(discount_bp=None) | Q(discount_bp__gte=0, discount_bp__lte=10_000), name="discount_threshold_is_a_part"
            ),
            models.CheckConstraint(
                condition=Q(override_bp=None) | Q(override_bp__gte=0, override_bp__lte=10_000), name="override_threshold_is_a_part"
            ),
            models.CheckConstraint(condition=Q(dearer_bp=None) | Q(dearer_bp__gte=0, dearer_bp__lte=10_000), name="dearer_threshold_is_a_part"),
            models.CheckConstraint(condition=Q(below_nothing=None) | Q(below_nothing__gte=0), name="below_nothing_threshold_is_not_negative"),
            models.CheckConstraint(
                condition=(Q(refund_minor=None) | Q(refund_minor__gte=0)) & (Q(purchase_minor=None) | Q(purchase_minor__gte=0)),
                name="threshold_amounts_are_not_negative",
            ),
        ]


class Pin(models.Model):
    """What a person types at the till of one shop to say that it is she. Kept hashed; tries are counted in the row."""

    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    hashed = models.TextField()
    failed = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "person"], name="a_person_has_one_pin_a_shop"),
            models.CheckConstraint(condition=Q(hashed__contains="$"), name="a_pin_is_kept_hashed"),
        ]

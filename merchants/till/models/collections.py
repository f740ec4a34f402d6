"""Money that came by a shop's static code: the payer said how much, and nobody what for."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.ids import uuid7


class Collection(models.Model):
    """Waits in the shop's account ``collected`` until it is linked to a sale or a tab, or booked as a sale without articles."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("under way")
        RECEIVED = "received", _("not linked yet")
        LINKED = "linked", _("linked")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+")
    payer = models.ForeignKey("identity.Party", on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    note = models.TextField(blank=True)
    status = models.TextField(choices=Status.choices)
    payment_id = models.UUIDField(null=True)
    order_id = models.UUIDField(null=True, unique=True)
    tab_payment_id = models.UUIDField(null=True, unique=True)
    linked_by = models.TextField(blank=True)
    made_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    linked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="collection_is_of_something"),
            models.CheckConstraint(condition=Q(status__in=["waiting", "received", "linked"]), name="collection_has_a_known_status"),
            models.CheckConstraint(
                condition=Q(status="waiting") | Q(received_at__isnull=False, payment_id__isnull=False), name="a_received_collection_was_paid"
            ),
            models.CheckConstraint(
                condition=Q(status="linked", linked_at__isnull=False, order_id__isnull=False, tab_payment_id=None)
                | Q(status="linked", linked_at__isnull=False, order_id=None, tab_payment_id__isnull=False)
                | ~Q(status="linked") & Q(order_id=None, tab_payment_id=None),
                name="a_linked_collection_is_for_one_thing",
            ),
        ]
        indexes = [models.Index(fields=["shop", "received_at"], condition=Q(status="received"), name="collection_not_linked")]

"""What of a line is set aside for which purchase, and what was drawn for it. The purchase is another wing's: its id is all we know."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import Q

from ecosystem.identity.public import Party
from ecosystem.kernel.ids import uuid7
from lending.limits.public import LimitNode
from lending.loans.public import Draw


class Earmark(models.Model):
    """Headroom set aside for one document until ``hold_until``. Whoever changes it holds its limit node, root to leaf.

    ``turn`` numbers its reservations: another amount is another reservation.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    document_id = models.UUIDField(unique=True)
    borrower = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    limit_node = models.ForeignKey(LimitNode, on_delete=models.PROTECT, related_name="+")
    aside_minor = models.BigIntegerField(default=0)
    turn = models.PositiveIntegerField(default=0)
    hold_until = models.DateField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(aside_minor__gte=0), name="nothing_negative_is_set_aside"),
            models.CheckConstraint(condition=Q(aside_minor=0) | Q(turn__gt=0), name="what_is_set_aside_is_reserved"),
        ]
        indexes = [
            models.Index(fields=["hold_until"], condition=Q(aside_minor__gt=0), name="earmarks_that_run_out"),
            models.Index(fields=["borrower"], name="earmarks_of_a_borrower"),
        ]

    @property
    def key(self) -> str:
        """The name of the reservation in force."""
        return self.key_of(self.turn)

    def key_of(self, turn: int) -> str:
        return f"earmark/{self.pk}/{turn}"


class EarmarkDraw(models.Model):
    """Part of an earmark handed over to a payment in the same transaction, and the draw that paid it. Never changed afterwards.

    ``pays_id`` is what the payment pays, an invoice of the document.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    earmark = models.ForeignKey(Earmark, on_delete=models.PROTECT, related_name="draws")
    pays_id: models.UUIDField[UUID, UUID] = models.UUIDField(db_index=True)
    amount_minor = models.BigIntegerField()
    payment_id = models.UUIDField(null=True, unique=True)
    draw = models.OneToOneField(Draw, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="something_is_handed_over"),
            models.CheckConstraint(
                condition=Q(payment_id=None, draw=None) | Q(payment_id__isnull=False, draw__isnull=False), name="a_payment_from_a_line_has_its_draw"
            ),
        ]

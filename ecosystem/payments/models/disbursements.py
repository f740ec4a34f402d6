"""Money on its way to an account at another bank, and every word that the rail said of it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from ecosystem.kernel.ids import uuid7

LIVE = ("waiting", "submitted", "succeeded")


class Disbursement(models.Model):
    """One attempt to pay a document out by a rail; another attempt is another row."""

    class Status(models.TextChoices):
        WAITING = "waiting"
        SUBMITTED = "submitted"
        SUCCEEDED = "succeeded"
        FAILED = "failed"
        RETURNED = "returned"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    port = models.TextField()
    document_id = models.UUIDField()
    rail = models.TextField()
    bank_code = models.TextField()
    account_no = models.TextField()
    holder = models.TextField()
    amount_minor = models.BigIntegerField()
    currency = models.TextField()
    status = models.TextField(choices=Status.choices)
    reference = models.TextField(default="")
    reason = models.TextField(default="")
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    transfer_id = models.UUIDField(null=True)
    return_transfer_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="disbursement_is_of_something"),
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "submitted", "succeeded", "failed", "returned"]), name="disbursement_has_a_known_status"
            ),
            models.CheckConstraint(condition=Q(status="waiting") | Q(submitted_at__isnull=False), name="a_rail_answers_what_it_was_sent"),
            models.CheckConstraint(
                condition=~Q(status__in=["succeeded", "returned"]) | Q(transfer_id__isnull=False, decided_at__isnull=False),
                name="money_that_left_has_a_transfer",
            ),
            models.CheckConstraint(
                condition=~Q(status="returned") | Q(return_transfer_id__isnull=False, returned_at__gte=F("decided_at")),
                name="money_that_came_back_has_a_transfer",
            ),
            models.UniqueConstraint(fields=["port", "document_id"], condition=Q(status__in=LIVE), name="a_document_is_paid_out_once_at_a_time"),
        ]
        indexes = [
            models.Index(fields=["document_id"], name="disbursement_by_document"),
            models.Index(fields=["status", "created_at"], condition=Q(status__in=["waiting", "submitted"]), name="disbursement_on_its_way"),
            models.Index(fields=["rail", "submitted_at"], name="disbursement_by_rail_and_day"),
        ]


class RailAnswer(models.Model):
    """What a rail said, once for each thing it said; ``taken`` where it was believed. Written once."""

    disbursement = models.ForeignKey(Disbursement, on_delete=models.PROTECT, related_name="answers")
    status = models.TextField()
    amount_minor = models.BigIntegerField()
    reference = models.TextField(default="")
    reason = models.TextField(default="")
    taken = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["disbursement", "status", "amount_minor", "reference"], name="an_answer_is_kept_once"),
            models.CheckConstraint(condition=Q(status__in=["accepted", "succeeded", "failed", "returned"]), name="an_answer_has_a_known_status"),
        ]

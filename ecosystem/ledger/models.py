"""Double entry: accounts, transfers between them, entries, and holds on what may be spent.

A positive amount credits an account: the bank owes its holder more. All accounts of a
currency sum to zero.
"""

from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q

from ecosystem.kernel.ids import uuid7


class Account(models.Model):
    """Named by code, ``<kind>/<party or bank book>/…/<currency>``, so that callers need no look-up."""

    code = models.TextField()
    kind = models.TextField()
    party_id = models.UUIDField(null=True)
    currency = models.TextField()
    balance_minor = models.BigIntegerField(default=0)
    held_minor = models.BigIntegerField(default=0)
    version = models.BigIntegerField(default=0)
    may_overdraw = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(may_overdraw=True) | Q(balance_minor__gte=F("held_minor")), name="account_never_overdrawn"),
            models.CheckConstraint(condition=Q(held_minor__gte=0), name="held_is_never_negative"),
            models.CheckConstraint(condition=Q(version__gte=0), name="account_version_counts_up"),
            models.CheckConstraint(condition=Q(may_overdraw=False) | Q(party_id=None), name="only_the_bank_may_overdraw"),
            # A constraint rather than ``unique``, which would keep a second index for LIKE; here and below.
            models.UniqueConstraint(fields=["code"], name="account_code_is_given_once"),
            # What an entry's composite foreign key refers to.
            models.UniqueConstraint(fields=["id", "currency"], name="account_and_its_currency"),
        ]
        indexes = [models.Index(fields=["party_id", "kind"], name="account_by_party")]


class Transfer(models.Model):
    """Money moved once, for ever. Corrected only by another transfer."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.TextField()
    kind = models.TextField()
    fingerprint = models.BinaryField(max_length=32)
    memo = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], name="transfer_key_is_used_once"),
            models.CheckConstraint(condition=~Q(key="") & ~Q(kind=""), name="transfer_has_a_key_and_a_kind"),
        ]
        # Transfers come about in the order of their time: a few pages tell which hold a day's.
        indexes = [BrinIndex(fields=["at"], name="transfer_by_day")]


class Entry(models.Model):
    """One account's part of a transfer, with the balance and version that it led to."""

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="entries")
    # The database holds (account, currency) by one foreign key, in sql/guards.sql; the version's index finds an account's entries.
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="entries", db_constraint=False, db_index=False)
    currency = models.TextField()
    amount_minor = models.BigIntegerField()
    balance_after_minor = models.BigIntegerField()
    version = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "version"], name="account_versions_have_no_twin"),
            models.CheckConstraint(condition=~Q(amount_minor=0), name="entry_moves_something"),
            models.CheckConstraint(condition=Q(version__gte=1), name="entry_versions_begin_at_one"),
        ]


class Hold(models.Model):
    """Part of a balance set aside; resolved at most once, for at most its amount."""

    class Status(models.TextChoices):
        PENDING = "pending"
        POSTED = "posted"
        VOIDED = "voided"
        EXPIRED = "expired"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.TextField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="holds")
    amount_minor = models.BigIntegerField()
    posted_minor = models.BigIntegerField(default=0)
    status = models.TextField(choices=Status.choices, default=Status.PENDING)
    transfer = models.OneToOneField(Transfer, on_delete=models.PROTECT, null=True, related_name="hold")
    placed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="hold_is_of_something"),
            models.CheckConstraint(condition=Q(posted_minor__gte=0) & Q(posted_minor__lte=F("amount_minor")), name="hold_is_never_exceeded"),
            models.CheckConstraint(condition=Q(status__in=["pending", "posted", "voided", "expired"]), name="hold_has_a_known_status"),
            models.CheckConstraint(
                condition=Q(status="posted", transfer__isnull=False, posted_minor__gt=0) | (~Q(status="posted") & Q(transfer=None, posted_minor=0)),
                name="only_a_posted_hold_moved_money",
            ),
            models.CheckConstraint(
                condition=Q(status="pending", resolved_at=None) | (~Q(status="pending") & Q(resolved_at__isnull=False)),
                name="a_resolved_hold_says_when",
            ),
            models.UniqueConstraint(fields=["key"], name="hold_key_is_used_once"),
            models.CheckConstraint(condition=~Q(key=""), name="hold_has_a_key"),
        ]
        indexes = [models.Index(fields=["expires_at"], condition=Q(status="pending"), name="hold_waiting_to_expire")]


class ProofRun(models.Model):
    """One run of ``prove_books`` over every room's invariants."""

    at = models.DateTimeField()
    compared = models.BigIntegerField()
    differences = models.BigIntegerField()
    details = models.JSONField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(compared__gte=0, differences__gte=0), name="proof_run_counts_up")]

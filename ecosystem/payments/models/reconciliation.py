"""The file of an acquirer or a rail for one day, and where it, our rows and the ledger differ."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.ids import uuid7

KINDS = ("payment", "refund", "payout")
WORDS = {
    "payment": _("payment"),
    "refund": _("refund"),
    "payout": _("payout"),
    "succeeded": _("done"),
    "failed": _("failed"),
    "returned": _("sent back"),
    "created": _("not handed over yet"),
    "pending": _("pending"),
    "unknown": _("not known yet"),
    "requested": _("not handed over yet"),
    "closed": _("closed"),
    "waiting": _("not sent yet"),
    "submitted": _("no answer yet"),
    "posted": _("posted"),
}


class Statement(models.Model):
    """One source's file of one day, as it came."""

    source = models.TextField()
    on = models.DateField()
    digest = models.BinaryField(max_length=32)
    lines = models.PositiveIntegerField()
    read_by = models.TextField()
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "on"], name="one_file_a_source_and_day")]


class StatementLine(models.Model):
    """One line of a file: what they say happened. Written once."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="rows", db_index=False)
    number = models.PositiveIntegerField()
    kind = models.TextField()
    ours_id = models.UUIDField()
    amount_minor = models.BigIntegerField()
    state = models.TextField()
    theirs = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "number"], name="lines_of_a_file_are_numbered"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="statement_line_is_of_a_known_kind"),
            models.CheckConstraint(condition=Q(state__in=["succeeded", "failed", "returned"]), name="statement_line_has_a_known_state"),
        ]


class Case(models.Model):
    """A difference that somebody must explain: between our rows and a file, or our rows and the ledger."""

    class Difference(models.TextChoices):
        OURS_ONLY = "ours_only"
        THEIRS_ONLY = "theirs_only"
        AMOUNT = "amount"
        STATE = "state"

    class Status(models.TextChoices):
        OPEN = "open"
        RESOLVED = "resolved"
        EXPLAINED = "explained"
        WAIVED = "waived"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.TextField()
    on = models.DateField()
    against = models.TextField()
    kind = models.TextField()
    ours_id = models.UUIDField()
    difference = models.TextField(choices=Difference.choices)
    ours_minor = models.BigIntegerField(null=True)
    theirs_minor = models.BigIntegerField(null=True)
    ours_state = models.TextField(default="")
    theirs_state = models.TextField(default="")
    status = models.TextField(choices=Status.choices, default=Status.OPEN)
    opened_at = models.DateTimeField()
    reason = models.TextField(default="")
    asked_by = models.TextField(default="")
    decided_by = models.TextField(default="")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "on", "against", "kind", "ours_id", "difference"], name="a_difference_opens_one_case"),
            models.CheckConstraint(condition=Q(against__in=["file", "ledger"]), name="a_case_is_against_a_file_or_the_ledger"),
            models.CheckConstraint(condition=Q(difference__in=["ours_only", "theirs_only", "amount", "state"]), name="a_case_is_of_four_differences"),
            models.CheckConstraint(condition=Q(status__in=["open", "resolved", "explained", "waived"]), name="a_case_has_a_known_status"),
            models.CheckConstraint(condition=Q(status="open") | Q(decided_at__isnull=False), name="a_decided_case_says_when"),
            models.CheckConstraint(condition=~Q(status__in=["explained", "waived"]) | ~Q(reason=""), name="a_decided_case_says_why"),
            models.CheckConstraint(
                condition=~Q(status="waived") | ~Q(asked_by="") & ~Q(asked_by=F("decided_by")), name="a_case_is_waived_by_another"
            ),
        ]
        indexes = [models.Index(fields=["on"], condition=Q(status="open"), name="case_that_is_open")]

    @property
    def short(self) -> str:
        """The end of the id, as people compare it."""
        return self.ours_id.hex[-8:]

    @property
    def kind_label(self) -> str:
        return str(WORDS[self.kind])

    @property
    def ours_state_label(self) -> str:
        return str(WORDS.get(self.ours_state, self.ours_state))

    @property
    def theirs_state_label(self) -> str:
        return str(WORDS.get(self.theirs_state, self.theirs_state))


class Day(models.Model):
    """A day whose money was compared with every file and closed."""

    on = models.DateField(primary_key=True)
    closed_by = models.TextField()
    closed_at = models.DateTimeField()
    compared = models.PositiveIntegerField()
    cases = models.PositiveIntegerField()
    waived = models.PositiveIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(waived__lte=F("cases")), name="no_more_is_waived_than_differs")]

"""What a merchant is asked for, what she handed in, and the private files."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from ecosystem.kernel.ids import uuid7

KINDS = ["identity", "licence", "food", "drug", "premises", "owners"]


class Requirement(models.Model):
    """What is asked of a legal form in a trade, in force from a day: a parameter of the operator's, no statement of the law.

    An empty form or trade means any. Of a kind's rows the most special one that is in force counts, the latest of them.
    """

    class Asked(models.TextChoices):
        REQUIRED = "required"
        OPTIONAL = "optional"
        NOT = "not"

    kind = models.TextField()
    legal_form = models.TextField(default="")
    trade = models.TextField(default="")
    asked = models.TextField(choices=Asked.choices)
    grace_days = models.PositiveSmallIntegerField(default=30)
    from_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "legal_form", "trade", "from_on"], name="a_requirement_changes_once_a_day"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="requirement_is_of_a_known_kind"),
            models.CheckConstraint(condition=Q(asked__in=["required", "optional", "not"]), name="requirement_is_asked_or_not"),
        ]


class Document(models.Model):
    """A private file, sealed on disk under its own id. Nobody but the scanner reads it before it is found clean.

    One without a ``file`` belongs to whatever refers to it, a quote say, and is opened there.
    """

    class Scan(models.TextChoices):
        WAITING = "waiting"
        CLEAN = "clean"
        INFECTED = "infected"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey("onboarding.MerchantFile", on_delete=models.PROTECT, null=True, related_name="documents")
    media = models.TextField()
    size = models.PositiveIntegerField()
    sha256 = models.BinaryField(max_length=32)
    scan = models.TextField(choices=Scan.choices, default=Scan.WAITING)
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()
    scanned_at = models.DateTimeField(null=True)
    uploaded_by = models.UUIDField(null=True)
    uploaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(media__in=["image/jpeg", "image/png", "application/pdf"]), name="document_is_a_picture_or_a_pdf"),
            models.CheckConstraint(condition=Q(size__gt=0, size__lte=10 * 1024 * 1024), name="document_is_not_too_large"),
            models.CheckConstraint(
                condition=Q(scan="waiting", scanned_at=None) | Q(scan__in=["clean", "infected"], scanned_at__isnull=False),
                name="a_document_is_clean_only_when_scanned",
            ),
            models.CheckConstraint(condition=Q(file=None) | Q(uploaded_by__isnull=False), name="a_paper_was_handed_in_by_somebody"),
        ]
        indexes = [models.Index(fields=["next_try_at"], condition=Q(scan="waiting"), name="document_to_scan")]


class Submission(models.Model):
    """One paper handed in, numbered within its file: the latest of its kind decides.

    A business number is kept as it is; a person's is kept as a keyed code name and its last four characters.
    """

    class Status(models.TextChoices):
        PENDING = "pending"
        ACCEPTED = "accepted"
        REJECTED = "rejected"
        WAIVED = "waived"
        EXPIRED = "expired"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey("onboarding.MerchantFile", on_delete=models.PROTECT, related_name="submissions")
    position = models.PositiveIntegerField()
    kind = models.TextField()
    number = models.TextField(default="")
    code_name = models.TextField(default="")
    last_four = models.TextField(default="")
    expires_on = models.DateField(null=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="submissions")
    status = models.TextField(choices=Status.choices, default=Status.PENDING)
    reason = models.TextField(default="")
    submitted_by = models.UUIDField()
    submitted_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    reminded_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "position"], name="papers_of_a_file_are_numbered"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="submission_is_of_a_known_kind"),
            models.CheckConstraint(
                condition=Q(status__in=["pending", "accepted", "rejected", "waived", "expired"]), name="submission_has_a_known_status"
            ),
            models.CheckConstraint(
                condition=Q(code_name="", last_four="") | Q(number="", last_four__regex="^.{4}$"), name="a_persons_number_is_not_kept"
            ),
            models.CheckConstraint(condition=~Q(status__in=["rejected", "waived"]) | ~Q(reason=""), name="a_rejected_or_waived_paper_says_why"),
            models.CheckConstraint(
                condition=Q(status="pending", decided_at=None)
                | Q(status="rejected", decided_at__isnull=False)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="a_decided_paper_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(status="waived") | Q(decided_by=None) | ~Q(decided_by=F("submitted_by")), name="nobody_decides_on_her_own_paper"
            ),
            models.CheckConstraint(condition=~Q(status="expired") | Q(expires_on__isnull=False), name="what_expires_has_a_last_day"),
        ]
        indexes = [
            models.Index(fields=["file", "kind", "-position"], name="submission_latest"),
            models.Index(fields=["expires_on"], condition=Q(status="accepted"), name="submission_to_expire"),
            models.Index(fields=["code_name"], condition=~Q(code_name=""), name="submission_by_code_name"),
        ]

    @property
    def badge(self) -> str:
        return f"paper_{self.status}"

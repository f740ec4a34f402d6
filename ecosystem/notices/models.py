"""What somebody should know: a row that stays, and a nudge that may be lost."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.ids import uuid7

from .rules import BUYERS_LINK, LINKS, sentence


class TextMessage(models.Model):
    """A text message to one person: a row first, the gateway afterwards."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        GIVEN_UP = "given_up", _("given up")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person_id = models.UUIDField()
    kind = models.TextField()
    key = models.TextField()
    body = models.TextField()
    status = models.TextField(choices=Status.choices, default=Status.WAITING)
    tries = models.SmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person_id", "key"], name="a_text_is_sent_once"),
            models.CheckConstraint(condition=~Q(kind="") & ~Q(key="") & ~Q(body=""), name="a_text_says_something"),
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "given_up"], sent_at=None) | Q(status="sent", sent_at__isnull=False),
                name="a_sent_text_says_when",
            ),
        ]
        indexes = [models.Index(fields=["next_try_at"], condition=Q(status="waiting"), name="text_waiting")]


class Notice(models.Model):
    party_id = models.UUIDField()
    # Which of the party's places it is about, by its plain id; nothing where it is about the party as a whole.
    place_id = models.UUIDField(null=True)
    kind = models.TextField()
    key = models.TextField()
    values = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["party_id", "key"], name="a_notice_is_given_once"),
            models.CheckConstraint(condition=~Q(kind="") & ~Q(key=""), name="notice_has_a_kind_and_a_key"),
            models.CheckConstraint(condition=Q(read_at=None) | Q(read_at__gte=models.F("created_at")), name="notice_is_read_after_it_is_given"),
        ]
        indexes = [
            models.Index(fields=["party_id", "-created_at"], name="notice_by_party"),
            models.Index(fields=["party_id"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["place_id", "-created_at"], condition=Q(place_id__isnull=False), name="notice_by_place"),
        ]

    @property
    def sentence(self) -> str:
        return sentence(self.kind, self.values)

    @property
    def page(self) -> str:
        """The name of the page where the reader sees more."""
        return LINKS.get(self.kind, BUYERS_LINK)

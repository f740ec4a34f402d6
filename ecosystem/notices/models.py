"""What somebody should know: a row that stays, and a nudge that may be lost."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.ids import uuid7

from .rules import BUYERS_LINK, LINKS, sentence


class Message(models.Model):
    """A notice's sentence to one person outside the page: a row first, the way out afterwards.

    ``channel`` is the way that is tried now, ``later`` those that take over where it can't reach her; so one event comes to one
    person once. ``version`` is the wording's. After ``until`` it is no news any more. ``notice_id`` is the notice that it repeats: once
    that is read, the message is ``needless``.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        NEEDLESS = "needless", _("read before it was sent")
        GIVEN_UP = "given_up", _("given up")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person_id = models.UUIDField()
    kind = models.TextField()
    key = models.TextField()
    notice_id = models.BigIntegerField(null=True)
    version = models.PositiveSmallIntegerField(default=1)
    channel = models.TextField(default="sms")
    later = ArrayField(models.TextField(), default=list)
    body = models.TextField()
    page = models.TextField(default="", blank=True)
    status = models.TextField(choices=Status.choices, default=Status.WAITING)
    tries = models.SmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person_id", "key"], name="a_text_is_sent_once"),
            models.CheckConstraint(condition=~Q(kind="") & ~Q(key="") & ~Q(body=""), name="a_text_says_something"),
            models.CheckConstraint(condition=Q(channel__in=["push", "wechat", "sms", "call"]), name="a_message_goes_a_known_way"),
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "needless", "given_up"], sent_at=None) | Q(status="sent", sent_at__isnull=False),
                name="a_sent_text_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["channel", "next_try_at"], condition=Q(status="waiting"), name="message_waiting"),
            models.Index(fields=["person_id", "-created_at"], name="message_by_person"),
        ]


class Wish(models.Model):
    """That somebody wants a topic by a way, or does not: only what differs from what goes by itself (``topics.CHOSEN_BY_ITSELF``)."""

    person_id = models.UUIDField()
    topic = models.TextField()
    channel = models.TextField()
    wants = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person_id", "topic", "channel"], name="somebody_wishes_a_topic_by_a_way_once"),
            models.CheckConstraint(condition=Q(channel__in=["push", "wechat", "sms"]), name="a_wish_is_of_a_known_way"),
        ]


class QuietHours(models.Model):
    """When somebody is not disturbed, by the clock of her own zone (IANA)."""

    person_id = models.UUIDField(primary_key=True)
    starts = models.TimeField()
    ends = models.TimeField()
    zone = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(starts=F("ends")), name="quiet_hours_are_not_the_whole_day"),
            models.CheckConstraint(condition=~Q(zone=""), name="quiet_hours_have_a_clock"),
        ]


class Device(models.Model):
    """A browser that somebody lets us wake (RFC 8030), for as long as the session lasts in which she let it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person_id = models.UUIDField()
    session_key = models.TextField()
    endpoint = models.TextField()
    p256dh = models.TextField()
    auth = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["endpoint"], name="a_device_is_one_persons"),
            models.CheckConstraint(condition=~Q(endpoint="") & ~Q(p256dh="") & ~Q(auth="") & ~Q(session_key=""), name="a_device_can_be_woken"),
        ]
        indexes = [models.Index(fields=["person_id"], name="device_by_person")]


class Notice(models.Model):
    party_id = models.UUIDField()
    # Which of the party's places it is about, by its plain id; nothing where it is about the party as a whole.
    place_id = models.UUIDField(null=True)
    kind = models.TextField()
    key = models.TextField()
    values = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    # When a worker saw to it that those who read it are told by other ways as well.
    spread_at = models.DateTimeField(null=True)

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
            models.Index(fields=["created_at"], condition=Q(spread_at=None), name="notice_to_spread"),
        ]

    @property
    def sentence(self) -> str:
        return sentence(self.kind, self.values)

    @property
    def page(self) -> str:
        """The name of the page where the reader sees more."""
        return LINKS.get(self.kind, BUYERS_LINK)

"""What somebody may ask of us about herself: a copy of it all, and to be forgotten. Plain ids: these rows outlive whom they name."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.ids import uuid7


class Export(models.Model):
    """A file of all that is held about a person, made by a worker; ``name`` is where the store keeps it until it expires."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("being put together")
        READY = "ready", _("ready")
        FAILED = "failed", _("could not be made")
        EXPIRED = "expired", _("deleted")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person_id = models.UUIDField()
    language = models.TextField()
    status = models.TextField(choices=Status.choices, default=Status.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    name = models.TextField(default="", blank=True)
    size = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person_id"], condition=Q(status="waiting"), name="one_export_at_a_time"),
            models.CheckConstraint(condition=Q(status__in=["waiting", "ready", "failed", "expired"]), name="export_has_a_known_status"),
            models.CheckConstraint(
                condition=~Q(status="ready") | (~Q(name="") & Q(size__gt=0, ready_at__isnull=False, expires_at__gt=F("ready_at"))),
                name="a_ready_export_says_where_and_until_when",
            ),
            models.CheckConstraint(condition=Q(status="ready") | Q(name=""), name="only_a_ready_export_has_a_file"),
        ]
        indexes = [
            models.Index(fields=["person_id", "-asked_at"], name="export_by_person"),
            models.Index(fields=["next_try_at"], condition=Q(status="waiting"), name="export_to_make"),
            models.Index(fields=["expires_at"], condition=Q(status="ready"), name="export_to_delete"),
        ]

    def is_there(self, at: datetime) -> bool:
        return self.status == self.Status.READY and self.expires_at is not None and at < self.expires_at


class Farewell(models.Model):
    """A person wants her account deleted on ``due_at``. ``closing``: nobody may sign in as her any more, what she began is still ending.

    ``held_up`` counts the days on which something stood in the way.
    """

    class Status(models.TextChoices):
        WAITING = "waiting"
        CLOSING = "closing"
        DONE = "done"
        UNDONE = "undone"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person_id = models.UUIDField()
    status = models.TextField(choices=Status.choices, default=Status.WAITING)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    closing_at = models.DateTimeField(null=True)
    held_up = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person_id"], condition=Q(status__in=["waiting", "closing"]), name="a_person_leaves_once_at_a_time"),
            models.CheckConstraint(condition=Q(due_at__gt=F("asked_at")), name="there_is_time_to_think_again"),
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "closing"], ended_at=None) | Q(status__in=["done", "undone"], ended_at__isnull=False),
                name="an_ended_farewell_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["closing", "done"]) | Q(closing_at__isnull=False), name="the_door_closes_before_anything_goes"
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(status__in=["waiting", "closing"]), name="farewell_due")]

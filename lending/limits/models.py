"""How much may be owed, by whom, in which product: a tree, and every movement through it.

A node's ``used_minor`` is principal owed below it, ``reserved_minor`` what is promised and not
yet paid out. Both always include the children's. A limit may be cut below what is used: the node
is then *over*, takes no reservation and calls nothing back; it is over until enough is repaid.
"""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from ecosystem.identity.public import Party
from ecosystem.kernel.ids import uuid7


class LimitNodeQuerySet(models.QuerySet["LimitNode"]):
    def locked_path(self, path: list[UUID]) -> LimitNodeQuerySet:
        """The nodes of a path locked root to leaf, the order that every verb keeps."""
        return self.select_for_update(no_key=True).filter(pk__in=path).order_by("depth")


class LimitNode(models.Model):
    class Kind(models.TextChoices):
        GROUP = "group"
        OBLIGOR = "obligor"
        FAMILY = "family"
        FACILITY = "facility"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    path = ArrayField(models.UUIDField())
    depth = models.PositiveSmallIntegerField()
    kind = models.TextField(choices=Kind.choices)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    code = models.TextField(unique=True)
    limit_minor = models.BigIntegerField()
    used_minor = models.BigIntegerField(default=0)
    reserved_minor = models.BigIntegerField(default=0)
    frozen_at = models.DateTimeField(null=True)
    frozen_reason = models.TextField(default="", blank=True)
    over_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    objects: ClassVar[LimitNodeQuerySet] = LimitNodeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["group", "obligor", "family", "facility"]), name="limit_node_has_a_known_kind"),
            models.CheckConstraint(condition=Q(used_minor__gte=0, reserved_minor__gte=0), name="limit_is_never_released_twice"),
            models.CheckConstraint(
                condition=Q(over_at=None, limit_minor__gte=F("used_minor") + F("reserved_minor"))
                | Q(over_at__isnull=False, limit_minor__lt=F("used_minor") + F("reserved_minor")),
                name="limit_is_never_exceeded",
            ),
            models.CheckConstraint(condition=Q(limit_minor__gte=0), name="limit_is_not_negative"),
            models.CheckConstraint(condition=Q(path__len=F("depth") + 1), name="limit_path_leads_to_the_root"),
            models.CheckConstraint(condition=Q(parent=None, depth=0) | Q(parent__isnull=False, depth__gt=0), name="only_a_root_limit_has_no_parent"),
            models.CheckConstraint(condition=Q(frozen_at=None) | ~Q(frozen_reason=""), name="a_frozen_limit_says_why"),
        ]

    @property
    def headroom_minor(self) -> int:
        return self.limit_minor - self.used_minor - self.reserved_minor


class LimitFreeze(models.Model):
    """One reason for which a node takes no reservation, until whoever gave it lifts it. Several may stand at once."""

    node = models.ForeignKey(LimitNode, on_delete=models.PROTECT, related_name="freezes")
    reason = models.TextField()
    frozen_by = models.TextField()
    frozen_at = models.DateTimeField()
    lifted_by = models.TextField(default="", blank=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["node", "reason"], condition=Q(lifted_at=None), name="a_limit_is_frozen_once_for_a_reason"),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(frozen_by=""), name="a_freeze_says_who_and_why"),
            models.CheckConstraint(condition=Q(lifted_at=None) | ~Q(lifted_by=""), name="a_lifted_freeze_says_by_whom"),
        ]


class LimitMove(models.Model):
    """One step of a reservation, for ever: reserved; confirmed, cancelled or run out; later released.

    ``expires_at`` is a reservation's own end, if it has one.
    """

    class Act(models.TextChoices):
        RESERVE = "reserve"
        CONFIRM = "confirm"
        CANCEL = "cancel"
        EXPIRE = "expire"
        RELEASE = "release"

    node = models.ForeignKey(LimitNode, on_delete=models.PROTECT, related_name="moves")
    act = models.TextField(choices=Act.choices)
    key = models.TextField()
    amount_minor = models.BigIntegerField()
    at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(act__in=["reserve", "confirm", "cancel", "expire", "release"]), name="limit_move_has_a_known_act"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="limit_move_moves_something"),
            models.CheckConstraint(condition=Q(expires_at=None) | Q(act="reserve", expires_at__gt=F("at")), name="only_a_reservation_runs_out"),
            models.UniqueConstraint(fields=["act", "key"], name="a_limit_move_happens_once"),
            models.UniqueConstraint(fields=["key"], condition=Q(act__in=["confirm", "cancel", "expire"]), name="a_reservation_is_resolved_once"),
        ]
        indexes = [models.Index(F("expires_at"), condition=Q(expires_at__isnull=False), name="reservations_that_run_out")]

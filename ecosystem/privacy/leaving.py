"""Leaving for good: asked for, thought over, and then everything by which a person could be known goes.

What must stay stays under ids that name nobody: the ledger, facts, audit, and fiscal documents as they were issued.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from ecosystem import ports
from ecosystem.audit.public import record
from ecosystem.identity.public import close_the_door, open_the_door
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.verbs import entry
from ecosystem.notices.public import notify
from ecosystem.once.public import once
from ecosystem.ports import Hindrance, Subject

from . import access
from .errors import AddressDiffers, LeavesAlready, NotLeaving, StillBound
from .models import Export, Farewell

log = logging.getLogger(__name__)
Status = Farewell.Status
ERASER = platform("privacy.erase")
# What somebody began before her door closed has ended by then.
ENDS_WITHIN = timedelta(minutes=5)
LOOK_AGAIN = timedelta(days=1)


def hindrances_of(subject: Subject, *, at: datetime) -> list[Hindrance]:
    """All that stands in the way of deleting an account, room by room."""
    return [hindrance for _name, room in ports.personal_data for hindrance in room.hindrances(subject=subject, at=at)]


@entry
def ask_to_leave(*, confirmed: str, key: str, by: Actor, at: datetime) -> Farewell:
    """Have the actor's account deleted once the days to think it over have passed; the same key asks once.

    ``confirmed`` is her e-mail address, typed again.

    Raises:
        Unauthenticated: nobody is signed in.
        AddressDiffers: that is another address.
        StillBound: money is owed or held, something is open, or a role is held.
        LeavesAlready: it is to be deleted already.
    """
    subject = access.subject_of(by)
    with once(key, verb="privacy.leave", by=by, body={}, at=at) as turn:
        if turn.earlier:
            return Farewell.objects.get(pk=turn.earlier["farewell"])
        if confirmed.strip().lower() != subject.email.lower():
            raise AddressDiffers
        _require_free(subject, at=at)
        due_at = at + timedelta(days=settings.LEAVE_AFTER_DAYS)
        try:
            with transaction.atomic():
                farewell = Farewell.objects.create(person_id=subject.person_id, asked_at=at, due_at=due_at)
        except IntegrityError as error:
            raise LeavesAlready from error
        record("privacy.leave", target=farewell, by=by, at=at, after={"due_at": due_at})
        notify(subject.party_id, "account_leaves", f"farewell/{farewell.pk}", {"day": f"{business_date(due_at):%Y-%m-%d}"}, at=at)
        turn.remember(farewell=farewell.pk)
        return farewell


@entry
def keep_account(*, by: Actor, at: datetime) -> Farewell:
    """The actor stays after all. Raises ``NotLeaving`` once her door is closed, or where she had not asked."""
    leaving = Farewell.objects.select_for_update(no_key=True).filter(status=Status.WAITING)
    held = leaving.filter(person_id=by.person_id).first() if by.person_id else None
    if held is None:
        raise NotLeaving
    held.status, held.ended_at = Status.UNDONE, at
    held.save(update_fields=["status", "ended_at"])
    record("privacy.stay", target=held, by=by, at=at)
    return held


def part_with(*, at: datetime, most: int = 20) -> int:
    """Close the doors of whom it is time for, and erase whose door has been closed long enough; how many are gone. One a transaction."""
    due = Farewell.objects.filter(status=Status.WAITING, due_at__lte=at).order_by("due_at", "pk").values_list("pk", flat=True)
    for farewell_id in list(due[:most]):
        _close(farewell_id=farewell_id, at=at)
    closed = (
        Farewell.objects.filter(status=Status.CLOSING, closing_at__lte=at - ENDS_WITHIN).order_by("closing_at", "pk").values_list("pk", flat=True)
    )
    return sum(_erase(farewell_id=farewell_id, at=at) for farewell_id in list(closed[:most]))


@entry
def _close(*, farewell_id: UUID, at: datetime) -> None:
    """From here on she begins nothing new, so that what is asked before erasing stays true while it is done."""
    held = _held(farewell_id, Status.WAITING)
    if held is None:
        return
    close_the_door(held.person_id)
    Farewell.objects.filter(pk=held.pk).update(status=Status.CLOSING, closing_at=at)


@entry
def _erase(*, farewell_id: UUID, at: datetime) -> bool:
    """Everything by which the person could be known goes, in one transaction; or nothing does, and she is told what is in the way."""
    held = _held(farewell_id, Status.CLOSING)
    if held is None:
        return False
    subject = access.subject_named(held.person_id)
    hindrances = hindrances_of(subject, at=at)
    if hindrances:
        open_the_door(subject.person_id)
        Farewell.objects.filter(pk=held.pk).update(status=Status.WAITING, due_at=at + LOOK_AGAIN, held_up=F("held_up") + 1)
        notify(subject.party_id, "account_not_deleted", f"farewell/{held.pk}/{business_date(at):%Y-%m-%d}", {"why": hindrances[0].sentence}, at=at)
        log.info("farewell %s is held up: %s", held.pk, [one.code for one in hindrances])
        return False
    for _name, room in ports.personal_data:
        room.erase(subject=subject, at=at)
    # Her own copies go with the next sweep of old files.
    Export.objects.filter(person_id=subject.person_id, status=Export.Status.READY).update(expires_at=F("ready_at") + timedelta(microseconds=1))
    Export.objects.filter(person_id=subject.person_id, status=Export.Status.WAITING).update(status=Export.Status.FAILED)
    Farewell.objects.filter(pk=held.pk).update(status=Status.DONE, ended_at=at)
    record("privacy.erase", target=held, by=ERASER, at=at)
    return True


def _held(farewell_id: UUID, status: str) -> Farewell | None:
    """The farewell if it still stands so and nobody else is at it."""
    return Farewell.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=farewell_id, status=status).first()


def _require_free(subject: Subject, *, at: datetime) -> None:
    hindrances = hindrances_of(subject, at=at)
    if hindrances:
        first = hindrances[0]
        told = [{"code": one.code, "sentence": one.sentence, "next_step": one.next_step} for one in hindrances]
        raise StillBound(first=first.sentence, advice=first.next_step, details={"hindrances": told})

"""A copy of somebody's data: asked for, made by a worker, fetched by her alone, deleted after some days."""

from __future__ import annotations

import logging
import tempfile
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import translation

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.files import delete_after_commit
from ecosystem.kernel.verbs import entry
from ecosystem.notices.public import notify
from ecosystem.once.public import once

from . import access
from .bundling import write_bundle
from .errors import ExportUnderWay
from .models import Export

log = logging.getLogger(__name__)
Status = Export.Status
THERE_FOR = timedelta(days=3)
TRY_AGAIN = timedelta(minutes=2)
MOST_TRIES = 5
MAKER = platform("privacy.export")


@entry
def ask_for_export(*, language: str, key: str, by: Actor, at: datetime) -> Export:
    """Have a copy of all that is held about the actor put together, in a language; the same key asks once.

    Raises:
        Unauthenticated: nobody is signed in.
        ExportUnderWay: one is being made.
    """
    subject = access.subject_of(by)
    with once(key, verb="privacy.export", by=by, body={"language": language}, at=at) as turn:
        if turn.earlier:
            return Export.objects.get(pk=turn.earlier["export"])
        try:
            with transaction.atomic():
                export = Export.objects.create(person_id=subject.person_id, language=language, asked_at=at, next_try_at=at)
        except IntegrityError as error:
            raise ExportUnderWay from error
        record("privacy.export.ask", target=export, by=by, at=at)
        turn.remember(export=export.pk)
        return export


@entry
def fetch_export(*, export_id: UUID, by: Actor, at: datetime) -> Export:
    """The actor takes her file; each time is recorded. Raises ``ExportNotFound``."""
    export = access.export_for(by, export_id, at=at)
    record("privacy.export.fetch", target=export, by=by, at=at)
    return export


def make_exports(*, at: datetime, most: int = 5) -> int:
    """Put together what was asked for; how many. Not a verb: it writes files, each between two transactions of its own."""
    made = 0
    for export in _claim_exports(at=at, most=most):
        try:
            name, size = _written(export, at)
        except Exception:
            log.exception("export %s was not made", export.pk)
            continue
        made += _keep(export_id=export.pk, name=name, size=size, at=at)
    return made


def _written(export: Export, at: datetime) -> tuple[str, int]:
    with tempfile.TemporaryFile() as file, translation.override(export.language):
        with transaction.atomic():
            write_bundle(file, subject=access.subject_named(export.person_id), at=at)
        size = file.tell()
        file.seek(0)
        return default_storage.save(f"exports/{export.pk}.zip", File(file)), size


@entry
def _claim_exports(*, at: datetime, most: int) -> list[Export]:
    """What is due, its next try put off first: two workers never make the same, and one that dies loses a turn."""
    due = Export.objects.filter(status=Status.WAITING, next_try_at__lte=at).select_for_update(skip_locked=True).order_by("next_try_at", "pk")
    claimed = []
    for export in due[:most]:
        if export.tries >= MOST_TRIES:
            Export.objects.filter(pk=export.pk).update(status=Status.FAILED)
            continue
        Export.objects.filter(pk=export.pk).update(tries=F("tries") + 1, next_try_at=at + TRY_AGAIN * 2**export.tries)
        claimed.append(export)
    return claimed


@entry
def _keep(*, export_id: UUID, name: str, size: int, at: datetime) -> bool:
    """The file is there; one that another worker made as well is put away."""
    ready = {"status": Status.READY, "name": name, "size": size, "ready_at": at, "expires_at": at + THERE_FOR}
    if not Export.objects.filter(pk=export_id, status=Status.WAITING).update(**ready):
        delete_after_commit([name])
        return False
    export = Export.objects.get(pk=export_id)
    record("privacy.export.make", target=export, by=MAKER, at=at, after={"size": size})
    notify(access.subject_named(export.person_id).party_id, "export_ready", f"export/{export.pk}", {}, at=at)
    return True


@entry
def delete_old_exports(*, at: datetime, most: int = 100) -> int:
    """Delete files whose time is over; how many."""
    old = Export.objects.filter(status=Status.READY, expires_at__lte=at).select_for_update(skip_locked=True).order_by("expires_at", "pk")[:most]
    names = [export.name for export in old]
    Export.objects.filter(pk__in=[export.pk for export in old]).update(status=Status.EXPIRED, name="")
    delete_after_commit(names)
    return len(names)

"""Comparing a day's payments, refunds and payouts with the files of those who carried them, and with the ledger."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Max

from ecosystem import ports
from ecosystem.audit.public import Note, record, record_all
from ecosystem.identity.public import require_operator
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.verbs import entry, inner

from .. import queries
from ..bank_account import NAME as BANK_ACCOUNT
from ..errors import CasesOpen, DayClosed, DayNotOver, DaySkipped, FileDiffers, NoFile
from ..expected import RECONCILE, SIDES
from ..models import Day, Statement
from ..reading import lines_of
from .deciding import decide_by_file

COPY = "COPY payments_statementline (statement_id, number, kind, ours_id, amount_minor, state, theirs) FROM STDIN"


@dataclass(frozen=True, slots=True)
class Compared:
    """How many of our rows were compared, and how many cases were opened and resolved by it."""

    rows: int
    opened: int
    resolved: int


def _require_right(by: Actor) -> None:
    if not by.is_platform:
        require_operator(by)


@entry
def read_statement(*, source: str, on: date, content: bytes, by: Actor, at: datetime) -> Statement:
    """Keep a source's file of a day, line by line. The same file again is the first reading.

    Raises:
        NotFound: not an operator.
        FileUnreadable: a line that can't be understood; nothing is kept.
        FileDiffers: another file of that source and day was read before.
        DayClosed: the day is closed.
        DayNotOver: it would be the file of a part of a day, and a day has one.
    """
    _require_right(by)
    _require_over(on, at)
    digest = hashlib.sha256(content).digest()
    statement, new = Statement.objects.get_or_create(source=source, on=on, defaults={"digest": digest, "lines": 0, "read_by": by.name, "read_at": at})
    if not new:
        if bytes(statement.digest) != digest:
            raise FileDiffers
        return statement
    _require_open(on)
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        number = 0
        for number, line in enumerate(lines_of(content), start=1):
            copy.write_row((statement.pk, number, line.kind, line.ours_id, line.amount_minor, line.state, line.theirs))
    statement.lines = number
    statement.save(update_fields=["lines"])
    record("payments.read_statement", target=statement, by=by, at=at, after={"source": source, "on": on.isoformat(), "lines": number})
    return statement


@entry
def reconcile(*, source: str, on: date, by: Actor, at: datetime) -> Compared:
    """Open a case for every difference of a day, and resolve the open ones that are gone; set by set, however many rows.

    What was explained or waived is open again where the difference is another one by now: nobody has looked at that.

    Raises:
        NotFound: not an operator.
        NoFile: the source's file of the day was not read.
        DayClosed: the day is closed.
    """
    _require_right(by)
    # Two comparisons at once: the second waits here and finds the same cases.
    if Statement.objects.select_for_update().filter(source=source, on=on).first() is None:
        raise NoFile(source=source, day=on)
    _require_open(on)
    return _compare(source, on, by=by, at=at)


@inner
def _compare(source: str, on: date, *, by: Actor, at: datetime) -> Compared:
    """The file's row is locked."""
    values = {**queries.span_of(source, on), "at": at, "by": by.name, "keeps_strays": source == BANK_ACCOUNT}
    with connection.cursor() as cursor:
        for statement in (*SIDES, RECONCILE):
            cursor.execute(statement, values)
        *counts, undone = cursor.fetchone()
    compared = Compared(*counts)
    record_all(
        Note(
            act="payments.reopen_case",
            target=f"payments.case/{case_id}",
            by=by,
            at=at,
            before={"status": status, "ours_minor": ours, "theirs_minor": theirs, "reason": reason},
            after={"status": "open"},
        )
        for case_id, status, ours, theirs, reason in undone or ()
    )
    told = {"source": source, "rows": compared.rows, "opened": compared.opened, "resolved": compared.resolved}
    record("payments.reconcile", target=f"day/{on}", by=by, at=at, after=told)
    return compared


def reconcile_day(*, on: date, by: Actor, at: datetime) -> dict[str, Compared]:
    """Fetch what is there of a day's files, outside any transaction, let them decide what was unknown, and compare each.

    A closed day is left alone.
    """
    _require_right(by)
    if Day.objects.filter(pk=on).exists():
        return {}
    for source, file in ports.statement_files:
        if not Statement.objects.filter(source=source, on=on).exists():
            content = file.fetch(on=on)
            if content is not None:
                read_statement(source=source, on=on, content=content, by=by, at=at)
    read = Statement.objects.filter(on=on).order_by("source").values_list("source", flat=True)
    return {source: compared_by_file(source=source, on=on, by=by, at=at) for source in list(read)}


def compared_by_file(*, source: str, on: date, by: Actor, at: datetime) -> Compared:
    """What the file decides is decided before it is compared. Raises as ``reconcile``."""
    decide_by_file(source=source, on=on, at=at)
    return reconcile(source=source, on=on, by=by, at=at)


@entry
def close_reconciled_day(*, on: date, by: Actor, at: datetime) -> Day:
    """Close a day whose every difference is explained, waived or gone. Closing it again answers what was done.

    The gate compares each file itself: one that was read and never compared, or what changed after it was, shuts it too.

    Raises:
        NotFound: not an operator.
        DayNotOver, DaySkipped: it is not its turn.
        NoFile: somebody carried money that day and no file of theirs was read.
        CasesOpen: a difference is not decided.
    """
    require_operator(by)
    day = Day.objects.filter(pk=on).first()
    if day is not None:
        return day
    _require_turn(on, at)
    files = set(Statement.objects.select_for_update().filter(on=on).order_by("source").values_list("source", flat=True))
    active = queries.active_sources(on)
    for source, count in active.items():
        if count and source not in files:
            raise NoFile(source=source, day=on)
    for source in sorted(files):
        _compare(source, on, by=by, at=at)
    counts = queries.case_counts(on)
    if counts["open"]:
        raise CasesOpen(day=on, count=counts["open"], details={"cases": counts["open"]})
    values: dict[str, Any] = {"compared": sum(active.values()), "cases": sum(counts.values()), "waived": counts["waived"]}
    day, new = Day.objects.get_or_create(pk=on, defaults={"closed_by": by.name, "closed_at": at, **values})
    if new:
        record("payments.close_day", target=f"day/{on}", by=by, at=at, after=values)
    return day


def _require_over(on: date, at: datetime) -> None:
    if on >= business_date(at):
        raise DayNotOver(day=on)


def _require_turn(on: date, at: datetime) -> None:
    _require_over(on, at)
    last = Day.objects.aggregate(last=Max("on"))["last"]
    if last is not None and on != last + timedelta(days=1):
        raise DaySkipped(day=on, first=last + timedelta(days=1))


def _require_open(on: date) -> None:
    if Day.objects.filter(pk=on).exists():
        raise DayClosed(day=on)

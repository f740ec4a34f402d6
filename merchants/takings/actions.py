"""Statements of takings from elsewhere: kept, their columns named, taken in as claims, taken back by corrections."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import connection

from ecosystem.audit.public import record
from ecosystem.feed.public import Publication, publish_all
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import TOWN_TIME, business_date
from ecosystem.kernel.money import CNY
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once
from merchants.catalog.public import csv_lines, guessed_columns, rows_of
from merchants.shops.public import Shop

from . import access, rules
from .errors import StatementEmpty, StatementTaken, StatementUndone, StatementWaits, TooLateToTakeBack
from .facts import TakingsClaimed
from .models import Statement, Taking
from .queries import known_references

UNDO_WITHIN = timedelta(hours=24)
# Two statements of one shop wait for each other, so that a row of both is claimed once.
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
AT_ONCE = 2_000


@entry
def upload_statement(*, shop_id: UUID, platform: str, name: str, content: bytes, by: Actor, at: datetime) -> Statement:
    """Keep a file of takings, its columns guessed from their names; nothing is claimed yet.

    Raises:
        NotFound: not a shop whose books the actor keeps.
        BadPlatform: no name that a platform has.
        StatementTaken: this very file was taken in already.
        FileTooLarge, FileUnreadable, TooManyRows: what is wrong with the file.
    """
    shop = access.shop_kept(by, shop_id)
    platform, digest = rules.checked_platform(platform), hashlib.sha256(content).digest()
    _require_new(shop.pk, digest)
    mapping = guessed_columns(rows_of(content)[0], rules.KNOWN)
    return Statement.objects.create(
        shop=shop, by_id=by.person_id, platform=platform, name=name[:120], content=content, digest=digest, mapping=mapping, uploaded_at=at
    )


@entry
def map_statement(*, statement_id: UUID, mapping: Mapping[str, int], by: Actor, at: datetime) -> Statement:
    """Say which column is what.

    Raises:
        StatementNotFound: absent, taken in already, or another shop's.
        ColumnsMissing: no day, or no amount.
    """
    found = access.waiting_statement_for(by, statement_id, lock=True)
    found.mapping = rules.checked_mapping(mapping, len(rows_of(bytes(found.content or b""))[0]))
    found.save(update_fields=["mapping"])
    return found


@entry
def take_in_statement(*, statement_id: UUID, by: Actor, at: datetime) -> Statement:
    """Claim every row that can be; the others are counted. A second call finds it done and tells the same.

    Raises:
        StatementNotFound: absent, or another shop's.
        ColumnsMissing: its columns say too little.
        StatementTaken: the same file was taken in meanwhile.
        StatementEmpty: no row of it can be claimed.
    """
    found = access.statement_for(by, statement_id, lock=True)
    if found.status != Statement.Status.UPLOADED:
        return found
    rows = rows_of(bytes(found.content or b""))
    claim(found, rows, rules.checked_mapping(found.mapping, len(rows[0])), by=by, at=at)
    return found


@entry
def take_in_lines(*, shop_id: UUID, platform: str, rows: Sequence[Sequence[str]], key: str, by: Actor, at: datetime) -> tuple[Statement, rules.Plan]:
    """Claim takings that a program sends, the header of field names first; the same key gives the same statement again.

    Raises:
        NotFound, BadPlatform, ColumnsMissing, StatementTaken, StatementEmpty: as for a file.
    """
    with once(key, verb="takings.take_in_lines", by=by, body={"shop": shop_id, "platform": platform, "rows": rows}, at=at) as turn:
        shop = access.shop_kept(by, shop_id)
        if turn.earlier:
            return Statement.objects.get(pk=turn.earlier["statement"]), rules.Plan()
        mapping = rules.checked_mapping({name: column for column, name in enumerate(rows[0])}, len(rows[0]))
        content = "".join(csv_lines(rows)).encode()
        made = Statement.objects.create(
            shop=shop,
            by_id=by.person_id,
            platform=rules.checked_platform(platform),
            name="API",
            content=content,
            digest=hashlib.sha256(content).digest(),
            mapping=mapping,
            uploaded_at=at,
        )
        plan = claim(made, rows, mapping, by=by, at=at)
        turn.remember(statement=made.pk)
        return made, plan


@inner
def claim(statement: Statement, rows: Sequence[Sequence[str]], mapping: Mapping[str, int], *, by: Actor, at: datetime) -> rules.Plan:
    """Rows of a held statement, the header first, as takings and the facts that claim them."""
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, [f"takings/{statement.shop_id}"])
    _require_new(statement.shop_id, bytes(statement.digest))
    known = known_references(statement.shop_id, statement.platform)
    plan = rules.plan(rows, mapping, known=known, today=business_date(at))
    if not plan.rows:
        raise StatementEmpty
    for first in range(0, len(plan.rows), AT_ONCE):
        _claim_rows(statement, plan.rows[first : first + AT_ONCE], at)
    statement.status, statement.content = Statement.Status.APPLIED, None
    statement.taken, statement.refused = len(plan.rows), len(plan.faults)
    statement.applied_at, statement.undo_until = at, at + UNDO_WITHIN
    statement.save(update_fields=["status", "content", "taken", "refused", "applied_at", "undo_until"])
    after = {"taken": statement.taken, "refused": statement.refused, "sum_minor": plan.sum_minor}
    record("takings.take_in", target=f"statement/{statement.pk}", by=by, at=at, after=after, about=statement.shop_id)
    return plan


@entry
def take_back_statement(*, statement_id: UUID, by: Actor, at: datetime) -> Statement:
    """Let nothing of a statement count any more: a correction of each of its facts says so.

    Raises:
        StatementNotFound: absent, or another shop's.
        StatementWaits: nothing of it counts yet.
        StatementUndone: taken back already.
        TooLateToTakeBack: taken in more than 24 hours ago.
    """
    found = access.statement_for(by, statement_id, lock=True)
    if found.status == Statement.Status.UNDONE:
        raise StatementUndone
    if found.status == Statement.Status.UPLOADED:
        raise StatementWaits
    if not found.can_be_undone(at):
        raise TooLateToTakeBack
    takings = list(Taking.objects.filter(statement=found).order_by("pk"))
    for first in range(0, len(takings), AT_ONCE):
        part = takings[first : first + AT_ONCE]
        numbers = publish_all([_told(found.shop, taking, at, key=f"{taking.fact_id}/back", corrects=taking.fact_id, back=True) for taking in part])
        for taking, number in zip(part, numbers, strict=True):
            taking.back_fact_id = number
        Taking.objects.bulk_update(part, ["back_fact_id"])
    found.status, found.undone_at = Statement.Status.UNDONE, at
    found.save(update_fields=["status", "undone_at"])
    record("takings.take_back", target=f"statement/{found.pk}", by=by, at=at, after={"taken_back": len(takings)}, about=found.shop_id)
    return found


def _require_new(shop_id: UUID, digest: bytes) -> None:
    earlier = Statement.objects.filter(shop=shop_id, digest=digest, status=Statement.Status.APPLIED).first()
    if earlier:
        raise StatementTaken(name=earlier.name)


def _claim_rows(statement: Statement, rows: Sequence[rules.Row], at: datetime) -> None:
    """A reference that was taken back before is claimed anew as a correction of its withdrawal: the feed tells each once."""
    names = [row.reference for row in rows]
    withdrawn = Taking.objects.filter(shop=statement.shop_id, platform=statement.platform, reference__in=names).order_by("pk")
    last = dict(withdrawn.values_list("reference", "back_fact_id"))
    takings = [
        Taking(
            statement=statement,
            shop_id=statement.shop_id,
            platform=statement.platform,
            reference=row.reference,
            on=row.on,
            amount_minor=row.amount_minor,
            fee_minor=row.fee_minor,
        )
        for row in rows
    ]
    told = []
    for taking in takings:
        back = last.get(taking.reference)
        name = f"{statement.platform}/{taking.reference}" if back is None else f"{back}/again"
        told.append(_told(statement.shop, taking, at, key=name, corrects=back))
    for taking, number in zip(takings, publish_all(told), strict=True):
        taking.fact_id = number
    Taking.objects.bulk_create(takings)


def _told(shop: Shop, taking: Taking, at: datetime, *, key: str, corrects: int | None, back: bool = False) -> Publication:
    fact = TakingsClaimed(
        str(shop.pk), taking.platform, taking.on.isoformat(), 0 if back else taking.amount_minor, 0 if back else taking.fee_minor, CNY, back
    )
    day = datetime.combine(taking.on, time(), TOWN_TIME)
    return Publication(
        fact=fact, about=shop.party_id, key=key, at=at, occurred_at=day, standing="claimed", source=f"statement/{shop.pk}", corrects=corrects
    )

"""A database put back as it was made, by emptying what a test filled.

A copy of the template is 1,700 new files, and some file systems look for a place for each among all those that were
removed a moment ago: a second for every test that commits. What was made is copied anew only when a test changed more
than rows.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from typing import LiteralString, TypeAlias

import psycopg
from psycopg import sql

from tests import databases, sessions

# A row of a catalogue that was written since the copy tells that something was defined, granted or emptied by TRUNCATE.
CATALOGUES = ("pg_class", "pg_attribute", "pg_constraint", "pg_index", "pg_trigger", "pg_proc", "pg_type", "pg_namespace", "pg_policy")
# A session's first temporary table makes a namespace that stays when the table has gone.
BUT_TEMPORARY: LiteralString = " WHERE nspname !~ '^pg_(toast_)?temp_'"
TABLES: LiteralString = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
SEQUENCES: LiteralString = """
SELECT s.sequencename, s.last_value, s.start_value FROM pg_sequences s WHERE s.schemaname = 'public' ORDER BY s.sequencename"""
# A table without a page was never written to.
WRITTEN: LiteralString = """
SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND pg_relation_size(c.oid) > 0"""
# All within one statement: a plan for each of 250 tables takes longer than emptying ten.
EMPTY: LiteralString = (
    "DO $$ DECLARE written text; BEGIN FOR written IN"
    + WRITTEN
    + " AND c.relname <> ALL ({kept}) LOOP EXECUTE format('DELETE FROM %I', written); END LOOP; END $$"
)
# Rows that were taken away lie there until somebody sweeps, and nobody does beside tests. To sweep takes longer than a few emptyings.
SWEPT_AFTER = 20
OTHERS: LiteralString = """
SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity WHERE datname = current_database()
AND pid <> pg_backend_pid() AND pid <> ALL (%s) AND usename IS NOT NULL AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = usename)"""

Link: TypeAlias = psycopg.Connection[tuple[object, ...]]


@dataclass(frozen=True)
class Made:
    """What a fresh copy holds: its catalogues' marks, the rows that its migrations wrote, where its sequences stand."""

    marks: tuple[object, ...]
    rows: dict[str, bytes]
    sequences: list[tuple[object, ...]]


_made: dict[str, Made] = {}
_owners: dict[str, Link] = {}
_emptied: Counter[str] = Counter()


def remember(name: str) -> None:
    """Note what the database of this name holds now, fresh from its template."""
    with databases.owner_connection(name) as owner:
        rows = {table: rows_of(owner, table) for table in tables_of(owner)}
        _made[name] = Made(_marks(owner), {table: data for table, data in rows.items() if data}, owner.execute(SEQUENCES).fetchall())


def restore(name: str) -> None:
    """End every session there and put the database back as ``remember`` found it."""
    owner = _owner_of(name)
    owner.execute(OTHERS, [sessions.kept(name)])
    if _marks(owner) == _made[name].marks and _may_ignore_triggers(owner):
        _empty(owner, _made[name])
        _emptied[name] += 1
        if _emptied[name] % SWEPT_AFTER == 0:
            _sweep(owner)
    else:
        databases.recreate(name, databases.TEMPLATE)


def _owner_of(name: str) -> Link:
    """The owner's session there, kept from one restoring to the next: a fresh one would have to read a catalogue of 250 tables first."""
    if name in _owners:
        with suppress(psycopg.OperationalError):
            _owners[name].execute("SELECT")
            return _owners[name]
    _owners[name] = databases.owner_connection(name)
    return _owners[name]


def _may_ignore_triggers(owner: Link) -> bool:
    """Where the suite runs on servers of its own: see ``FAST_ROLES``."""
    try:
        owner.execute("SET session_replication_role = replica")
    except psycopg.errors.InsufficientPrivilege:
        return False
    return True


def _empty(owner: Link, made: Made) -> None:
    with owner.transaction():
        owner.execute(sql.SQL(EMPTY).format(kept=sql.Literal(list(made.rows))))
        for table, was in made.rows.items():
            name = sql.Identifier(table)
            if rows_of(owner, table) != was:
                owner.execute(sql.SQL("DELETE FROM {}").format(name))
                with owner.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(name)) as copy:
                    copy.write(was)
        for sequence, last, start in set(owner.execute(SEQUENCES).fetchall()) - set(made.sequences):
            before = next((was for other, was, _ in made.sequences if other == sequence), last)
            owner.execute("SELECT setval(%s::text::regclass, %s, %s)", [sequence, start if before is None else before, before is not None])


def _sweep(owner: Link) -> None:
    written = [sql.Identifier(str(table)) for (table,) in owner.execute(WRITTEN)]
    owner.execute(sql.SQL("VACUUM {}").format(sql.SQL(", ").join(written)))


def tables_of(owner: Link) -> list[str]:
    return [str(table) for (table,) in owner.execute(TABLES)]


def rows_of(owner: Link, table: str) -> bytes:
    """In an order of their own: what is written again lies wherever there is room."""
    with owner.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as copy:
        return b"".join(sorted(b"".join(bytes(part) for part in copy).splitlines(keepends=True)))


def _marks(owner: Link) -> tuple[object, ...]:
    newest: LiteralString = "SELECT count(*), max(xmin::text::bigint) FROM {}"
    said = {catalogue: sql.SQL(newest + (BUT_TEMPORARY if catalogue == "pg_namespace" else "")) for catalogue in CATALOGUES}
    return tuple(owner.execute(asked.format(sql.Identifier(catalogue))).fetchone() for catalogue, asked in said.items())

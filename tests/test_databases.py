"""The tests' own databases: restored under nobody's feet."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections, transaction

from tests import cast, databases, pristine, sessions


def test_what_was_opened_before_an_event_loop_ran_is_closed_in_it_too(committed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a file of browser tests: Playwright's loop runs from the first test to the last."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    before = connections["default"]
    before.ensure_connection()

    async def in_a_loop() -> None:
        during = connections["default"]
        during.ensure_connection()
        assert during is not before
        databases.hang_up()
        assert (before.connection, during.connection) == (None, None)

    asyncio.run(in_a_loop())
    databases.recreate(committed, databases.TEMPLATE)
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT current_database()")
        assert cursor.fetchone() == (committed,)


def test_a_used_database_is_put_back_as_it_was_made(committed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = f"{committed}_fresh"
    databases.recreate(fresh, databases.TEMPLATE)
    try:
        with databases.owner_connection(fresh) as owner:
            made = _whole(owner)
    finally:
        databases.drop(fresh)
    cast.corner()
    ContentType.objects.all().delete()
    with transaction.atomic(), connections["default"].cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE passing ON COMMIT DROP AS SELECT 1 AS one")
    with databases.owner_connection(committed) as owner:
        assert _whole(owner) != made
    databases.hang_up()
    recreated: list[str] = []
    with monkeypatch.context() as patch:
        patch.setattr(databases, "recreate", lambda name, _template: recreated.append(name))
        pristine.restore(committed)
    assert recreated == []
    with databases.owner_connection(committed) as owner:
        assert _whole(owner) == made
        owner.execute("CREATE TABLE stray (id int)")
        owner.execute("ALTER TABLE ledger_transfer DISABLE TRIGGER transfers_are_append_only")
    pristine.restore(committed)
    with databases.owner_connection(committed) as owner:
        assert _whole(owner) == made
        assert owner.execute("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'").fetchone() == (0,)


def test_a_session_is_taken_up_again_with_nothing_of_what_was_said_in_it(committed: str) -> None:
    def told(asked: str) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(asked)
            return cursor.fetchone()[0] if cursor.description else None

    connection.close()
    first = told("SELECT pg_backend_pid()")
    for said in ("SET statement_timeout = 7000", "SELECT pg_advisory_lock(7)", "CREATE TEMPORARY TABLE mine AS SELECT 1 AS one", "LISTEN something"):
        told(said)
    connection.close()
    assert sessions.kept(committed) == [first]
    assert told("SELECT pg_backend_pid()") == first and sessions.kept(committed) == []
    assert told("SHOW statement_timeout") == "0"
    assert told("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()") == 0
    assert (told("SELECT count(*) FROM pg_listening_channels()"), told("SELECT count(*) FROM pg_class WHERE relname = 'mine'")) == (0, 0)
    # Neither one that is within a transaction nor one that the server has ended serves anybody again.
    connection.set_autocommit(False)
    told("SELECT 1")
    connection.close()
    assert sessions.kept(committed) == []
    second = told("SELECT pg_backend_pid()")
    connection.close()
    with databases.owner_connection(committed) as owner:
        owner.execute("SELECT pg_terminate_backend(%s, 10000)", [second])
    assert told("SELECT pg_backend_pid()") not in {first, second}


def _whole(owner: pristine.Link) -> tuple[object, ...]:
    tables = {table: pristine.rows_of(owner, table) for table in pristine.tables_of(owner)}
    return tables, owner.execute(pristine.SEQUENCES).fetchall()

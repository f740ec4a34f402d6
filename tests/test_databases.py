"""The tests' own databases: restored under nobody's feet."""

from __future__ import annotations

import asyncio

import pytest
from django.db import connections

from tests import databases


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

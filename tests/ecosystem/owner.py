"""The owner of the tables, who alone could tamper with them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tests.databases import owner_connection


@contextmanager
def as_owner(database: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A connection of the owner's, whose transaction commits at the end of the block."""
    with owner_connection(database) as connection, connection.transaction():
        yield connection

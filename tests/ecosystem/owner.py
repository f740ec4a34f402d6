"""The owner of the tables, who alone could tamper with them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tests.conftest import _owner_database


@contextmanager
def as_owner(database: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    config = _owner_database(database)
    with psycopg.connect(
        host=str(config["HOST"]) or None,
        port=str(config["PORT"]) or None,
        user=str(config["USER"]),
        password=str(config["PASSWORD"]) or None,
        dbname=database,
    ) as connection:
        yield connection

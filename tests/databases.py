"""Databases for tests and benchmarks: migrated once by the owner into a template, copied, used as the app's role."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from weakref import WeakSet

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from psycopg import sql

from tests import sessions

ROOT = Path(__file__).resolve().parent.parent
SUFFIX = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
TEMPLATE = f"twin_template_{SUFFIX}"
WINGS = ("ecosystem", "merchants", "residents", "lending")
# Migrations import from the kernel and from rooms' rules.
DECIDING_FILES = {"models.py", "settings.py", "rules.py"}
DECIDING_FOLDERS = {"migrations", "models", "kernel"}
DROP_TRIES, DROP_PAUSE_S = 400, 0.2
_opened: WeakSet[BaseDatabaseWrapper] = WeakSet()


def _remember(connection: BaseDatabaseWrapper, **_: object) -> None:
    _opened.add(connection)


connection_created.connect(_remember)


def owner_database(name: str) -> dict[str, object]:
    """Django's settings of a database, as its owner."""
    from ecosystem import environment

    config = environment.database(settings.DATABASE_OWNER_URL)
    return {**settings.DATABASES["default"], **config, "NAME": name}


def owner_connection(name: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
    return connect(owner_database(name))


def connect(config: Mapping[str, object], called: str = "") -> psycopg.Connection[tuple[object, ...]]:
    """A bare connection, without Django, to a database of its settings."""
    return psycopg.connect(
        host=str(config["HOST"]) or None,
        port=str(config["PORT"]) or None,
        user=str(config["USER"]),
        password=str(config["PASSWORD"]) or None,
        dbname=str(config["NAME"]),
        application_name=called,
        autocommit=True,
    )


def recreate(name: str, template: str | None) -> None:
    drop(name)
    copy = sql.SQL(" TEMPLATE {} STRATEGY FILE_COPY").format(sql.Identifier(template)) if template else sql.SQL("")
    with owner_connection() as owner:
        owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)) + copy)


def hang_up() -> None:
    """Close every connection of Django's that this thread has opened.

    ``connections["default"]`` alone is not enough: while an event loop runs in the thread, as
    Playwright's does, that name means another connection than before and after. The first
    would stay open, be ended by the server when its database is dropped, and fail the next test.
    """
    for connection in list(_opened):
        if connection._thread_ident == threading.get_ident():  # type: ignore[attr-defined]
            connection.close()


def drop(name: str) -> None:
    """End every session there and drop the database.

    The owner may not end an autovacuum worker, which runs as the superuser; it leaves by
    itself soon, so asking again is enough.
    """
    sessions.end(name)
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with owner_connection() as owner:
        for _ in range(DROP_TRIES - 1):
            try:
                owner.execute(statement)
            except psycopg.errors.InsufficientPrivilege:
                time.sleep(DROP_PAUSE_S)
            else:
                return
        owner.execute(statement)


def build_template(name: str = TEMPLATE) -> None:
    """Migrate as the owner, unless it was done from the same files; the migrations grant the app's role what it needs.

    Whoever asks for the same template meanwhile waits for it.
    """
    made_from = _schema_files()
    with owner_connection() as owner:
        owner.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
        found = owner.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]).fetchone()
        if found == (made_from,):
            return
        recreate(name, None)
        with as_owner(name):
            call_command("migrate", verbosity=0, interactive=False)
        owner.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(made_from)))


def _schema_files() -> str:
    """What a migrated database comes from: the locked packages, migrations with what they import, SQL, models and settings."""
    said = hashlib.sha256((ROOT / "uv.lock").read_bytes())
    for path in sorted(path for wing in WINGS for path in (ROOT / wing).rglob("*") if path.suffix in {".py", ".sql"}):
        inside = path.relative_to(ROOT)
        if path.suffix == ".sql" or path.name in DECIDING_FILES or DECIDING_FOLDERS & set(inside.parts):
            said.update(str(inside).encode() + path.read_bytes())
    return said.hexdigest()


@contextmanager
def as_owner(name: str) -> Iterator[None]:
    """Django's default connection is the owner's, to the named database, for the length of the block."""
    default = connections.databases["default"]
    saved = dict(default)
    connections["default"].close()
    del connections["default"]
    default.update(owner_database(name))
    try:
        yield
    finally:
        connections["default"].close()
        # Nobody may look at a database while it is copied.
        sessions.end(name)
        del connections["default"]
        default.clear()
        default.update(saved)


def use(name: str) -> None:
    """Point Django's default connection at the named database, as the app's role."""
    connections["default"].close()
    connections.databases["default"]["NAME"] = name
    connections["default"].settings_dict["NAME"] = name


def let_go() -> None:
    """Close Django's default connection and, where there is one, its pool."""
    connections["default"].close()
    if connections["default"].pool:  # type: ignore[attr-defined]
        connections["default"].close_pool()  # type: ignore[attr-defined]

"""The database of the tests: migrated once by the owner into a template, used as the app's role.

Ordinary tests roll back. Tests that must really commit (races, feed readers, append-only
tables) take ``committed``; the owner then restores their database from the template.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
SUFFIX = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
TEMPLATE = f"twin_template_{SUFFIX}"


def _owner_database(name: str) -> dict[str, object]:
    from ecosystem import environment

    config = environment.database(settings.DATABASE_OWNER_URL)
    return {**settings.DATABASES["default"], **config, "NAME": name}


def _owner_connection() -> psycopg.Connection[tuple[object, ...]]:
    config = _owner_database("postgres")
    return psycopg.connect(
        host=str(config["HOST"]) or None,
        port=str(config["PORT"]) or None,
        user=str(config["USER"]),
        password=str(config["PASSWORD"]) or None,
        dbname="postgres",
        autocommit=True,
    )


def _recreate(name: str, template: str | None) -> None:
    with _owner_connection() as owner:
        owner.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        copy = sql.SQL(" TEMPLATE {} STRATEGY FILE_COPY").format(sql.Identifier(template)) if template else sql.SQL("")
        owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)) + copy)


def _build_template() -> None:
    """Migrate as the owner; the migrations grant the app's role what it needs."""
    _recreate(TEMPLATE, None)
    default = connections.databases["default"]
    saved = dict(default)
    default.update(_owner_database(TEMPLATE))
    connections["default"].close()
    del connections["default"]
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connections["default"].close()
        del connections["default"]
        default.clear()
        default.update(saved)


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "solo")
    name = f"twin_test_{SUFFIX}_{worker}"
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        if worker == "solo":
            _build_template()
        _recreate(name, TEMPLATE)
        connections.databases["default"]["NAME"] = name
        connections["default"].settings_dict["NAME"] = name
    yield name
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connections["default"].close()
        with _owner_connection() as owner:
            owner.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Under xdist the controller migrates once, before its workers start."""
    if getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput"):
        import django
        from pytest_django.plugin import blocking_manager_key

        django.setup()
        with config.stash[blocking_manager_key].unblock():
            _build_template()


@pytest.fixture
def committed(django_db_setup: str, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """A database in which everything really commits; restored from the template afterwards."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield django_db_setup
        connections["default"].close()
        _recreate(django_db_setup, TEMPLATE)

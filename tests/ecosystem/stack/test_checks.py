"""An unsafe start is refused, with every reason and what to do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import psycopg
import pytest
from django.core.checks import CheckMessage, registry, run_checks
from django.db.backends.postgresql.base import DatabaseWrapper
from django.test import override_settings

from ecosystem import environment
from ecosystem.stack import checks
from ecosystem.stack.places import REPOSITORY
from ecosystem.stack.postgres import APP, OWNER, SUPERUSER
from tests.ecosystem.stack.conftest import Running

GOOD = {"SECRET_KEY": "k" * 50, "DEBUG": False, "DEMO_MODE": False, "HTTPS": True, "ALLOWED_HOSTS": ["bank.example"]}


def _ids(found: list[CheckMessage]) -> list[str]:
    return [str(message.id) for message in found]


@pytest.mark.parametrize(
    ("changed", "refused"),
    [
        ({}, []),
        ({"SECRET_KEY": ""}, ["twin.E001"]),
        ({"SECRET_KEY": "k" * 31}, ["twin.E001"]),
        ({"SECRET_KEY": "k" * 32}, []),
        ({"DEBUG": True}, ["twin.E002"]),
        ({"DEBUG": True, "DEMO_MODE": True, "SECRET_KEY": "short"}, []),
        ({"ALLOWED_HOSTS": ["bank.example", "*"]}, ["twin.E003"]),
        ({"ALLOWED_HOSTS": ["*"], "DEMO_MODE": True}, ["twin.E003"]),
        ({"HTTPS": False}, ["twin.E004"]),
        ({"HTTPS": False, "DEMO_MODE": True}, []),
        ({"HTTPS": False, "SECRET_KEY": "", "ALLOWED_HOSTS": ["*"]}, ["twin.E001", "twin.E003", "twin.E004"]),
    ],
)
def test_each_unsafe_setting_is_refused(changed: dict[str, object], refused: list[str]) -> None:
    with override_settings(**{**GOOD, **changed}):
        assert _ids(checks.settings_are_safe()) == refused


def test_django_runs_them_when_it_is_asked() -> None:
    assert "settings_are_safe" in {getattr(check, "__name__", "") for check in registry.registry.deployment_checks}
    assert "database_is_ours" in {getattr(check, "__name__", "") for check in registry.registry.registered_checks}
    with override_settings(**{**GOOD, "SECRET_KEY": "short"}):
        assert "twin.E001" in _ids(run_checks(include_deployment_checks=True))
        assert "twin.E001" not in _ids(run_checks())


@pytest.mark.django_db
def test_the_role_of_the_tests_is_as_limited_as_in_production() -> None:
    assert _ids(checks.database_is_ours(databases=["default"])) == []


def test_a_database_that_was_not_asked_for_is_left_alone() -> None:
    assert checks.database_is_ours(databases=["other"]) == []
    assert checks.database_is_ours() == []


@pytest.fixture(scope="module")
def roles(running: Running) -> Running:
    """The running servers with roles and a database as they should not be."""
    us = next(line.split('"')[1] for line in running.postgres._doors().splitlines())
    wrong = [SUPERUSER, "bypassing"]
    running.postgres._write("pg_ident.conf", running.postgres._doors() + "".join(f'twin "{us}" {role}\n' for role in wrong))
    os.kill(running.processes["postgres"][0].pid, signal.SIGHUP)
    time.sleep(0.5)
    with psycopg.connect(running.postgres.url(SUPERUSER), autocommit=True) as boss:
        boss.execute("CREATE ROLE bypassing LOGIN BYPASSRLS")
        boss.execute("CREATE DATABASE deaf TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C'")
        boss.execute(f"CREATE DATABASE owned OWNER {OWNER}")
    for database in ("twin", "deaf", "owned"):
        with psycopg.connect(running.postgres.url(SUPERUSER, database), autocommit=True) as boss:
            boss.execute("CREATE EXTENSION pg_trgm")
    with psycopg.connect(running.postgres.url(OWNER, "owned"), autocommit=True) as owner:
        owner.execute("CREATE TABLE mine (x int)")
    return running


def _refused(monkeypatch: pytest.MonkeyPatch, url: str) -> list[str]:
    settings = {**environment.database(url), "TIME_ZONE": None, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False, "AUTOCOMMIT": True}
    wrapper = DatabaseWrapper({**settings, "TEST": {}}, "default")
    monkeypatch.setattr(checks, "connection", wrapper)
    try:
        return _ids(checks.database_is_ours(databases=["default"]))
    finally:
        wrapper.close()


@pytest.mark.stack
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "database", "refused"),
    [
        (APP, "twin", []),
        (SUPERUSER, "twin", ["twin.E006", "twin.E007"]),
        ("bypassing", "twin", ["twin.E007"]),
        (OWNER, "twin", []),
        (OWNER, "owned", ["twin.E008"]),
        (APP, "deaf", ["twin.E009"]),
        (APP, "postgres", ["twin.E009"]),
        (APP, "absent", ["twin.E005"]),
    ],
)
def test_each_wrong_role_and_database_is_refused(
    roles: Running, monkeypatch: pytest.MonkeyPatch, role: str, database: str, refused: list[str]
) -> None:
    assert _refused(monkeypatch, roles.postgres.url(role, database)) == refused


def _environ(**more: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "DATABASE_URL", "REDIS_URL", "PYTHONPYCACHEPREFIX") if name in os.environ}
    return {**kept, "DJANGO_SETTINGS_MODULE": "ecosystem.settings", "ALLOWED_HOSTS": "bank.example", **more}


@pytest.mark.stack
@pytest.mark.parametrize("module", ["ecosystem.wsgi", "ecosystem.asgi"])
def test_a_serving_process_does_not_load_unsafely(module: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", f"import {module}"], cwd=REPOSITORY, env=_environ(SECRET_KEY="short"), capture_output=True, text=True, check=False
    )
    assert told.returncode != 0
    assert "Refusing to start" in told.stderr
    assert "twin.E001" in told.stderr
    assert "twin.E004" in told.stderr


@pytest.mark.stack
@pytest.mark.parametrize(
    "command",
    [
        ["-m", "granian", "--interface", "wsgi", "--port", "18231", "ecosystem.wsgi:application"],
        ["-m", "celery", "-A", "ecosystem.celery", "worker", "--pool", "solo"],
    ],
)
def test_a_server_ends_when_its_application_refuses(command: list[str]) -> None:
    told = subprocess.run(
        [sys.executable, *command], cwd=REPOSITORY, env=_environ(SECRET_KEY="short"), capture_output=True, text=True, timeout=120, check=False
    )
    assert told.returncode != 0
    assert "twin.E001" in told.stdout + told.stderr

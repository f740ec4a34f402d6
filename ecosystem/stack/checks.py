"""What must be true before anybody is served, as Django system checks with ids.

``settings_are_safe`` runs with ``check --deploy``, ``database_is_ours`` with ``check --database
default``, and both whenever a web or worker process starts (``refuse_unsafe_start``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection

from ecosystem.environment import BadConfiguration

SHORTEST_KEY = 32
OLDEST_POSTGRES = 150000
CHINESE = "中国农业银行"
ROLE = """
    SELECT rolsuper, rolbypassrls,
           EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid AND relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace)
    FROM pg_roles WHERE rolname = current_user
"""


def settings_are_safe(app_configs: object = None, **_: Any) -> list[CheckMessage]:
    """Settings with which a stranger could take over a session, or a page could tell too much."""
    try:
        key = settings.SECRET_KEY
    except ImproperlyConfigured:
        key = ""
    open_to_all = "*" in settings.ALLOWED_HOSTS
    tests: list[tuple[bool, str, str, str]] = [
        (
            len(key) < SHORTEST_KEY and not settings.DEBUG,
            "E001",
            f"SECRET_KEY is missing or shorter than {SHORTEST_KEY} characters.",
            "Set SECRET_KEY to a long random text and keep it out of the repository.",
        ),
        (
            settings.DEBUG and not settings.DEMO_MODE,
            "E002",
            "DEBUG is on outside demo mode.",
            "Unset DEBUG; on your own machine set DEMO_MODE=1 too.",
        ),
        (open_to_all, "E003", "ALLOWED_HOSTS lets any host name in.", "Set ALLOWED_HOSTS to the names that people type, separated by commas."),
        (
            not (settings.HTTPS or settings.DEMO_MODE or settings.DEBUG),
            "E004",
            "HTTPS is off, so cookies would travel in the open.",
            "Serve over HTTPS and set HTTPS=1.",
        ),
    ]
    return [Error(message, hint=hint, id=f"twin.{number}") for wrong, number, message, hint in tests if wrong]


def database_is_ours(app_configs: object = None, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """The role can't get round row security or change the tables, and search knows Chinese letters."""
    if "default" not in (databases or ()):
        return []
    try:
        with connection.cursor() as cursor:
            version = connection.cursor().connection.info.server_version
            cursor.execute(ROLE)
            is_super, bypasses, owns = cursor.fetchone()
            cursor.execute("SELECT to_regproc('show_trgm') IS NOT NULL")
            knows = bool(cursor.fetchone()[0])
            if knows:
                cursor.execute("SELECT cardinality(show_trgm(%s)) > 0", [CHINESE])
                knows = bool(cursor.fetchone()[0])
    except OperationalError as error:
        return [Error(f"The database does not answer: {error}", hint="Start it, or correct DATABASE_URL.", id="twin.E005")]
    other_role = "Create a role with LOGIN NOSUPERUSER NOBYPASSRLS that owns nothing, and name it in DATABASE_URL."
    tests = [
        (is_super, "E006", "The application connects as a superuser, to whom row security does not apply.", other_role),
        (bypasses, "E007", "The application's role may bypass row security.", other_role),
        (owns, "E008", "The application's role owns tables, so it could change them and their rules.", other_role),
        (not knows, "E009", "Trigram search finds nothing in Chinese.", "Run the migrations, in a database whose LC_CTYPE is C.UTF-8, not C."),
        (version < OLDEST_POSTGRES, "E010", "PostgreSQL is older than 15.", "Use PostgreSQL 15 or newer."),
    ]
    return [Error(message, hint=hint, id=f"twin.{number}") for wrong, number, message, hint in tests if wrong]


def refuse_unsafe_start() -> None:
    """Called as a serving process loads; raises ``BadConfiguration``, which ends it with every reason."""
    wrong = [*settings_are_safe(), *database_is_ours(databases=["default"])]
    connection.close()
    if wrong:
        raise BadConfiguration("Refusing to start:\n" + "\n".join(f"  {error.id}: {error.msg} {error.hint}" for error in wrong))

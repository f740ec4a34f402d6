"""What the planner of the database should know after many rows came in at once."""

from __future__ import annotations

import psycopg
from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

from ecosystem import environment


def analyse() -> None:
    """Let the planner know at once what came in; only the owner of the tables may ask for it."""
    if settings.DATABASE_OWNER_URL:
        owner = environment.database(settings.DATABASE_OWNER_URL)
        given = {"host": owner["HOST"], "port": owner["PORT"], "user": owner["USER"], "password": owner["PASSWORD"]}
        known = {key: str(value) for key, value in given.items() if value}
        address = make_conninfo("", dbname=str(connection.settings_dict["NAME"]), **known)
        with psycopg.connect(address, autocommit=True) as session:
            session.execute("ANALYZE")

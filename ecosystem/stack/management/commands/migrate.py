"""Migrations run as the owner of the tables, whatever role the application has."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections

from ecosystem import environment


class Command(migrate.Command):
    def get_check_kwargs(self, options: dict[str, Any]) -> dict[Any, Any]:
        """Without the checks of the database, which hold once it is migrated and for the application's role."""
        kwargs: dict[Any, Any] = dict(super().get_check_kwargs(options))
        return kwargs | {"databases": []}

    def handle(self, *words: Any, **options: Any) -> None:
        alias = options["database"]
        given = connections.databases[alias]
        if not settings.DATABASE_OWNER_URL:
            super().handle(*words, **options)
            return
        owner = environment.database(settings.DATABASE_OWNER_URL)
        connections[alias].close()
        del connections[alias]
        connections.databases[alias] = {**given, **owner, "NAME": given["NAME"]}
        try:
            super().handle(*words, **options)
        finally:
            connections[alias].close()
            del connections[alias]
            connections.databases[alias] = given

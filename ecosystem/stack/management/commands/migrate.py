"""Migrations run as the owner of the tables, whatever role the application has."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections

from ecosystem import environment


class Command(migrate.Command):
    def handle(self, *words: Any, **options: Any) -> None:
        alias = options["database"]
        given = connections.databases[alias]
        if not settings.DATABASE_OWNER_URL:
            super().handle(*words, **options)
            return
        owner = environment.database(settings.DATABASE_OWNER_URL)
        # What the application's role must not be, the owner is: those checks are not for here.
        options["skip_checks"] = True
        connections[alias].close()
        del connections[alias]
        connections.databases[alias] = {**given, **owner, "NAME": given["NAME"]}
        try:
            super().handle(*words, **options)
        finally:
            connections[alias].close()
            del connections[alias]
            connections.databases[alias] = given

"""Load the demo town: ninety days of real trade that end yesterday."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from psycopg.conninfo import make_conninfo

from ecosystem import environment
from ecosystem.demo.actions import TownStands, settle_town
from ecosystem.demo.public import read_town
from ecosystem.kernel import clock
from ecosystem.ledger.public import prove_books


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--ends-on", type=date.fromisoformat, help="the last day of trade; yesterday when not given")

    def handle(self, *args: Any, **options: Any) -> None:
        at = clock.now()
        town = read_town(ends_on=options["ends_on"] or clock.business_date(at) - timedelta(days=1))
        self.stdout.write(f"{len(town.errands)} real errands of {len(town.residents)} residents in {len(town.shops)} shops")
        try:
            for line in settle_town(town, at=at):
                self.stdout.write(line)
        except TownStands as refusal:
            raise CommandError(f"{refusal.explain()} {refusal.advise()}") from None
        analyse()
        run = prove_books(at=at)
        self.stdout.write(f"books proved: {run.differences} differences")
        if run.differences:
            raise CommandError("The town's books do not add up: manage.py prove_books says where.")


def analyse() -> None:
    """Let the planner know at once what came in; only the owner of the tables may ask for it."""
    if settings.DATABASE_OWNER_URL:
        owner = environment.database(settings.DATABASE_OWNER_URL)
        given = {"host": owner["HOST"], "port": owner["PORT"], "user": owner["USER"], "password": owner["PASSWORD"]}
        known = {key: str(value) for key, value in given.items() if value}
        address = make_conninfo("", dbname=str(connection.settings_dict["NAME"]), **known)
        with psycopg.connect(address, autocommit=True) as session:
            session.execute("ANALYZE")

"""Load the demo town: ninety days of real trade that end yesterday."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ecosystem.demo.actions import TownStands, settle_town
from ecosystem.demo.public import analyse, read_town, read_year
from ecosystem.demo.report import left_out
from ecosystem.kernel import clock
from ecosystem.ledger.public import prove_books
from ecosystem.stack.demo import SIZES

# Residents with most baskets, and the least number of shops that their baskets must fill.
PEOPLE = {"town": {"residents": 500, "shops": 48}, "small": {"residents": 25, "shops": 16}}
PEOPLE["full"] = PEOPLE["town"]


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--size", choices=SIZES, default=SIZES[0], help="how many of the source's households live there")
        parser.add_argument("--ends-on", type=date.fromisoformat, help="the last day of trade; yesterday when not given")

    def handle(self, *args: Any, **options: Any) -> None:
        at = clock.now()
        ends_on = options["ends_on"] or clock.business_date(at) - timedelta(days=1)
        town = read_town(ends_on=ends_on, **PEOPLE[options["size"]])
        if options["size"] == "full":
            town = replace(town, year=read_year(ends_on=ends_on))
        self.stdout.write(f"{len(town.errands)} real errands of {len(town.residents)} residents in {len(town.shops)} shops")
        self.stdout.write(left_out(town))
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

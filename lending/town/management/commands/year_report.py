"""How offers moved before the sales of the larger stores of the year collapsed: after SIZE=full make demo."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ecosystem.demo.public import read_year
from ecosystem.kernel import clock
from lending.town.year.businesses import businesses
from lending.town.year.report import report


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--ends-on", type=date.fromisoformat, help="the last day of trade, as load_town had it; yesterday when not given")

    def handle(self, *args: Any, **options: Any) -> None:
        year = read_year(ends_on=options["ends_on"] or clock.business_date(clock.now()) - timedelta(days=1))
        for line in report(year, businesses()):
            self.stdout.write(line)

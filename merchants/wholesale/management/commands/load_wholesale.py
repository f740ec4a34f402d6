"""Load a UK wholesaler's real year (UCI Online Retail II, as Parquet) as a supplier of the circle, and report every line."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from ecosystem.demo.public import analyse
from ecosystem.kernel import clock
from ecosystem.kernel.errors import DomainError
from ecosystem.ledger.public import prove_books
from merchants.wholesale.actions import draft_load, draft_tallies, load_year, require_adds_up
from merchants.wholesale.plan import days_to_move, plan_year
from merchants.wholesale.report import text_of
from merchants.wholesale.settling import EMAIL
from merchants.wholesale.shape import LeftOver, Year
from merchants.wholesale.source import Own, Source, SourceMissing
from merchants.wholesale.wording import words_of

COLUMNS = ("row", "document", "code", "customer", "at", "quantity", "pence", "why")


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", type=Path, required=True, help="the Parquet file, ../shared/data/online_retail_II_2009_2010.parquet say")
        parser.add_argument("--ends-on", type=date.fromisoformat, help="move the year by whole weeks, to end there or just before; yesterday")
        parser.add_argument("--only-read", action="store_true", help="report what would be taken and refused, and load nothing")
        parser.add_argument("--left-over", type=Path, help="write the cancelled lines that gave nothing back, each with its reason, as CSV")

    def handle(self, *args: Any, **options: Any) -> None:
        at = clock.now()
        try:
            source = Source(options["file"])
        except SourceMissing as missing:
            raise CommandError(str(missing)) from None
        own = source.own()
        ends_on = options["ends_on"] or clock.business_date(at) - timedelta(days=1)
        moved = days_to_move(own.last_at, ends_on=datetime.combine(ends_on, time()))
        year = plan_year(source.lines(), names=source.names(), countries=source.countries(), moved_days=moved)
        with translation.override("en"):
            if options["left_over"]:
                self._list(options["left_over"], year.left_over)
            try:
                self._load(source, year, own, only_read=options["only_read"], at=at)
            except DomainError as refusal:
                raise CommandError(f"{refusal.explain()} {refusal.advise()}") from None

    def _load(self, source: Source, year: Year, own: Own, *, only_read: bool, at: datetime) -> None:
        if only_read:
            require_adds_up(year, own)
            load = draft_load(year, own, file_name=source.file.name, at=at)
            self._say(text_of(load, draft_tallies(load, year)))
            return
        load = load_year(year=year, own=own, file_name=source.file.name, digest=source.digest(), at=at, say=self.stdout.write)
        analyse()
        self._say(text_of(load, list(load.tallies.order_by("-lines", "verdict"))))
        run = prove_books(at=clock.now())
        self.stdout.write(f"books proved: {run.differences} differences")
        if run.differences:
            raise CommandError("The books do not add up: manage.py prove_books says where.")
        self.stdout.write(f"its desk is {EMAIL}'s")

    def _list(self, file: Path, left_over: Iterable[LeftOver]) -> None:
        with file.open("w", encoding="utf-8", newline="") as sheet:
            writer = csv.writer(sheet)
            writer.writerow(COLUMNS)
            for one in left_over:
                told = (one.number, one.document, one.code, one.customer or "", one.at.isoformat(), one.quantity, one.value_minor, words_of(one.why))
                writer.writerow(told)

    def _say(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.stdout.write(line)

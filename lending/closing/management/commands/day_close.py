"""``manage.py day_close --date 2026-11-02``: close the day, and first what is still open before it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ecosystem.kernel import clock
from ecosystem.kernel.actor import platform
from ecosystem.kernel.errors import DomainError
from lending.closing.actions import close_through


class Command(BaseCommand):
    help = "Close a business day for all loans; prints one JSON object for each day. Run again, it prints the same."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--date", required=True, type=date.fromisoformat, help="the day to close, YYYY-MM-DD")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            days = close_through(on=options["date"], by=platform("closing.day_close"), at=clock.now())
        except DomainError as refusal:
            raise CommandError(f"{refusal.explain()} {refusal.advise()}") from None
        for day in days:
            told = {"date": str(day.on), "lines": day.lines, "interest_minor": day.interest_minor, "overdue": day.overdue}
            self.stdout.write(json.dumps(told))

"""Work out every roll-up anew from the books."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandParser

from merchants.reports.actions import fold, mark_every_day


class Command(BaseCommand):
    help = "Work out every day of every shop anew, or of one (--shop ID). Safe while people trade."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--shop", type=UUID, default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        mark_every_day(shop_id=options["shop"])
        days = 0
        while done := fold():
            days += done
        self.stdout.write(f"{days} days worked out")

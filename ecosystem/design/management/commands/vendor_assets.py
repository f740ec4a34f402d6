from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ecosystem.design import vendoring


class Command(BaseCommand):
    help = "Compare the vendored files with their sums (--check, offline), or fetch them anew by npm (--update)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--check", action="store_true")
        what.add_argument("--update", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        static = settings.BASE_DIR / "static"
        if options["update"]:
            try:
                for name in vendoring.update(static):
                    self.stdout.write(name)
            except vendoring.VendorFault as fault:
                raise CommandError(str(fault)) from fault
        faults = vendoring.check(static)
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write("The vendored files are what vendor.toml says.")

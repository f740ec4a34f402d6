from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ecosystem.design import translations


class Command(BaseCommand):
    help = "The words of each wing: --update finds them, --check fails on what is untranslated or stale, --compile makes Django's files."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        for name in ("update", "check", "compile"):
            what.add_argument(f"--{name}", action="store_true")
        parser.add_argument("--wing", action="append", help="only this wing (may be repeated)")

    def handle(self, *args: Any, **options: Any) -> None:
        wings = [path.parent for path in settings.LOCALE_PATHS]
        chosen = [wing for wing in wings if not options["wing"] or wing.name in options["wing"]]
        if options["update"]:
            for wing in chosen:
                missing = translations.update(wing, beside=[other for other in wings if other != wing])
                self.stdout.write(f"{wing.name}: {missing} without a translation")
        elif options["compile"]:
            for wing in chosen:
                translations.compile_wing(wing)
        else:
            faults = [fault for wing in chosen for fault in translations.faults(wing)]
            if faults:
                raise CommandError("\n".join(faults))
            self.stdout.write("Every string is translated.")

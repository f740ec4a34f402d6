from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ecosystem.design import trimming


class Command(BaseCommand):
    help = "Write what our pages can use of the vendored stylesheet into static/design/base.css (--update), or compare it (--check)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--check", action="store_true")
        what.add_argument("--update", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        static = settings.BASE_DIR / "static"
        wanted, path = trimming.made(static, settings.ROOMS), static / trimming.MADE
        if options["update"]:
            path.write_text(wanted, encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != wanted:
            raise CommandError(f"static/{trimming.MADE} is older than the pages: run manage.py trim_styles --update")
        self.stdout.write(f"static/{trimming.MADE}: {len(wanted) // 1024} KiB of {(static / trimming.SOURCE).stat().st_size // 1024}")

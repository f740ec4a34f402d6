"""Check every room's invariants; exit non-zero on any difference."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ecosystem.kernel import clock
from ecosystem.ledger.public import prove_books


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        run = prove_books(at=clock.now())
        for line in run.details:
            mark = "differs" if line["differences"] else "holds"
            self.stdout.write(f"{mark:8} {line['room']}: {line['name']} ({line['compared']} compared)")
            for difference in line["differences"]:
                self.stdout.write(f"         {difference}")
        self.stdout.write(f"{run.compared} rows compared, {run.differences} differences")
        if run.differences:
            raise CommandError("the books differ")

"""Hold the audit against its seals; exits non-zero on any difference."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ecosystem.audit.verifying import Report, differences


class Command(BaseCommand):
    help = "Check that every sealed act is as it was sealed, and name the exact index of one that is not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--expect", metavar="HEAD", action="append", default=[], help="a head copied elsewhere, which must still be in the chain")

    def handle(self, *args: Any, **options: Any) -> None:
        report = Report()
        found = [str(difference) for difference in differences(report)]
        found += [f"head {head} is no longer in the chain" for head in options["expect"] if bytes.fromhex(head) not in report.heads]
        for sentence in found:
            self.stdout.write(sentence)
        self.stdout.write(f"{report.sealed} acts sealed, head {report.head.hex()}, {len(found)} differences")
        if found:
            raise CommandError("The audit is not what was sealed.", returncode=1)

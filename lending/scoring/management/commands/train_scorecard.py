"""Train a scorecard from a job and a CSV file into the file that the registry takes."""

from __future__ import annotations

import csv
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ecosystem.kernel import clock
from ecosystem.kernel.errors import DomainError
from lending.scoring.artefact import Scorecard, read
from lending.scoring.training.train import train


class Command(BaseCommand):
    help = "Train a scorecard. Needs the extra `train` (numpy)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--job", type=Path, required=True, help="the job, JSON")
        parser.add_argument("--rows", type=Path, required=True, help="what to learn from, CSV with a header, UTF-8")
        parser.add_argument("--against", type=Path, help="an earlier model, JSON, that it is compared with in a swap set")
        parser.add_argument("--out", type=Path, required=True, help="where to write the model, JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        with options["rows"].open(encoding="utf-8-sig", newline="") as source:
            rows = list(csv.DictReader(source))
        try:
            job = json.loads(options["job"].read_text(encoding="utf-8"))
            trained = train(job, rows, on=clock.business_date(clock.now()), against=_card(options["against"]))
        except DomainError as refusal:
            raise CommandError(f"{refusal.code}: {refusal.details or ''}") from None
        options["out"].write_text(json.dumps(trained.content(), ensure_ascii=False, indent=1), encoding="utf-8")
        self.stdout.write(f"{trained.sha256}  test AUC {trained.report['test']['auc']}, KS {trained.report['test']['ks']}")


def _card(path: Path | None) -> Scorecard | None:
    if path is None:
        return None
    file = json.loads(path.read_text(encoding="utf-8"))
    return read(file["artefact"], file["sha256"])

"""Write a model card for every scorecard of the registry."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from lending.scoring import queries
from lending.scoring.model_card import card_name, model_card
from lending.scoring.models import ScoringModel


class Command(BaseCommand):
    help = "Write docs/models/<number>-<name>.md for every registered scorecard."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, default=Path("docs/models"))

    def handle(self, *args: Any, **options: Any) -> None:
        options["to"].mkdir(parents=True, exist_ok=True)
        for model in ScoringModel.objects.order_by("number"):
            path = options["to"] / card_name(model)
            path.write_text(model_card(model, queries.card_of(model), queries.steps_of(model)), encoding="utf-8")
            self.stdout.write(str(path))

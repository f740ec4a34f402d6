"""Write a policy card for every version of the registry."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from lending.policy.models import PolicyVersion
from lending.policy.policy_card import card_name, policy_card


class Command(BaseCommand):
    help = "Write docs/policies/<number>-<name>.md for every published version."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, default=Path("docs/policies"))

    def handle(self, *args: Any, **options: Any) -> None:
        options["to"].mkdir(parents=True, exist_ok=True)
        for version in PolicyVersion.objects.order_by("number"):
            path = options["to"] / card_name(version)
            path.write_text(policy_card(version), encoding="utf-8")
            self.stdout.write(str(path))

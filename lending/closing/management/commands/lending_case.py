"""``manage.py lending_case --file cases.json``: one JSON object a line, each a worked case computed by our rules."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder

from lending.closing.cases import NotSupported, compute


class Command(BaseCommand):
    help = "Compute worked lending cases and compare them with what they expect."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", required=True, type=Path, help="a JSON list of cases")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            cases = json.loads(options["file"].read_text(encoding="utf-8"), parse_float=Decimal)
        except (OSError, ValueError) as error:
            raise CommandError(f"{options['file']}: {error}") from None
        if not isinstance(cases, list) or not all(isinstance(case, dict) for case in cases):
            raise CommandError(f"{options['file']}: not a JSON list of cases")
        for case in cases:
            self.stdout.write(json.dumps(answer(case), cls=DjangoJSONEncoder, ensure_ascii=False))


def answer(case: Mapping[str, Any]) -> dict[str, Any]:
    """A case that we can't compute, or that is not written properly, has not passed and says why."""
    told: dict[str, Any] = {"id": case.get("id"), "group": case.get("group"), "pass": False, "computed": None, "why": ""}
    try:
        result = compute(case)
    except NotSupported as reason:
        return told | {"why": str(reason)}
    except (KeyError, TypeError, ValueError, ArithmeticError, InvalidOperation) as fault:
        return told | {"why": f"the case can't be read: {type(fault).__name__} {fault}"}
    passed = result.computed == result.expected
    why = "equal to what is expected" if passed else f"expected {result.expected}"
    return told | {"pass": passed, "computed": result.computed, "why": why}

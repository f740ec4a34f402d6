"""The rows of a table as an officer types them: a name, the conditions on one line, and a field for each output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from ecosystem.web.pages import whole_of

from .cells import NUMBERS

APART = ";"
BLANK_ROWS = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One row to be typed into: ``outputs`` are (name, type, value, label)."""

    row: str
    when: str
    outputs: list[tuple[str, str, str, Any]]


def lines_of(table: Mapping[str, Any], labels: Mapping[str, Any]) -> list[Line]:
    """A table's rows, and a few empty ones; an output without a label stands by its name."""
    names = [(output["output"], output["type"], labels.get(output["output"], output["output"])) for output in table["outputs"]]

    def line(row: str, when: str, then: Mapping[str, Any]) -> Line:
        return Line(row, when, [(name, kind, str(then.get(name, "")), label) for name, kind, label in names])

    return [line(row["row"], when_of(row["when"]), row["then"]) for row in table["rows"]] + [line("", "", {})] * BLANK_ROWS


def when_of(when: Mapping[str, str]) -> str:
    """``{"trend_bp": "< 4000"}`` → ``"trend_bp < 4000"``; conditions have a semicolon between them."""
    return f"{APART} ".join(f"{name} {text}" for name, text in when.items())


def typed_rows(data: QueryDict, table: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What was typed; a row without a name is left out. What can't be read stays as it is, for the lint to name."""
    outputs = {output["output"]: output["type"] for output in table["outputs"]}
    columns = [data.getlist(f"then-{name}") for name in outputs]
    rows = []
    for row, when, *then in zip(data.getlist("row"), data.getlist("when"), *columns, strict=False):
        if row.strip():
            values = {name: _output(text.strip(), kind) for (name, kind), text in zip(outputs.items(), then, strict=True)}
            rows.append({"row": row.strip(), "when": _when(when), "then": values})
    return rows


def _when(text: str) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in text.split(APART) if part.strip())
    return {name: condition.strip() for name, _, condition in parts}


def _output(text: str, kind: str) -> Any:
    whole = whole_of(text.removeprefix("-")) if kind in NUMBERS else None
    if whole is None:
        return text
    return -whole if text.startswith("-") else whole

"""The risk dashboard in words: the last picture as tiles and tables, and behind each of them the lines, for a page and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.money import to_text
from ecosystem.web.pages import day_of, whole_of

from . import picture, queries
from .models import RiskPicture
from .words import INDUSTRIES, named

WHOLE = 10_000
STAGES: dict[int, str | Promise] = {
    0: _("Not late"),
    1: _("1 to 30 days"),
    31: _("31 to 60 days"),
    61: _("61 to 90 days"),
    91: _("91 to 270 days"),
    271: _("271 to 360 days"),
    361: _("More than 360 days"),
}
COLUMNS = (_("Business"), _("District"), _("Line of business"), _("Opened"), _("Limit"), _("Owed"), _("Days late"), _("Class"))
TITLES: dict[str, str | Promise] = {
    "stage": _("How late"),
    "district": _("By district"),
    "industry": _("By line of business"),
    "month": _("By month of opening"),
}


@dataclass(frozen=True, slots=True)
class Group:
    code: str
    name: str
    lines: int
    owed_minor: int
    late_minor: int
    share_bp: int


@dataclass(frozen=True, slots=True)
class Line:
    """An open line with where it is at home, in words."""

    line: Any
    district: str
    industry: str
    owed_minor: int


@dataclass(frozen=True, slots=True)
class Board:
    """The last picture in words. Amounts are minor units, shares basis points of all that is owed."""

    drawn: RiskPicture
    lines: int
    owed_minor: int
    late_minor: int
    late_bp: int
    largest: Group | None
    tables: list[tuple[str, str, list[Group]]]
    exceptions: dict[str, int]


def board_of(drawn: RiskPicture | None) -> Board | None:
    if drawn is None:
        return None
    stages = drawn.content["stage"]
    owed, late = (sum(one[name] for one in stages) for name in ("owed_minor", "late_minor"))
    districts = queries.districts()
    tables = [(kind, str(TITLES[kind]), _groups(kind, drawn.content[kind], owed, districts)) for kind in picture.KINDS]
    places = next(groups for kind, _title, groups in tables if kind == "district")
    return Board(
        drawn,
        sum(one["lines"] for one in stages),
        owed,
        late,
        late * WHOLE // owed if owed else 0,
        max(places, key=lambda group: group.owed_minor, default=None),
        tables,
        drawn.content["exceptions"],
    )


def _groups(kind: str, told: list[dict[str, Any]], owed: int, districts: dict[str, str]) -> list[Group]:
    words: dict[str, dict[Any, Any]] = {"stage": STAGES, "district": districts, "industry": INDUSTRIES, "month": {}}
    groups = [
        Group(
            str(one["group"]),
            one["group"][:7] if kind == "month" else named(words[kind], one["group"]),
            one["lines"],
            one["owed_minor"],
            one["late_minor"],
            one["owed_minor"] * WHOLE // owed if owed else 0,
        )
        for one in told
    ]
    return groups if kind in {"stage", "month"} else sorted(groups, key=lambda group: (-group.owed_minor, group.code))


def rows_of(found: Iterable[Any]) -> list[Line]:
    districts = queries.districts()
    return [Line(line, named(districts, line.district), named(INDUSTRIES, line.industry), line.owed_minor) for line in found]


def chosen_of(asked: Mapping[str, str]) -> dict[str, str | int | date]:
    """What can't be read narrows nothing."""
    chosen: dict[str, str | int | date] = {name: asked[name] for name in ("district", "industry") if asked.get(name)}
    stage, month = whole_of(asked.get("stage", "")), day_of(asked.get("month", ""))
    if stage in STAGES:
        chosen["stage"] = stage
    if month is not None:
        chosen["month"] = month
    return chosen


def in_words(chosen: Mapping[str, Any]) -> str:
    districts = queries.districts()
    words: dict[str, dict[Any, Any]] = {"stage": STAGES, "district": districts, "industry": INDUSTRIES, "month": {}}
    return " · ".join(str(value)[:7] if name == "month" else named(words[name], value) for name, value in chosen.items())


def csv_of(rows: list[Line]) -> HttpResponse:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(str(one) for one in COLUMNS)
    for row in rows:
        line = row.line
        amounts = (to_text(line.limit_minor), to_text(row.owed_minor))
        writer.writerow(
            (plain_cell(line.borrower.name_zh), row.district, row.industry, line.opened_on, *amounts, line.days_past_due, line.classification)
        )
    return HttpResponse(
        "\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8", headers={"Content-Disposition": "attachment; filename=lines.csv"}
    )


def plain_cell(text: str) -> str:
    """A spreadsheet takes a cell that begins like a formula for one."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text

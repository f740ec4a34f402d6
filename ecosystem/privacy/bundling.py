"""A copy of somebody's data as one ZIP file: each kind as a table for people (CSV) and as JSON for programs."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from django.utils.translation import gettext as _

from ecosystem import ports
from ecosystem.kernel.clock import TOWN_TIME
from ecosystem.ports import Section, Subject

from .columns import COLUMNS

# A spreadsheet takes a cell that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
SPOOL = 1 << 20


def write_bundle(file: IO[bytes], *, subject: Subject, at: datetime) -> int:
    """Write all that the rooms tell of a person, in the language that is active; how many rows. Rows pass through, none is kept in memory."""
    total = 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
        contents = []
        for section in sections_of(subject):
            rows = _write_section(bundle, section)
            total += rows
            contents.append(f"{section.name}.csv, {section.name}.json: {section.title} ({rows})")
        bundle.writestr("README.txt", _read_me(contents, at))
    return total


def sections_of(subject: Subject) -> Iterator[Section]:
    for _name, room in ports.personal_data:
        yield from room.sections(subject=subject)


def _write_section(bundle: zipfile.ZipFile, section: Section) -> int:
    """The table goes into the file as it comes; its JSON waits beside it, since a ZIP file takes one part at a time."""
    count = 0
    with tempfile.SpooledTemporaryFile(max_size=SPOOL, mode="w+", encoding="utf-8") as kept:
        with bundle.open(f"{section.name}.csv", "w") as raw, io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as table:
            writer = csv.writer(table)
            for row in section.rows:
                if not count:
                    writer.writerow([str(COLUMNS[key]) for key in row])
                writer.writerow([_cell(value) for value in row.values()])
                kept.write(("[\n" if not count else ",\n") + json.dumps(_plain(row), ensure_ascii=False))
                count += 1
        kept.write("\n]\n" if count else "[]\n")
        kept.seek(0)
        with bundle.open(f"{section.name}.json", "w") as out:
            while part := kept.read(SPOOL):
                out.write(part.encode())
    return count


def _cell(value: Any) -> str:
    """As a person reads it: the town's time, yes and no, and nothing that a spreadsheet would work out."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return value.astimezone(TOWN_TIME).strftime("%Y-%m-%d %H:%M:%S")
    text = format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)
    is_number = text.lstrip("-").replace(".", "", 1).isdigit()
    return f"'{text}" if text.startswith(FORMULA) and not is_number else text


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    def told(value: Any) -> Any:
        if isinstance(value, (datetime, date)):
            return value.isoformat()
        return value if value is None or isinstance(value, (str, int, bool)) else str(value)

    return {key: told(value) for key, value in row.items()}


def _read_me(contents: list[str], at: datetime) -> str:
    lines = [
        _("A copy of what Twin Circles holds about you, made on %(moment)s (China time).") % {"moment": _cell(at)},
        _("Each kind comes twice: as a table (CSV), which a spreadsheet opens, and as JSON for programs."),
        _("Photos of your reviews are on the pages where they stand. Passwords are kept by nobody in a form that could be told."),
        "",
        *contents,
    ]
    return "\n".join(lines) + "\n"

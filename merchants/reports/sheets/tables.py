"""Sheets as CSV and as a workbook, row by row, however long they are."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import IO, Any

import xlsxwriter

from ecosystem.kernel.cells import BYTE_ORDER_MARK, marked

from .sheet import Cell, Kind, Sheet, as_data

FORMATS = {"money": "#,##0.00", "percent": "0.00", "number": "0.###", "text": "@"}


class _Line:
    """What the csv module writes to: it gives each line back."""

    def write(self, text: str) -> str:
        return text


def csv_lines(sheets: Iterable[Sheet]) -> Iterator[str]:
    """The sheets one under another, each with its title where there are several; nothing of it is computed."""
    writer = csv.writer(_Line())
    yield BYTE_ORDER_MARK
    for number, sheet in enumerate(sheets):
        if number:
            yield writer.writerow([])
        if sheet.title:
            yield writer.writerow([marked(sheet.title)])
        yield writer.writerow([marked(column.label) for column in sheet.columns])
        for row in sheet.every_row:
            yield writer.writerow(_told(row, sheet))


def _told(row: Sequence[Cell], sheet: Sheet) -> list[str]:
    return [as_data(cell, column.kind) for cell, column in zip(row, sheet.columns, strict=True)]


def write_workbook(file: IO[bytes], sheets: Iterable[Sheet]) -> None:
    """A worksheet each. Amounts are numbers; no text becomes a formula, a number or a link."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        looks = {kind: book.add_format({"num_format": look}) for kind, look in FORMATS.items()}
        bold = book.add_format({"bold": True})
        for number, sheet in enumerate(sheets, start=1):
            page = book.add_worksheet(_name(sheet.title, number))
            page.freeze_panes(1, 0)
            page.set_column(0, len(sheet.columns) - 1, 18)
            for place, column in enumerate(sheet.columns):
                page.write_string(0, place, column.label, bold)
            for line, row in enumerate(sheet.every_row, start=1):
                for place, (cell, column) in enumerate(zip(row, sheet.columns, strict=True)):
                    _write(page, line, place, cell, column.kind, looks)


def _write(page: Any, line: int, place: int, cell: Cell, kind: Kind, looks: dict[str, Any]) -> None:
    text = as_data(cell, kind)
    if kind == "text":
        page.write_string(line, place, text, looks[kind])
    elif text:
        page.write_number(line, place, Decimal(text), looks[kind])


def _name(title: str, number: int) -> str:
    """A worksheet's name: what a workbook allows of the title."""
    kept = "".join(letter for letter in title if letter not in "[]:*?/\\'")[:28].strip()
    return f"{number} {kept}" if kept else str(number)

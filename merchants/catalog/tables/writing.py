"""Goods as a file that a spreadsheet opens and computes nothing of."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import xlsxwriter
from django.utils import translation

from ecosystem.kernel.cells import BYTE_ORDER_MARK, COMPUTED, marked

from .rows import Fault


class _Line:
    """What the csv module writes to: it keeps the last line."""

    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """CSV with a byte order mark, so that spreadsheets read it as UTF-8; a cell that would be computed is marked as text."""
    writer = csv.writer(_Line())
    yield BYTE_ORDER_MARK
    for row in rows:
        yield writer.writerow([marked(_text(cell)) for cell in row])


def faults_as_rows(faults: Iterable[Fault], rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """The rows of a file that can't be taken, each after its number and the reason in both languages."""
    lines = [["行 Row", "原因", "Reason", *rows[0]]]
    for fault in faults:
        reasons = []
        for language in ("zh-hans", "en"):
            with translation.override(language):
                reasons.append(fault.refusal.explain())
        lines.append([str(fault.number), *reasons, *rows[fault.number - 1]])
    return lines


def workbook(rows: Iterable[Sequence[Any]]) -> bytes:
    """XLSX of text cells; one that would be computed carries the sheet's own mark of text."""
    kept = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(kept, options) as book:
        sheet, kept_text = book.add_worksheet(), book.add_format({"quote_prefix": True, "num_format": "@"})
        text_only = book.add_format({"num_format": "@"})
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                text = _text(cell)
                sheet.write_string(number, column, text, kept_text if text.startswith(COMPUTED) else text_only)
    return kept.getvalue()


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "1" if cell else "0"
    return "" if cell is None else str(cell)

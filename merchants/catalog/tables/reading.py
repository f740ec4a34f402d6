"""A CSV or XLSX file as rows of text. Nothing in it is computed or believed."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from itertools import chain, islice
from typing import Any

from ecosystem.kernel.cells import COMPUTED, MARK
from ecosystem.kernel.quantities import plain

from ..errors import FileTooLarge, FileUnreadable, TooManyRows

MOST_BYTES, MOST_UNPACKED, MOST_ROWS, MOST_COLUMNS, MOST_CELL = 10 * 1024 * 1024, 120 * 1024 * 1024, 50_000, 60, 2_000
ZIP = b"PK\x03\x04"


def rows_of(content: bytes) -> list[list[str]]:
    """Rows with something in them, the header first; every cell as text without blanks around it.

    CSV in UTF-8 (with or without BOM), UTF-16 with BOM, or GB18030; XLSX, its first sheet.

    Raises:
        FileTooLarge: over 10 MB, or an archive that unpacks to more than 120 MB.
        FileUnreadable: neither, or nothing in it.
        TooManyRows: more than 50,000.
    """
    if len(content) > MOST_BYTES:
        raise FileTooLarge(most="10 MB")
    lines = _of_workbook(content) if content.startswith(ZIP) else _of_text(content)
    try:
        rows = list(islice(_cleaned(lines), MOST_ROWS + 2))
    except (csv.Error, zipfile.BadZipFile, KeyError, ValueError, TypeError, EOFError, SyntaxError, OSError, AttributeError):
        raise FileUnreadable from None
    if not rows:
        raise FileUnreadable
    if len(rows) > MOST_ROWS + 1:
        raise TooManyRows(most=f"{MOST_ROWS:,}")
    return rows


def _cleaned(lines: Iterable[Iterable[Any]]) -> Iterator[list[str]]:
    for line in lines:
        cells = [_text(cell) for cell in islice(line, MOST_COLUMNS)]
        if any(cells):
            yield cells


def _text(cell: Any) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "1" if cell else "0"
        case float():
            return plain(Decimal(repr(cell)))
        case datetime() | date():
            return cell.isoformat()
    text = str(cell).strip()[:MOST_CELL]
    return text[1:] if text.startswith(MARK) and text[1:].startswith(COMPUTED) else text


def _of_text(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    if "\0" in text:
        raise FileUnreadable
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _decoded(content: bytes) -> str:
    for encoding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileUnreadable


def _of_workbook(content: bytes) -> Iterator[tuple[Any, ...]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
                raise FileTooLarge(most="120 MB")
        # It brings NumPy along, into no process that reads no workbook.
        book = import_module("openpyxl").load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        rows = sheet.iter_rows(values_only=True)
        return chain([next(rows)], rows)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, IndexError, StopIteration, SyntaxError, OSError, AttributeError):
        raise FileUnreadable from None

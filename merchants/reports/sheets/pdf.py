"""Sheets as a PDF: the font inside, its text to be found and copied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import IO, Any
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from ecosystem.design.paper import FONT, INK, LINE, MARGIN, QUIET, SUNK, styles

from .sheet import Column, Sheet, as_words


def write_pdf(file: IO[bytes], *, title: str, subtitle: str, sheets: Iterable[Sheet], foot: str) -> None:
    """A4, every table's head on each of its pages, pages numbered."""
    looks = styles()
    page = SimpleDocTemplate(file, pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=20 * mm, title=title)
    story: list[Any] = [Paragraph(escape(title), looks["title"]), Paragraph(escape(subtitle), looks["quiet"])]
    for sheet in sheets:
        story += [Paragraph(escape(sheet.title), looks["part"]), _table(sheet, page.width, looks)]
        if sheet.note:
            story += [Spacer(1, 2 * mm), Paragraph(escape(sheet.note), looks["quiet"])]

    def numbered(canvas: Any, _document: Any) -> None:
        canvas.setFont(FONT, 8)
        canvas.setFillColor(QUIET)
        canvas.drawString(MARGIN, 11 * mm, foot)
        canvas.drawRightString(A4[0] - MARGIN, 11 * mm, _("Page %(number)d") % {"number": canvas.getPageNumber()})

    page.build(story, onFirstPage=numbered, onLaterPages=numbered)


def _table(sheet: Sheet, width: float, looks: dict[str, ParagraphStyle]) -> Table:
    def cells(texts: Sequence[str], start: str, end: str) -> list[Paragraph]:
        pairs = zip(texts, sheet.columns, strict=True)
        return [Paragraph(escape(text), looks[start if column.kind == "text" else end]) for text, column in pairs]

    rows = [cells([column.label for column in sheet.columns], "head", "head-end")]
    for row in sheet.every_row:
        rows.append(cells([as_words(cell, column.kind) for cell, column in zip(row, sheet.columns, strict=True)], "text", "end"))
    look = [
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("BACKGROUND", (0, 0), (-1, 0), SUNK),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
        ("LEFTPADDING", (0, 0), (-1, -1), 5),
        ("RIGHTPADDING", (0, 0), (-1, -1), 5),
    ]
    if sheet.total:
        look.append(("LINEABOVE", (0, -1), (-1, -1), 1, INK))
    return Table(rows, colWidths=_widths(sheet.columns, width), repeatRows=1, style=TableStyle(look))


def _widths(columns: Sequence[Column], width: float) -> list[float]:
    """Words take twice the room of figures."""
    parts = [2 if column.kind == "text" else 1.15 for column in columns]
    return [width * part / sum(parts) for part in parts]

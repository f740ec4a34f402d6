"""Reports as files."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.names import in_language
from merchants.shops.public import Shop

from .. import queries, words
from ..sheets.content import ageing_sheets, goods_sheets, month_sheets, rows_sheet, sales_sheets, span_of
from ..sheets.pdf import write_pdf
from ..sheets.sheet import Sheet
from ..sheets.tables import csv_lines, write_workbook
from .pages import debts_of, month_asked, period, read_by

AT_A_TIME = 2_000
TYPES = {"pdf": "application/pdf", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}


@require_GET
def export(request: HttpRequest, name: str, kind: str) -> HttpResponseBase:
    """``csv`` streams, however many rows; a workbook and a PDF are written to a temporary file first, as neither is a stream.

    The rows behind a line may be a million: they are never a PDF.
    """
    shop, context = read_by(request)
    if kind not in TYPES or (name.startswith("rows-") and kind == "pdf"):
        raise NotFound
    title, span, sheets = _made(request, name, shop, context)
    made = Made(f"{name}-{context['today']}", title, span, sheets, in_language(shop.name_zh, shop.name_en))
    return answered(made, kind)


@dataclass(frozen=True, slots=True)
class Made:
    """A report before it is a file; ``of`` says whose it is."""

    name: str
    title: str
    span: str
    sheets: Sequence[Sheet]
    of: str


def answered(made: Made, kind: str) -> HttpResponseBase:
    """The report as a file of that kind of ``TYPES``."""
    file_name = f"{made.name}.{kind}"
    if kind == "csv":
        response = StreamingHttpResponse(csv_lines(made.sheets), content_type=TYPES[kind])
        response["Content-Disposition"] = f'attachment; filename="{file_name}"'
        return response
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the response
    if kind == "xlsx":
        write_workbook(file, made.sheets)
    else:
        foot = _("Twin Circles · %(shop)s") % {"shop": made.of}
        write_pdf(file, title=f"{made.of} · {made.title}", subtitle=made.span, sheets=made.sheets, foot=foot)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=file_name, content_type=TYPES[kind])


def _made(request: HttpRequest, name: str, shop: Shop, context: dict[str, Any]) -> tuple[str, str, Sequence[Sheet]]:
    """The report's title, what span it is of, and its sheets. Raises ``NotFound`` for an unknown name."""
    today = context["today"]
    if name == "sales":
        found = queries.sales_of(shop.pk, until=today, days=period(request))
        return _("Sales"), span_of(found), sales_sheets(found)
    if name == "goods":
        rows = queries.goods_of(shop.pk, until=today, days=period(request))
        return _("Goods"), _("Last %(days)d days, until %(today)s") % {"days": period(request), "today": today}, goods_sheets(rows)
    if name == "ageing":
        return _("Who owes whom"), str(today), ageing_sheets(debts_of(shop, today))
    first = month_asked(request, today)
    if name == "month":
        return words.month_name(first), _("Profit and loss, settlement, tax"), month_sheets(queries.month_of(shop.pk, first))
    line = name.removeprefix("rows-")
    if line not in queries.LINES or line == name:
        raise NotFound
    return words.line(line), words.month_name(first), [rows_sheet(line, _read(line, shop, first))]


def _read(line: str, shop: Shop, first: Any) -> Iterator[dict[str, Any]]:
    return queries.rows_behind(line, shop.pk, first).iterator(chunk_size=AT_A_TIME)

"""The statement as a file."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta

from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_GET

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.web.pages import signed_in

from .. import queries
from ..errors import BadSpan
from ..export import csv_lines, write_workbook
from .funds import shop_of

AT_A_TIME = 2_000
LONGEST = timedelta(days=366)
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """``csv`` streams; ``xlsx`` is written to a temporary file first, as a workbook is no stream."""
    shop = shop_of(signed_in(request))
    since, until = _span(request)
    entries = queries.statement_of(shop.pk, since=since, until=until).iterator(chunk_size=AT_A_TIME)
    name = f"statement-{since}-{until}.{kind}"
    if kind == "csv":
        response = StreamingHttpResponse(csv_lines(entries), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    if kind != "xlsx":
        raise NotFound
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the response
    write_workbook(file, entries)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=WORKBOOK)


def _span(request: HttpRequest) -> tuple[date, date]:
    today = clock.business_date(clock.now())
    try:
        since = date.fromisoformat(request.GET.get("since", "") or today.replace(day=1).isoformat())
        until = date.fromisoformat(request.GET.get("until", "") or today.isoformat())
    except ValueError:
        raise BadSpan from None
    if since > until or until - since > LONGEST:
        raise BadSpan
    return since, until

"""The activation report: who sold this week, who stopped, who never did; on a page and as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ecosystem.identity.public import require_operator
from ecosystem.kernel import clock
from ecosystem.kernel.money import to_text
from ecosystem.web.pages import signed_in

from .. import queries
from ..queries import ReportRow
from ..queries.report import STATES, report_page, week_begins

MOST_PAGES = 100_000
COLUMNS = ("shop", "name_zh", "name_en", "opened_on", "state", "sales_7_days", "amount_7_days", "last_sale_at", "file", "reasons")
# A spreadsheet takes a cell that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@require_GET
def report(request: HttpRequest) -> HttpResponse:
    require_operator(signed_in(request))
    at = clock.now()
    asked, page = request.GET.get("state", ""), request.GET.get("page", "1")
    state, number = asked if asked in STATES else "", min(int(page), MOST_PAGES) if page.isascii() and page.isdecimal() else 1
    shown = report_page(at, state=state, page=number)
    context = {
        "rows": shown.rows,
        "counts": list(shown.counts.items()),
        "state": state,
        "page": max(number, 1),
        "next": max(number, 1) + 1 if shown.has_more else None,
        "at": at,
        "begins": week_begins(at),
    }
    return render(request, "onboarding/report.html", context)


@require_GET
def export(request: HttpRequest) -> StreamingHttpResponse:
    require_operator(signed_in(request))
    at = clock.now()
    answer = StreamingHttpResponse(_lines(queries.activation(at)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="activation-{clock.business_date(at):%Y-%m-%d}.csv"'
    return answer


class _Line:
    """What ``csv`` writes into: it hands each line on."""

    def write(self, text: str) -> str:
        return text


def _lines(rows: Iterator[ReportRow]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield "\ufeff"
    yield str(writer.writerow(COLUMNS))
    for row in rows:
        yield str(writer.writerow([_safe(str(cell)) for cell in _cells(row)]))


def _cells(row: ReportRow) -> tuple[object, ...]:
    shop = row.shop
    last = row.last_at.astimezone(clock.TOWN_TIME).isoformat(timespec="minutes") if row.last_at else ""
    return (
        shop.pk,
        shop.name_zh,
        shop.name_en,
        shop.opened_on,
        row.state,
        row.sales,
        to_text(row.sum_minor),
        last,
        row.file_status,
        " ".join(row.reasons),
    )


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell

"""Goods from and to a file: upload, name the columns, try, take in, take back; and the goods as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.money import to_text
from ecosystem.kernel.quantities import plain
from ecosystem.kernel.taxes import rate_text
from ecosystem.web.pages import signed_in

from .. import access, actions, queries
from ..errors import ColumnsMissing, FileUnreadable
from ..models import Import
from ..tables.columns import NAMES, checked_mapping
from ..tables.planning import Plan, plan, read_all
from ..tables.reading import rows_of
from ..tables.writing import csv_lines, faults_as_rows, workbook
from .reading import shop_of, whole

SHOWN_FAULTS, PREVIEW = 100, 4
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def upload_page(request: HttpRequest) -> HttpResponse:
    shop = shop_of(request)
    return render(request, "catalog/upload.html", {"shop": shop, "batches": queries.batches_of(shop.pk), "at": clock.now()})


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    shop = shop_of(request)
    sent = request.FILES.get("file")
    if sent is None:
        raise FileUnreadable
    found = actions.upload_import(shop_id=shop.pk, name=sent.name or "", content=sent.read(), by=signed_in(request), at=clock.now())
    return redirect("catalog:import", import_id=found.pk)


@require_GET
def import_page(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """The columns, and what the file would do; or what it did."""
    found = access.import_for(signed_in(request), import_id)
    if found.status == Import.Status.APPLIED:
        can_undo = found.batch is not None and not found.batch.undone_at and clock.now() <= found.batch.undo_until
        return render(request, "catalog/taken_in.html", {"file": found, "batch": found.batch, "can_undo": can_undo})
    return render(request, "catalog/import.html", _tried(found, signed_in(request)))


@require_POST
def map_columns(request: HttpRequest, import_id: UUID) -> HttpResponse:
    mapping = {field: whole(value) for field in NAMES if (value := request.POST.get(field, ""))}
    actions.map_import(import_id=import_id, mapping=mapping, by=signed_in(request), at=clock.now())
    return redirect("catalog:import", import_id=import_id)


@require_POST
def take_in(request: HttpRequest, import_id: UUID) -> HttpResponse:
    actions.apply_import(import_id=import_id, by=signed_in(request), at=clock.now())
    return redirect("catalog:import", import_id=import_id)


@require_GET
def faults(request: HttpRequest, import_id: UUID) -> HttpResponseBase:
    """Every row that can't be taken in, with the reason in both languages, as a file."""
    found = access.waiting_import_for(signed_in(request), import_id)
    rows = rows_of(bytes(found.content or b""))
    planned = _planned(found, rows, signed_in(request))
    lines = faults_as_rows(planned.faults, rows)
    return _attached(StreamingHttpResponse(csv_lines(lines), content_type="text/csv; charset=utf-8"), "rows-not-taken.csv")


@require_GET
def export(request: HttpRequest, ending: str) -> HttpResponseBase:
    """All goods of the shop; the same file can be changed and sent back."""
    shop = shop_of(request)
    header = [str(NAMES[field]) for field in queries.EXPORTED]
    if ending == "csv":
        return _attached(StreamingHttpResponse(csv_lines(_rows(shop.pk, header)), content_type="text/csv; charset=utf-8"), "goods.csv")
    return _attached(HttpResponse(workbook(_rows(shop.pk, header)), content_type=XLSX), "goods.xlsx")


def _rows(shop_id: UUID, header: list[str]) -> Iterator[list[Any]]:
    yield header
    price, cap, tax = (queries.EXPORTED.index(field) for field in ("price", "daily_cap", "tax"))
    for row in queries.exported(shop_id):
        cells: list[Any] = list(row)
        cells[price] = to_text(cells[price])
        cells[cap] = "" if cells[cap] is None else plain(cells[cap])
        cells[tax] = rate_text(cells[tax])
        yield cells


def _tried(found: Import, by: Actor) -> dict[str, Any]:
    rows = rows_of(bytes(found.content or b""))
    header = rows[0]
    context: dict[str, Any] = {
        "file": found,
        "rows": len(rows) - 1,
        "columns": [(field, name, found.mapping.get(field)) for field, name in NAMES.items()],
        "header": list(enumerate(header)),
        "preview": rows[1 : 1 + PREVIEW],
    }
    try:
        planned = _planned(found, rows, by)
    except ColumnsMissing as refusal:
        return {**context, "refusal": refusal}
    shown = [(fault.number, fault.refusal, rows[fault.number - 1]) for fault in planned.faults[:SHOWN_FAULTS]]
    taken = planned.counts["added"] + planned.counts["changed"]
    return {**context, "counts": planned.counts, "taken": taken, "faults": shown, "more_faults": len(planned.faults) - len(shown)}


def _planned(found: Import, rows: list[list[str]], by: Actor) -> Plan:
    mapping = checked_mapping(found.mapping, len(rows[0]))
    return plan(read_all(rows, mapping), queries.known_at(found.shop_id, found.shop.party_id, by=by))


def _attached(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

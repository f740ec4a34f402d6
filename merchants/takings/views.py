"""Takings from elsewhere: what is claimed by month, a statement sent, tried, taken in and taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.web.pages import signed_in
from merchants.catalog.public import ColumnsMissing, FileUnreadable, csv_lines, faults_as_rows, rows_of

from . import access, actions, queries, rules
from .models import Statement

SHOWN_FAULTS, PREVIEW = 100, 4


@require_GET
def takings(request: HttpRequest) -> HttpResponse:
    """What is claimed, month by month, and the statements it comes from."""
    shop, shops = access.shop_shown(signed_in(request), request.GET.get("shop", ""))
    context = {"shop": shop, "shops": shops, "months": queries.claimed_by_month(shop.pk), "statements": queries.statements_of(shop.pk)}
    return render(request, "takings/takings.html", context)


@require_POST
def send(request: HttpRequest) -> HttpResponse:
    sent = request.FILES.get("file")
    if sent is None:
        raise FileUnreadable
    try:
        shop_id = UUID(request.POST.get("shop", ""))
    except ValueError:
        raise NotFound from None
    made = actions.upload_statement(
        shop_id=shop_id,
        platform=request.POST.get("platform", ""),
        name=sent.name or "",
        content=sent.read(),
        by=signed_in(request),
        at=clock.now(),
    )
    return redirect("takings:statement", statement_id=made.pk)


@require_GET
def statement(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """The columns, and what the file would claim; or what it claimed."""
    found = access.statement_for(signed_in(request), statement_id)
    if found.status != Statement.Status.UPLOADED:
        return render(request, "takings/taken_in.html", {"file": found, "can_undo": found.can_be_undone(clock.now())})
    return render(request, "takings/statement.html", _tried(found))


@require_POST
def map_columns(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    mapping = {name: int(value) for name in rules.NAMES if (value := request.POST.get(name, "")).isdecimal() and len(value) < 4}
    actions.map_statement(statement_id=statement_id, mapping=mapping, by=signed_in(request), at=clock.now())
    return redirect("takings:statement", statement_id=statement_id)


@require_POST
def take_in(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    actions.take_in_statement(statement_id=statement_id, by=signed_in(request), at=clock.now())
    return redirect("takings:statement", statement_id=statement_id)


@require_POST
def take_back(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    actions.take_back_statement(statement_id=statement_id, by=signed_in(request), at=clock.now())
    return redirect("takings:statement", statement_id=statement_id)


@require_GET
def faults(request: HttpRequest, statement_id: UUID) -> HttpResponseBase:
    """Every row that can't be taken in, with the reason in both languages, as a file."""
    found = access.waiting_statement_for(signed_in(request), statement_id)
    rows = rows_of(bytes(found.content or b""))
    lines = faults_as_rows(_planned(found, rows).faults, rows)
    response = StreamingHttpResponse(csv_lines(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="rows-not-taken.csv"'
    return response


def _tried(found: Statement) -> dict[str, Any]:
    rows = rows_of(bytes(found.content or b""))
    context: dict[str, Any] = {
        "file": found,
        "rows": len(rows) - 1,
        "columns": [(name, label, found.mapping.get(name)) for name, label in rules.NAMES.items()],
        "header": list(enumerate(rows[0])),
        "preview": rows[1 : 1 + PREVIEW],
    }
    try:
        planned = _planned(found, rows)
    except ColumnsMissing as refusal:
        return {**context, "refusal": refusal}
    shown = [(fault.number, fault.refusal, rows[fault.number - 1]) for fault in planned.faults[:SHOWN_FAULTS]]
    return {**context, "planned": planned, "taken": len(planned.rows), "faults": shown, "more_faults": len(planned.faults) - len(shown)}


def _planned(found: Statement, rows: list[list[str]]) -> rules.Plan:
    mapping = rules.checked_mapping(found.mapping, len(rows[0]))
    known = queries.known_references(found.shop_id, found.platform)
    return rules.plan(rows, mapping, known=known, today=clock.business_date(clock.now()))

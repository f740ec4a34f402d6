"""What a supplier reads of her claims: who owes her, by how late it is."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.names import in_language
from ecosystem.web.pages import signed_in
from merchants.procurement.public import BILLERS, Supplier, suppliers_of

from .. import queries, words
from ..sheets.content import ageing_sheets
from .files import TYPES, Made, answered


@require_GET
def ageing(request: HttpRequest) -> HttpResponse:
    suppliers, today = _read_by(request)
    context: dict[str, Any] = {"debts": _debts(suppliers, today), "today": today}
    return render(request, "reports/claims.html", context)


@require_GET
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    suppliers, today = _read_by(request)
    if kind not in TYPES:
        raise NotFound
    of = in_language(suppliers[0].name_zh, suppliers[0].name_en)
    return answered(Made(f"claims-{today}", _("Who owes whom"), str(today), ageing_sheets(_debts(suppliers, today)), of), kind)


def _read_by(request: HttpRequest) -> tuple[list[Supplier], date]:
    """The suppliers for whom the reader bills. Raises ``NotFound``."""
    suppliers = list(suppliers_of(signed_in(request), BILLERS).order_by("since", "pk"))
    if not suppliers:
        raise NotFound
    return suppliers, clock.business_date(clock.now())


def _debts(suppliers: list[Supplier], today: date) -> list[words.Debts]:
    ids = [supplier.pk for supplier in suppliers]
    return words.debts_of_supplier(queries.claims_by_age(ids, today=today), queries.owed_back_by(ids, today=today))

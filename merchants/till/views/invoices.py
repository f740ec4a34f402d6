"""E-invoices that customers asked for, and where each of them stands."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.web.pages import form_key, signed_in

from .. import queries
from ..actions import invoicing
from .counter import chosen_shop


@require_GET
def invoices(request: HttpRequest) -> HttpResponse:
    shop = chosen_shop(request)
    return render(request, "till/invoices.html", {"shop": shop, "invoices": queries.invoices_of(shop.pk)})


@require_POST
def ask(request: HttpRequest, order_id: UUID) -> HttpResponse:
    form = request.POST
    invoicing.request_invoice(
        order_id=order_id,
        title=form.get("title", ""),
        tax_number=form.get("tax_number", ""),
        key=form_key(request),
        by=signed_in(request),
        at=clock.now(),
    )
    return redirect("till:invoices")


@require_POST
def take_back(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """Have an issued invoice red-lettered, for a reason."""
    reason = request.POST.get("reason", "")
    invoicing.take_back_invoice(invoice_id=invoice_id, reason=reason, by=signed_in(request), at=clock.now())
    return redirect("till:invoices")

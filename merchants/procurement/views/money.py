"""Invoices: the buyer's and the supplier's buttons, the calendar of what falls due."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import Conflict, NotFound
from ecosystem.ledger.public import balance_of, deposit_of
from ecosystem.web.pages import form_key, signed_in
from merchants.shops.public import shops_of

from .. import access, actions, queries
from ..models import Invoice
from . import reading
from .document import document as document_page
from .document import met_at


@require_POST
def step(request: HttpRequest, invoice_id: UUID, name: str) -> HttpResponse:
    """One button of an invoice; answers with the order's document."""
    actor, at = signed_in(request), clock.now()
    try:
        invoice = _act(request, invoice_id, name, actor, at)
    except Conflict as refusal:
        return met_at(request, Invoice.objects.get(pk=invoice_id).order_id, actor, form=name, refusal=refusal)
    return _document_again(request, invoice)


def _act(request: HttpRequest, invoice_id: UUID, name: str, actor: Actor, at: datetime) -> Invoice:
    if name == "release":
        return actions.release_invoice(invoice_id=invoice_id, reason=request.POST.get("reason", ""), by=actor, at=at)
    if name == "debit":
        return actions.debit_differences(invoice_id=invoice_id, by=actor, at=at)
    if name == "rematch":
        return actions.rematch_invoice(invoice_id=invoice_id, by=actor, at=at)
    if name == "approve":
        seen = reading.whole(request.POST.get("version", ""))
        when_due = request.POST.get("pay_when_due") == "1"
        return actions.approve_invoice(invoice_id=invoice_id, seen_version=seen, pay_when_due=when_due, by=actor, at=at)
    if name == "pay":
        method = request.POST.get("method", "")
        return actions.pay_invoice(invoice_id=invoice_id, method=method, key=form_key(request), by=actor, at=at)
    if name == "withdraw":
        return actions.withdraw_invoice(invoice_id=invoice_id, by=actor, at=at)
    raise NotFound


@require_POST
def pay_back(request: HttpRequest, debit_id: UUID) -> HttpResponse:
    debit = actions.pay_back_debit(debit_id=debit_id, key=form_key(request), by=signed_in(request), at=clock.now())
    return _document_again(request, Invoice.objects.get(pk=debit.invoice_id))


@require_GET
def payables(request: HttpRequest) -> HttpResponse:
    """What the shop owes its suppliers, week by week, beside what is in its account."""
    shops = shops_of(signed_in(request), access.APPROVERS)
    if not shops:
        raise NotFound
    weeks = queries.payables_of([shop.pk for shop in shops], today=clock.business_date(clock.now()))
    balance = sum(balance_of(deposit_of(party_id)) for party_id in {shop.party_id for shop in shops})
    context = {"weeks": queries.paid_out_of(weeks, balance), "balance": balance, "side": "buyer"}
    return render(request, "procurement/payables.html", context)


@require_GET
def claims(request: HttpRequest) -> HttpResponse:
    """What shops owe the supplier."""
    suppliers = list(access.suppliers_of(signed_in(request), access.BILLERS))
    if not suppliers:
        raise NotFound
    weeks = queries.claims_of([supplier.pk for supplier in suppliers], today=clock.business_date(clock.now()))
    return render(request, "procurement/claims.html", {"weeks": weeks, "side": "supplier"})


def _document_again(request: HttpRequest, invoice: Invoice) -> HttpResponse:
    if not getattr(request, "htmx", False):
        return redirect("procurement:document", order_id=invoice.order_id)
    request.method = "GET"
    return document_page(request, invoice.order_id)

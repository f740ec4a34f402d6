"""Paying: what a scanned code opens, and the page that waits for an acquirer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect

from ecosystem.kernel import clock
from ecosystem.ledger.public import balance_of, deposit_of
from ecosystem.payments.public import BANK_ACCOUNT, OPEN, documents_of, latest_payment_of, payment_for, ways_to_pay, work_on
from ecosystem.web.pages import form_key, signed_in
from merchants.orders.public import Order, among, order_waiting, with_lines

from .. import actions


def chosen_way(request: HttpRequest) -> str:
    """The way to pay that a form names; the account here where it names none."""
    return request.POST.get("method", "")[:40] or BANK_ACCOUNT


def after_paying(order_ids: Collection[UUID] | QuerySet[Any, Any], *, at: datetime) -> HttpResponse | None:
    """To the page that waits, where an acquirer must first be heard; it is told at once, outside any transaction."""
    payment = latest_payment_of(order_ids)
    if payment is None or payment.status not in OPEN:
        return None
    work_on(payment_id=payment.pk, at=at)
    return redirect("baskets:paying", payment_id=payment.pk)


@require_GET
def scanned(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """What a counter's collection code opens: the sale, and one button to pay it."""
    actor = signed_in(request)
    found = with_lines(order_waiting(actor, order_id).pk)
    balance = balance_of(deposit_of(actor.party_id)) if actor.party_id else 0
    context = {"order": found, "balance_minor": balance, "ways": ways_to_pay(), "at": clock.now()}
    return render(request, "baskets/scanned.html", context)


@require_POST
def pay_scanned(request: HttpRequest, order_id: UUID) -> HttpResponse:
    at = clock.now()
    actions.pay_order(order_id=order_id, method=chosen_way(request), key=form_key(request), by=signed_in(request), at=at)
    return after_paying([order_id], at=at) or redirect("baskets:order", order_id=order_id)


@require_GET
def paying(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """What becomes of a payment that an acquirer carries; goes on by itself once its orders are paid."""
    actor = signed_in(request)
    payment = payment_for(actor, payment_id)
    orders = list(among(documents_of(payment.pk, "order")))
    htmx = bool(getattr(request, "htmx", False))
    if not any(order.status == Order.Status.PENDING_PAYMENT for order in orders) and payment.status == "succeeded" and orders:
        address = redirect("baskets:order", orders[0].pk) if len(orders) == 1 else redirect("baskets:errand", orders[0].errand_id)
        return HttpResponseClientRedirect(address.url) if htmx else address
    context = {
        "payment": payment,
        "charge": getattr(payment, "charge", None),
        "orders": orders,
        "waiting": [order for order in orders if order.status == Order.Status.PENDING_PAYMENT],
        "balance_minor": balance_of(deposit_of(actor.party_id)) if actor.party_id else 0,
        "ways": ways_to_pay(),
        "is_open": payment.status in OPEN,
        "other": bool(request.GET.get("other")),
    }
    return render(request, "baskets/_paying.html" if htmx else "baskets/paying.html", context)


@require_POST
def pay_again(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """After a failure, or another way while nobody answers."""
    at = clock.now()
    again = actions.pay_again(payment_id=payment_id, method=chosen_way(request), key=form_key(request), by=signed_in(request), at=at)
    return after_paying(documents_of(again, "order"), at=at) or redirect("baskets:paying", payment_id=again)

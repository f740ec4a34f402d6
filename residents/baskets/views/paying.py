"""Paying: what a scanned code opens, and the page that waits for an acquirer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import segno
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.ways import LONGEST_WAY
from ecosystem.ledger.public import balance_of, deposit_of
from ecosystem.payments.public import (
    BANK_ACCOUNT,
    OPEN,
    PAY_CODE_MOST,
    documents_of,
    latest_payment_of,
    pay_code_of,
    payment_for,
    ways_to_pay,
    work_on,
)
from ecosystem.web.pages import form_amount, form_key, signed_in
from merchants.arrivals.public import PAID
from merchants.cards.public import usable_for
from merchants.orders.public import Order, among, order_waiting, with_lines
from merchants.shops.public import serving_shops
from merchants.till.public import collect, collection_paid_by, match_collection
from residents.family.public import ready_to_pay

from .. import actions
from ..trail import come_to


def chosen_way(request: HttpRequest) -> str:
    """The way to pay that a form names; the account here where it names none."""
    return request.POST.get("method", "")[:LONGEST_WAY] or BANK_ACCOUNT


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
    cards = usable_for(actor.party_id, {found.shop_id}) if actor.party_id else []
    context = {"order": found, "balance_minor": balance, "ways": ways_to_pay(), "cards": cards, "at": clock.now()}
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
    waiting = [order for order in orders if order.status == Order.Status.PENDING_PAYMENT]
    collection = collection_paid_by(payment.pk, actor.party_id)
    if payment.status == "succeeded" and not waiting and (orders or collection):
        return come_to(request, _on(request, _after(payment.pk, orders)), PAID, {one.shop_id for one in orders}, clock.now())
    shops = {order.shop_id for order in waiting}
    context = {
        "payment": payment,
        "charge": getattr(payment, "charge", None),
        "orders": orders,
        "collection": collection,
        "waiting": waiting,
        "waits": bool(waiting) or (not orders and collection is not None),
        "may_again": bool(waiting),
        "balance_minor": balance_of(deposit_of(actor.party_id)) if actor.party_id else 0,
        "ways": ways_to_pay(),
        "cards": usable_for(actor.party_id, shops) if actor.party_id and waiting else [],
        "payers": ready_to_pay(actor.party_id) if actor.party_id and orders else [],
        "due_minor": sum(order.total_minor for order in waiting),
        "is_open": payment.status in OPEN,
        "other": bool(request.GET.get("other")),
        "preferred": payment.method if payment.status == "failed" else "",
    }
    htmx = bool(getattr(request, "htmx", False))
    return render(request, "baskets/_paying.html" if htmx else "baskets/paying.html", context)


def _after(payment_id: UUID, orders: Sequence[Order]) -> HttpResponseRedirect:
    """Where one looks once the money is there."""
    if not orders:
        return redirect("baskets:paid", payment_id)
    return redirect("baskets:order", orders[0].pk) if len(orders) == 1 else redirect("baskets:errand", orders[0].errand_id)


def _on(request: HttpRequest, there: HttpResponseRedirect) -> HttpResponse:
    return HttpResponseClientRedirect(there.url) if getattr(request, "htmx", False) else there


@require_http_methods(["GET", "POST"])
def pay_shop(request: HttpRequest, shop_id: UUID) -> HttpResponse:
    """What the code on a shop's counter opens: the payer writes how much."""
    actor, at = signed_in(request), clock.now()
    shop = serving_shops([shop_id]).get(shop_id)
    if shop is None:
        raise NotFound
    if request.method == "POST":
        made = collect(
            shop_id=shop_id,
            amount_minor=form_amount(request, "amount"),
            note=request.POST.get("note", ""),
            method=chosen_way(request),
            key=form_key(request),
            by=actor,
            at=at,
        )
        waits = after_paying([made.pk], at=at)
        if waits is None:
            match_collection(collection_id=made.pk, at=at)
            made.refresh_from_db()
            return redirect("baskets:paid", made.payment_id)
        return waits
    balance = balance_of(deposit_of(actor.party_id)) if actor.party_id else 0
    cards = usable_for(actor.party_id, {shop_id}) if actor.party_id else []
    context = {"shop": shop, "balance_minor": balance, "ways": ways_to_pay(), "cards": cards, "amount": request.GET.get("amount", "")[:12]}
    return render(request, "baskets/pay_shop.html", context)


@require_GET
def paid(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """The slip that the payer shows at the counter."""
    actor = signed_in(request)
    payment = payment_for(actor, payment_id)
    collection = collection_paid_by(payment_id, actor.party_id)
    if collection is None:
        raise NotFound
    if payment.status in OPEN:
        return redirect("baskets:paying", payment_id)
    return render(request, "baskets/paid.html", {"payment": payment, "collection": collection})


@require_GET
def my_code(request: HttpRequest) -> HttpResponse:
    """The payer's own code, new every half minute."""
    actor, at = signed_in(request), clock.now()
    if actor.party_id is None:
        raise NotFound
    code = pay_code_of(actor.party_id, at)
    picture = segno.make(code, error="m").svg_inline(scale=6, omitsize=True, svgclass="code-svg", lineclass=None)
    context = {"code": code, "picture": mark_safe(picture), "balance_minor": balance_of(deposit_of(actor.party_id)), "most_minor": PAY_CODE_MOST}  # noqa: S308 - our own SVG
    return render(request, "baskets/_my_code.html" if getattr(request, "htmx", False) else "baskets/my_code.html", context)


@require_POST
def pay_again(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """After a failure, or another way while nobody answers."""
    at = clock.now()
    again = actions.pay_again(payment_id=payment_id, method=chosen_way(request), key=form_key(request), by=signed_in(request), at=at)
    return after_paying(documents_of(again, "order"), at=at) or redirect("baskets:paying", payment_id=again)

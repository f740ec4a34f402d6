"""Goods between the keeper's own shops."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.money import NotAnAmount
from ecosystem.web.pages import form_id, form_key, signed_in
from merchants.shops.public import STOCKERS, shops_of

from .. import access, actions, queries
from ..models import Transfer
from .choosing import chosen_shop


def transfers(request: HttpRequest) -> HttpResponse:
    """All transfers of the keeper's shops; a new one by its quantities, article by article."""
    shop, shops = chosen_shop(request)
    if request.method == "POST":
        made = actions.draft_transfer(
            source_id=shop.pk,
            destination_id=form_id(request, "destination"),
            lines=[actions.Packed(sku_id, quantity) for sku_id, quantity in _quantities(request).items()],
            key=form_key(request),
            by=signed_in(request),
            at=clock.now(),
        )
        return redirect("stock:transfer", transfer_id=made.pk)
    levels, _more = queries.levels_in(shop.pk, text=request.GET.get("q", "")[:40])
    context = {"shop": shop, "shops": shops, "levels": levels, "others": [one for one in shops if one.party_id == shop.party_id and one != shop]}
    if getattr(request, "htmx", False):
        return render(request, "stock/_choices.html", context)
    return render(request, "stock/transfers.html", {**context, "transfers": queries.transfers_of([one.pk for one in shops])})


@require_GET
def transfer(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    actor = signed_in(request)
    found = access.transfer_for(actor, transfer_id)
    kept = {shop.pk for shop in shops_of(actor, STOCKERS)}
    context = {
        "transfer": found,
        "lines": queries.lines_of(found),
        "sends": found.source_id in kept,
        "gets": found.destination_id in kept,
        "on_its_way": found.status in {Transfer.Status.IN_TRANSIT, Transfer.Status.PARTIALLY_RECEIVED},
    }
    return render(request, "stock/transfer.html", context)


@require_POST
def move(request: HttpRequest, transfer_id: UUID, step: str) -> HttpResponse:
    by, at, reason = signed_in(request), clock.now(), request.POST.get("reason", "").strip()[:200]
    if step == "ready":
        actions.mark_transfer_ready(transfer_id=transfer_id, by=by, at=at)
    elif step == "dispatch":
        actions.dispatch_transfer(transfer_id=transfer_id, key=form_key(request), by=by, at=at)
    elif step == "receive":
        actions.receive_transfer(transfer_id=transfer_id, arrived=_quantities(request), short_reason=reason, key=form_key(request), by=by, at=at)
    elif step == "cancel":
        how = request.POST.get("how", "")
        actions.cancel_transfer(transfer_id=transfer_id, how=how, reason=reason, key=form_key(request), by=by, at=at)
    else:
        raise NotFound
    return redirect("stock:transfer", transfer_id=transfer_id)


def _quantities(request: HttpRequest) -> dict[UUID, Decimal]:
    """Fields ``sku-<id>`` with a quantity; an empty one or nothing is none."""
    found = {}
    for field, value in request.POST.items():
        if field.startswith("sku-") and str(value).strip():
            try:
                sku_id, quantity = UUID(field.removeprefix("sku-")), Decimal(str(value).strip())
            except (ValueError, InvalidOperation):
                raise NotAnAmount(text=str(value)[:40]) from None
            if quantity:
                found[sku_id] = quantity
    return found

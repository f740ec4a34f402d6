"""The shared document: one page for both sides, and each side's buttons on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import Conflict, NotFound
from ecosystem.web.pages import form_id, form_key, signed_in

from .. import access, actions, links, queries
from ..models import Dispute, Order
from ..models.orders import Billing
from . import aside, crediting, meeting, reading

Step = Callable[[HttpRequest, UUID, Actor], object]


@require_GET
def document(request: HttpRequest, order_id: UUID) -> HttpResponse:
    actor = signed_in(request)
    order, sides = access.order_of_either(actor, order_id)
    return _shown(request, order, sides, actor)


@require_POST
def step(request: HttpRequest, order_id: UUID, name: str) -> HttpResponse:
    """One button; answers with the document as it now stands."""
    actor = signed_in(request)
    if name not in STEPS:
        raise NotFound
    try:
        STEPS[name](request, order_id, actor)
    except Conflict as refusal:
        return met_at(request, order_id, actor, form=name, refusal=refusal)
    if not getattr(request, "htmx", False):
        return redirect("procurement:document", order_id=order_id)
    order, sides = access.order_of_either(actor, order_id)
    return _shown(request, order, sides, actor)


def met_at(request: HttpRequest, order_id: UUID, actor: Actor, *, form: str, refusal: Conflict) -> HttpResponse:
    """Somebody else was quicker: the document as it stands now, with what changed and what was typed."""
    order, sides = access.order_of_either(actor, order_id)
    return _shown(request, order, sides, actor, form=form, refusal=refusal)


def context_of(order: Order, sides: set[str]) -> dict[str, object]:
    """What the document shows, whoever looks."""
    whole = queries.document(order.pk)
    revisions = sorted(whole.revisions.all(), key=lambda revision: revision.number)
    newest = revisions[-1] if revisions else None
    pending = newest if newest is not None and not newest.agreed and newest.refused_at is None and whole.status in ("sent", "changed") else None
    said = {line.position: line for line in newest.lines.all()} if newest is not None else {}
    lines = [(line, said.get(line.position)) for line in whole.lines.all()]
    at = clock.now()
    return {
        "order": whole,
        "lines": lines,
        "revisions": revisions,
        "pending": pending if pending is not None and pending.number > 1 else None,
        "count": next((count for count in whole.counts.all() if count.status == "waiting"), None),
        "aside": [part for part in whole.refused if part.status == "held"],
        "on_the_way": [shipment for shipment in whole.shipments.all() if shipment.status == "on_the_way"],
        "last": queries.last_prices(whole) if "buyer" in sides and whole.status in ("draft", "to_approve", "changed") else {},
        "extra_left": whole.extra_billable_minor,
        "billings": Billing.choices,
        "tracked": [line.position for line, _said in lines if getattr(getattr(line.sku, "level", None), "tracks_batches", False)],
        "weighs": whole.extra_minor > whole.landed_minor and whole.landed_by == "weight",
        "answers": Dispute.Answer.choices,
        "methods": crediting.ways_to_pay(whole),
        "today": clock.business_date(at),
        "at": at,
        "sides": sides,
        "side": "buyer" if "buyer" in sides else "supplier",
    }


def _shown(request: HttpRequest, order: Order, sides: set[str], actor: Actor, *, form: str = "", refusal: Conflict | None = None) -> HttpResponse:
    frame = "procurement/shop.html" if "buyer" in sides else "procurement/desk.html"
    may = access.rights(actor, order)
    context: dict[str, Any] = {**context_of(order, sides), "may": may, "blind": access.counts_blind(order, may), "frame": frame}
    if "buyer" in sides:
        context |= crediting.shown(context["order"], borrows="borrow" in may, at=clock.now())
    context["link"] = (
        request.build_absolute_uri(f"/supply/link/{links.write(order, at=clock.now())}/")
        if order.supplier.party_id is None and "buyer" in sides and order.sent_at is not None
        else ""
    )
    if refusal is not None:
        context |= meeting.met(queries.document(order.pk), form, request.POST, refusal)
    htmx = getattr(request, "htmx", False)
    return render(request, "procurement/_document.html" if htmx else "procurement/document.html", context, status=409 if refusal else 200)


def _send(request: HttpRequest, order_id: UUID, actor: Actor) -> object:
    return actions.send_order(order_id=order_id, by=actor, at=clock.now())


def _hand_in(request: HttpRequest, order_id: UUID, actor: Actor) -> object:
    return actions.hand_in(order_id=order_id, by=actor, at=clock.now())


def _approve(request: HttpRequest, order_id: UUID, actor: Actor) -> object:
    seen = reading.whole(request.POST.get("version", ""))
    return actions.approve_order(order_id=order_id, seen_version=seen, by=actor, at=clock.now())


def _with_reason(verb: Callable[..., object]) -> Step:
    def step(request: HttpRequest, order_id: UUID, actor: Actor) -> object:
        return verb(order_id=order_id, reason=request.POST.get("reason", ""), by=actor, at=clock.now())

    return step


def _resume(request: HttpRequest, order_id: UUID, actor: Actor) -> object:
    return actions.resume_order(order_id=order_id, by=actor, at=clock.now())


def _pay_with(request: HttpRequest, order_id: UUID, actor: Actor) -> object:
    return actions.choose_payment(order_id=order_id, method=request.POST.get("method", ""), by=actor, at=clock.now())


def _wait(request: HttpRequest, order_id: UUID, actor: Actor) -> object:
    return actions.wait_longer(order_id=order_id, by=actor, at=clock.now())


def _amend(request: HttpRequest, order_id: UUID, actor: Actor) -> object:
    order = access.buyers_order(actor, order_id)
    return actions.amend_order(
        order_id=order_id,
        seen_revision=reading.whole(request.POST.get("revision", "")),
        wording=reading.wording(request, order),
        reason=request.POST.get("reason", ""),
        billing=request.POST.get("billing", ""),
        by=actor,
        at=clock.now(),
    )


def _propose(request: HttpRequest, order_id: UUID, actor: Actor) -> object:
    order = access.suppliers_order(actor, order_id)
    return actions.propose_change(
        order_id=order_id,
        revision=reading.whole(request.POST.get("revision", "")),
        wording=reading.wording(request, order),
        reason=request.POST.get("reason", ""),
        billing=request.POST.get("billing", ""),
        by=actor,
        at=clock.now(),
    )


def _of_revision(verb: Callable[..., object]) -> Step:
    def step(request: HttpRequest, order_id: UUID, actor: Actor) -> object:
        return verb(order_id=order_id, revision=reading.whole(request.POST.get("revision", "")), by=actor, at=clock.now())

    return step


def _decline(request: HttpRequest, order_id: UUID, actor: Actor) -> object:
    seen, reason = reading.whole(request.POST.get("revision", "")), request.POST.get("reason", "")
    return actions.decline_order(order_id=order_id, revision=seen, reason=reason, by=actor, at=clock.now())


def _ship(request: HttpRequest, order_id: UUID, actor: Actor) -> object:
    at = clock.now()
    return actions.announce_shipment(
        order_id=order_id,
        quantities=reading.numbers(request, "quantity"),
        expected_on=reading.day(request.POST.get("expected", "")) or clock.business_date(at),
        carrier=request.POST.get("carrier", ""),
        key=form_key(request),
        by=actor,
        at=at,
    )


def _withdraw(request: HttpRequest, order_id: UUID, actor: Actor) -> object:
    return actions.withdraw_shipment(order_id=order_id, shipment_id=form_id(request, "shipment"), by=actor, at=clock.now())


def _receive(request: HttpRequest, order_id: UUID, actor: Actor) -> object:
    return actions.post_receipt(
        order_id=order_id,
        counted=reading.counted(request),
        shipment_id=reading.shipment(request),
        seen_receipts=reading.whole(request.POST.get("receipts", "")),
        key=form_key(request),
        by=actor,
        at=clock.now(),
    )


def _reverse(request: HttpRequest, order_id: UUID, actor: Actor) -> object:
    return actions.reverse_receipt(
        order_id=order_id,
        receipt_id=form_id(request, "receipt"),
        reason=request.POST.get("reason", ""),
        key=form_key(request),
        by=actor,
        at=clock.now(),
    )


def _return(request: HttpRequest, order_id: UUID, actor: Actor) -> object:
    quantities, reason = reading.numbers(request, "quantity"), request.POST.get("reason", "")
    return actions.return_goods(order_id=order_id, quantities=quantities, reason=reason, key=form_key(request), by=actor, at=clock.now())


def _returned(request: HttpRequest, order_id: UUID, actor: Actor) -> object:
    return actions.acknowledge_return(order_id=order_id, return_id=form_id(request, "return"), by=actor, at=clock.now())


def _answer(request: HttpRequest, order_id: UUID, actor: Actor) -> object:
    return actions.answer_dispute(
        order_id=order_id,
        dispute_id=form_id(request, "dispute"),
        answer=request.POST.get("answer", ""),
        note=request.POST.get("note", ""),
        by=actor,
        at=clock.now(),
    )


def _settle(request: HttpRequest, order_id: UUID, actor: Actor) -> object:
    return actions.settle_dispute(order_id=order_id, dispute_id=form_id(request, "dispute"), by=actor, at=clock.now())


def _bill(request: HttpRequest, order_id: UUID, actor: Actor) -> object:
    prices = {position: reading.amount(text) for position, text in reading.by_position(request, "unit")}
    quantities = reading.numbers(request, "quantity")
    bills = [actions.Bill(position, quantity, prices.get(position, 0)) for position, quantity in quantities.items()]
    extra = reading.amount(request.POST.get("extra", "") or "0")
    return actions.issue_invoice(
        order_id=order_id,
        number=request.POST.get("number", ""),
        bills=bills,
        extra_minor=extra,
        issued_on=reading.day(request.POST.get("issued", "")),
        key=form_key(request),
        by=actor,
        at=clock.now(),
    )


def _charge(request: HttpRequest, order_id: UUID, actor: Actor) -> object:
    return actions.charge_freight(
        order_id=order_id,
        amount_minor=reading.amount(request.POST.get("amount", "")),
        landed_by=request.POST.get("landed_by", "value"),
        reason=request.POST.get("reason", ""),
        key=form_key(request),
        by=actor,
        at=clock.now(),
    )


STEPS: dict[str, Step] = {
    "send": _send,
    "hand-in": _hand_in,
    "approve": _approve,
    "return-to-draft": _with_reason(actions.return_to_draft),
    "cancel": _with_reason(actions.cancel_order),
    "wait": _wait,
    "short-close": _with_reason(actions.short_close),
    "hold": _with_reason(actions.hold_order),
    "resume": _resume,
    "pay-with": _pay_with,
    "amend": _amend,
    "agree": _of_revision(actions.agree_to_change),
    "confirm": _of_revision(actions.confirm_order),
    "propose": _propose,
    "decline": _decline,
    "ship": _ship,
    "withdraw": _withdraw,
    "receive": _receive,
    **aside.STEPS,
    "reverse": _reverse,
    "return": _return,
    "returned": _returned,
    "answer": _answer,
    "settle": _settle,
    "bill": _bill,
    "charge": _charge,
}

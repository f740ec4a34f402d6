"""The shop's board of orders."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import Invalid, NotFound
from ecosystem.web.pages import form_key, signed_in
from merchants.rounds.public import round_served_by
from merchants.shops.public import shops_of

from .. import access, actions, queries
from ..errors import OrderMoved
from ..models import Order
from ..rules import COLUMNS, OUTSIDE, REASONS, WITHOUT_CODE

VIEWS = ("prepare", "support")
STEPS = {"accept": actions.accept_order, "ready": actions.mark_ready, "send": actions.send_out, "go-on": actions.refuse_to_cancel}
# Where each step leads.
REACHED = {"accept": "accepted", "ready": "ready", "send": "out_for_delivery", "go-on": "accepted"}


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    actor, at = signed_in(request), clock.now()
    shops = shops_of(actor)
    if not shops:
        raise NotFound
    ids = [shop.pk for shop in shops]
    waiting = list(queries.board_of(ids))
    columns = [(name, [order for order in waiting if order.status in statuses]) for name, statuses in COLUMNS]
    context = {
        "columns": columns,
        "done": queries.done_today(ids, since=clock.midnight(at)),
        "shop": shops[0],
        "at": at,
        "reasons": REASONS,
        "without": WITHOUT_CODE,
    }
    return render(request, "orders/_board.html" if getattr(request, "htmx", False) else "orders/board.html", context)


@require_GET
def first_day(request: HttpRequest) -> HttpResponse:
    """What to do on the first day; nothing from the first sale on."""
    shops = [shop.pk for shop in shops_of(signed_in(request)) if str(shop.party_id) == request.GET.get("party")]
    if not shops:
        raise NotFound
    goods = queries.goods_before_the_first_sale(shops)
    return HttpResponse() if goods is None else render(request, "orders/_first_day.html", {"goods": goods})


@require_GET
def order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    found = queries.with_lines(access.order_for_shop(signed_in(request), order_id).pk)
    wanted = request.GET.get("view", "")
    view = wanted if wanted in VIEWS else "prepare" if found.status in queries.OPEN else "support"
    context = {
        "order": found,
        "at": clock.now(),
        "reasons": REASONS,
        "without": WITHOUT_CODE,
        "view": view,
        "moments": _moments(found),
        "to_weigh": _to_weigh(found),
    }
    return render(request, "orders/order.html", context)


def _to_weigh(order: Order) -> bool:
    """Whether the shop may put something of it on the scale."""
    return order.weighed_at is None and order.tender not in OUTSIDE and any(line.by_weight for line in order.lines.all())


def _moments(order: Order) -> list[tuple[str, datetime]]:
    """When it came to where it stands, in the order of time."""
    told = [
        (_("Placed"), order.placed_at),
        (_("Paid"), order.paid_at),
        (_("Accepted by the shop"), order.accepted_at),
        (_("The buyer asked to cancel"), order.cancel_asked_at),
        (_("Ready"), order.ready_at),
        (_("Sent out"), order.sent_at),
        (_("Handed over"), order.completed_at),
        (_("Ended"), order.ended_at),
    ]
    return sorted([(name, moment) for name, moment in told if moment], key=lambda one: one[1])


@require_GET
def round_(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """What to pack for one round: for the shelf by article, for the gate by order."""
    actor = signed_in(request)
    found = round_served_by(actor, round_id)
    orders = queries.packing(round_id, [shop.pk for shop in shops_of(actor)])
    context = {"round": found, "orders": orders, "picking": queries.picking(orders), "waiting": found.status == found.Status.OPEN, "at": clock.now()}
    return render(request, "orders/_packing.html" if getattr(request, "htmx", False) else "orders/packing.html", context)


@require_POST
def step(request: HttpRequest, order_id: UUID, name: str) -> HttpResponse:
    """One of the board's buttons; answers with the whole board as it now stands."""
    actor, at = signed_in(request), clock.now()
    if name in STEPS:
        _move(request, name, order_id, actor, at)
    elif name == "let-go":
        actions.agree_to_cancel(order_id=order_id, key=form_key(request), by=actor, at=at)
    elif name == "hand-over":
        shown, without = request.POST.get("code", ""), request.POST.get("without", "")
        actions.hand_over(order_id=order_id, shown=shown, without=without, key=form_key(request), by=actor, at=at)
    elif name == "reject":
        reason = request.POST.get("reason", "")
        if reason not in REASONS:
            raise Invalid
        actions.reject_order(order_id=order_id, reason=reason, gone=_gone(request, reason, at), key=form_key(request), by=actor, at=at)
    else:
        raise NotFound
    return _board_again(request)


def _move(request: HttpRequest, name: str, order_id: UUID, actor: Actor, at: datetime) -> None:
    """What waited on a device without a network may have been done before its answer was lost: then it is done, and no refusal."""
    try:
        STEPS[name](order_id=order_id, by=actor, at=at)
    except OrderMoved:
        if "X-Sent-Later" not in request.headers or access.order_for_shop(actor, order_id).status != REACHED[name]:
            raise


def _gone(request: HttpRequest, reason: str, at: datetime) -> actions.Gone | None:
    """The ticked articles, sold out until the town's next day; only where that is the reason. Raises ``Invalid`` for what is no id."""
    if reason != "sold_out" or not request.POST.getlist("gone"):
        return None
    try:
        return actions.Gone(tuple(UUID(one) for one in request.POST.getlist("gone")), clock.midnight(at) + timedelta(days=1))
    except ValueError:
        raise Invalid from None


def _board_again(request: HttpRequest) -> HttpResponse:
    if not getattr(request, "htmx", False):
        return redirect("orders:board")
    request.method = "GET"
    return board(request)

"""A supplier without an account answers one order by a signed link."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.web.pages import form_key

from .. import access, actions, links
from . import reading
from .document import context_of


@require_GET
def document(request: HttpRequest, token: str) -> HttpResponse:
    link = links.read(token, at=clock.now())
    order = access.linked_order(link.order_id)
    answers = order.status == "sent" and order.revision == link.revision
    context = {**context_of(order, {"supplier"}), "may": frozenset({"serve"}), "token": token, "may_answer": answers}
    response = render(request, "procurement/linked.html", context)
    # The address is the key: it is told to no other site. To none at all, the browser would call our own forms a stranger's.
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def step(request: HttpRequest, token: str, name: str) -> HttpResponse:
    at = clock.now()
    if name == "confirm":
        actions.confirm_by_link(token=token, at=at)
    elif name == "decline":
        actions.decline_by_link(token=token, reason=request.POST.get("reason", ""), at=at)
    elif name == "propose":
        order = access.linked_order(links.read(token, at=at).order_id)
        actions.propose_by_link(token=token, wording=reading.wording(request, order), reason=request.POST.get("reason", ""), at=at)
    elif name == "ship":
        actions.announce_by_link(
            token=token,
            quantities=reading.numbers(request, "quantity"),
            expected_on=reading.day(request.POST.get("expected", "")) or clock.business_date(at),
            carrier=request.POST.get("carrier", ""),
            key=form_key(request),
            at=at,
        )
    else:
        raise NotFound
    return redirect("procurement:linked", token=token)

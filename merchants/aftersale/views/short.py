"""Handing an order over without something of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ecosystem.design import wording
from ecosystem.kernel import clock
from ecosystem.web.pages import form_key, signed_in
from merchants.orders.public import WITHOUT_CODE, order_for_shop, with_lines

from .. import actions
from .reading import asked_lines


def short(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """What is missing, line by line; the rest is handed over and the money of what is missing goes back."""
    actor = signed_in(request)
    if request.method == "POST":
        shown, without = request.POST.get("code", ""), request.POST.get("without", "")
        missing, key = asked_lines(request), form_key(request)
        done = actions.hand_over_short(order_id=order_id, missing=missing, shown=shown, without=without, key=key, by=actor, at=clock.now())
        messages.success(request, _("Handed over; %(amount)s is back with the buyer.") % {"amount": wording.yuan(done.amount_minor or 0)})
        return redirect("orders:order", order_id=order_id)
    order = with_lines(order_for_shop(actor, order_id).pk)
    return render(request, "aftersale/short.html", {"order": order, "without": WITHOUT_CODE, "at": clock.now()})

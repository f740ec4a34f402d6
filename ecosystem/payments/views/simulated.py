"""The page of the simulated acquirer, where the payer pays: play money, and every way in which it may go wrong."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from ecosystem import ports
from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.web.pages import signed_in

from .. import access
from ..simulators.acquirer import MANNERS, NAME, REFUND_MANNERS, SimulatedAcquirer


@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """For the payer alone; what she chooses is done by the acquirer, and we hear of it as it pleases."""
    charge = access.charge_for(signed_in(request), payment_id)
    acquirer = ports.acquirers.named(NAME)
    if charge.acquirer != NAME or not isinstance(acquirer, SimulatedAcquirer):
        raise NotFound
    if request.method == "POST":
        manner, at = request.POST.get("manner", "prompt"), clock.now()
        if manner not in (*MANNERS, *REFUND_MANNERS):
            raise NotFound
        acquirer.pay(payment_id=payment_id, manner=manner, at=at)
        acquirer.call_us(name=NAME, at=at)
        return redirect(request.POST["back"] if request.POST.get("back", "").startswith("/pay/") else "/")
    context = {"charge": charge, "manners": MANNERS, "refund_manners": REFUND_MANNERS, "back": request.GET.get("back", "/")}
    return render(request, "payments/simulated.html", context)

"""A tab as its customer sees it: what is open, and paying of it from her account."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ecosystem.design import wording
from ecosystem.kernel import clock
from ecosystem.kernel.errors import Invalid
from ecosystem.web.pages import form_amount, form_key, signed_in

from .. import access, actions, queries


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    return render(request, "customers/mine.html", {"cards": access.cards_held_by(signed_in(request))})


@require_GET
def tab(request: HttpRequest, token: str) -> HttpResponse:
    card = access.card_behind(token)
    on = clock.business_date(clock.now())
    return render(request, "customers/tab.html", {"card": card, "items": queries.open_items(card.pk), "token": token, "on": on})


@require_POST
def pay(request: HttpRequest, token: str) -> HttpResponse:
    payment = actions.pay_tab(
        token=token,
        amount_minor=form_amount(request, "amount"),
        wanted=chosen_items(request),
        key=form_key(request),
        by=signed_in(request),
        at=clock.now(),
    )
    messages.success(request, _("Paid %(amount)s.") % {"amount": wording.yuan(payment.amount_minor)})
    return redirect("tabs:tab", token=token)


def chosen_items(request: HttpRequest) -> list[UUID]:
    """The open items that were ticked. Raises ``Invalid`` for what is no id."""
    try:
        return [UUID(text) for text in request.POST.getlist("item")[:200]]
    except ValueError:
        raise Invalid from None

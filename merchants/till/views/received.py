"""What came by the shop's static code and is not linked yet: one tap each."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.web.pages import form_id, form_key, signed_in

from .. import actions, queries
from .counter import chosen_shop


@require_GET
def received(request: HttpRequest) -> HttpResponse:
    shop = chosen_shop(request)
    template = "till/_received.html" if getattr(request, "htmx", False) else "till/received.html"
    return render(request, template, {"shop": shop, "found": queries.unlinked(shop.pk)})


@require_POST
def link(request: HttpRequest, collection_id: UUID, what: str) -> HttpResponse:
    by, at = signed_in(request), clock.now()
    if what == "sale":
        actions.link_to_sale(collection_id=collection_id, order_id=form_id(request, "order"), by=by, at=at)
    elif what == "tab":
        actions.link_to_tab(collection_id=collection_id, card_id=form_id(request, "card"), by=by, at=at)
    elif what == "open":
        actions.book_as_sale(collection_id=collection_id, by=by, at=at)
    else:
        raise NotFound
    messages.success(request, _("Linked."))
    return redirect("till:received")


@require_POST
def read_code(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """The buyer's own code, as the scanner typed it."""
    code = request.POST.get("code", "").strip()[:200]
    actions.take_by_pay_code(order_id=order_id, code=code, key=form_key(request), by=signed_in(request), at=clock.now())
    return redirect("till:code", order_id=order_id)

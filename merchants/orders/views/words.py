"""What buyer and shop write to each other: one panel for both sides."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from ecosystem.kernel import clock
from ecosystem.web.pages import form_key, signed_in

from .. import access, actions, rules


@require_http_methods(["GET", "POST"])
def words(request: HttpRequest, order_id: UUID) -> HttpResponse:
    actor, at = signed_in(request), clock.now()
    if request.method == "POST":
        actions.write_word(order_id=order_id, text=request.POST.get("text", ""), key=form_key(request), by=actor, at=at)
    order = access.order_for_either(actor, order_id)
    is_shop = order.buyer_id != actor.party_id
    if request.method == "POST" and not getattr(request, "htmx", False):
        return redirect("orders:order" if is_shop else "baskets:order", order_id=order_id)
    context = {"order": order, "words": list(order.words.order_by("number")), "is_shop": is_shop, "most": rules.LONGEST_WORD, "at": at}
    return render(request, "orders/_words.html", {**context, "is_open": order.buyer_id is not None and order.status in rules.OPEN_TO_WORDS})

"""Sales from the queue that a person must look at."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.web.pages import signed_in
from merchants.vouchers.public import SentTooLate, StaleToken, TokenTaken, VoucherNotFound, VoucherOver

from .. import actions, queries
from .counter import chosen_shop

# What became of a voucher that was taken without a network, where its refusal speaks to somebody at a counter.
WHY = {
    **{one.code: one.sentence for one in (StaleToken, TokenTaken, SentTooLate, VoucherNotFound)},
    VoucherOver.code: _("Nothing was left of it when this came in: it was used up elsewhere, given back or expired meanwhile."),
}


@require_GET
def todos(request: HttpRequest) -> HttpResponse:
    shop = chosen_shop(request)
    todos = [(todo, WHY.get(todo.code, "")) for todo in queries.open_todos(shop.pk)]
    return render(request, "till/todos.html", {"shop": shop, "todos": todos})


@require_POST
def decide(request: HttpRequest, todo_id: UUID, what: str) -> HttpResponse:
    actor, at = signed_in(request), clock.now()
    if what == "seen":
        actions.close_todo(todo_id=todo_id, by=actor, at=at)
    elif what == "book":
        actions.book_again(todo_id=todo_id, by=actor, at=at)
    elif what == "drop":
        actions.drop_held(todo_id=todo_id, reason=request.POST.get("reason", ""), by=actor, at=at)
    else:
        raise NotFound
    return redirect("till:todos")

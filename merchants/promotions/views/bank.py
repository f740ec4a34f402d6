"""The bank's budgets for discounts: opened, paid into, stopped, taken back, and their statements."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ecosystem.identity.public import Party, require_operator
from ecosystem.kernel import clock
from ecosystem.kernel.errors import Invalid
from ecosystem.web.pages import form_amount, form_key, signed_in

from .. import access, actions, queries


@require_GET
def budgets(request: HttpRequest) -> HttpResponse:
    require_operator(signed_in(request))
    units = list(Party.objects.filter(kind=Party.Kind.BANK_UNIT).values_list("pk", flat=True))
    return render(request, "promotions/budgets.html", {"budgets": queries.budgets_of(units)})


@require_GET
def budget(request: HttpRequest, budget_id: UUID) -> HttpResponse:
    found = access.budget_for(require_operator(signed_in(request)), budget_id)
    return render(request, "promotions/budget.html", {"budget": found, "entries": queries.statement_of(found.pk)})


@require_POST
def open_one(request: HttpRequest) -> HttpResponse:
    actor, share = require_operator(signed_in(request)), request.POST.get("share", "")
    if not share.isdecimal() or len(share) > 3:
        raise Invalid
    made = actions.open_budget(
        party_id=None, name=request.POST.get("name", ""), share_pct=int(share), shop_id=None, key=form_key(request), by=actor, at=clock.now()
    )
    return redirect("budgets:budget", budget_id=made.pk)


@require_POST
def fund(request: HttpRequest, budget_id: UUID) -> HttpResponse:
    actor = require_operator(signed_in(request))
    actions.fund_budget(budget_id=budget_id, amount_minor=form_amount(request, "amount"), key=form_key(request), by=actor, at=clock.now())
    return redirect("budgets:budget", budget_id=budget_id)


@require_POST
def withdraw(request: HttpRequest, budget_id: UUID) -> HttpResponse:
    actor = require_operator(signed_in(request))
    actions.withdraw_budget(budget_id=budget_id, amount_minor=form_amount(request, "amount"), key=form_key(request), by=actor, at=clock.now())
    return redirect("budgets:budget", budget_id=budget_id)


@require_POST
def stop(request: HttpRequest, budget_id: UUID) -> HttpResponse:
    actions.stop_budget(budget_id=budget_id, by=require_operator(signed_in(request)), at=clock.now())
    return redirect("budgets:budget", budget_id=budget_id)

"""My loans: what is owed, why so much was withheld, repaying early, drawing more."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.money import NotAnAmount, from_text, to_text
from ecosystem.web.pages import form_amount, form_key, signed_in
from lending.contracts.public import contract_of_loan

from . import acceptance, access, actions, casefile, queries
from .errors import LoanNotFound
from .models import Facility


@require_GET
def loans(request: HttpRequest) -> HttpResponse:
    """One line and its statement; ``?loan=`` chooses another of hers."""
    borrowers, at = access.borrowers_of(signed_in(request)), clock.now()
    if not borrowers:
        raise NotFound
    lines = queries.loans_of(borrowers)
    chosen = _chosen(lines, request.GET.get("loan", ""))
    context = {"lines": lines, "at": at, "loan": chosen}
    if chosen is not None:
        owed = queries.owed_on(chosen, at)
        context |= {
            "owed": owed,
            "contract": contract_of_loan(chosen.pk),
            "payoff": to_text(owed.owed_minor),
            "asked": _asked(request),
            "rate_bp": chosen.annual_rate * 10_000,
            "statement": queries.statement_of(chosen),
            "withholdings": [(told, [_said(line) for line in why]) for told, why in queries.withholdings_of(chosen)],
        }
    return render(request, "loans/_loan.html" if getattr(request, "htmx", False) else "loans/loans.html", context)


def _asked(request: HttpRequest) -> str:
    """What another page thinks should be drawn, as one types it; nothing of what is no amount."""
    try:
        return to_text(from_text(request.GET.get("amount", "")))
    except NotAnAmount:
        return ""


def _said(line: dict[str, Any]) -> str:
    sentence = line["sentence"]
    return str(_(sentence) % line["values"])


def _chosen(lines: list[Facility], wanted: str) -> Facility | None:
    if not wanted:
        return lines[0] if lines else None
    found = next((line for line in lines if str(line.pk) == wanted), None)
    if found is None:
        raise LoanNotFound
    return found


def _back(loan: Facility) -> HttpResponse:
    return redirect(f"{reverse('loans:loans')}?loan={loan.pk}")


@require_POST
def repay(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    amount = form_amount(request, "amount")
    paid = actions.repay_early(loan_id=loan_id, amount_minor=amount, key=form_key(request), by=signed_in(request), at=clock.now())
    values = {"amount": to_text(paid.amount_minor), "owed": to_text(paid.owed_after_minor)}
    messages.success(request, _("¥%(amount)s repaid. You now owe ¥%(owed)s.") % values)
    return _back(paid.facility)


@require_POST
def draw(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    amount = form_amount(request, "amount")
    loan = actions.draw_more(loan_id=loan_id, amount_minor=amount, key=form_key(request), by=signed_in(request), at=clock.now())
    messages.success(request, _("¥%(amount)s is in your account.") % {"amount": to_text(amount)})
    return _back(loan)


@require_POST
def accept(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    terms = acceptance.ChosenTerms(
        principal_minor=form_amount(request, "amount"), purpose=request.POST.get("purpose", ""), agreed=request.POST.get("agree") == "yes"
    )
    loan = acceptance.accept_offer(offer_id=offer_id, terms=terms, key=form_key(request), by=signed_in(request), at=clock.now())
    messages.success(request, _("¥%(amount)s is in your account.") % {"amount": to_text(terms.principal_minor)})
    return _back(loan)


@require_GET
def lines(request: HttpRequest, party_id: UUID) -> HttpResponse:
    """For the officer's case page: what the borrower has drawn, repaid and owes."""
    cases = casefile.open_lines(party_id=party_id, by=signed_in(request), at=clock.now())
    return render(request, "loans/_of_party.html", {"cases": cases})

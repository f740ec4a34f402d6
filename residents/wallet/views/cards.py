"""A prepaid card in its holder's hands: bought, shown, every line of it, ended; and what the bank holds for her, checked."""

from __future__ import annotations

from uuid import UUID

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.ledger.public import balance_of, deposit_of
from ecosystem.payments.public import latest_payment_of, ways_to_pay, work_on
from ecosystem.web.pages import form_key, signed_in
from merchants.cards.public import (
    Plan,
    PrepaidCard,
    buy_card,
    card_for_holder,
    custody_for,
    end_card,
    last_checked,
    statement_of,
    token_of,
)
from residents.baskets.public import chosen_way


@require_GET
def card(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """One card: what is held for her, its statement, and the code that a till reads, new every half minute."""
    actor, at = signed_in(request), clock.now()
    found = card_for_holder(actor, card_id)
    usable = found.status == PrepaidCard.Status.ACTIVE and found.left_minor > 0
    token = token_of(found.pk, at) if usable else ""
    picture = segno.make(token, error="m").svg_inline(scale=5, omitsize=True, svgclass="code-svg", lineclass=None) if token else ""
    context: dict[str, object] = {"card": found, "token": token, "picture": mark_safe(picture), "at": at}  # noqa: S308 - our own SVG
    if getattr(request, "htmx", False):
        return render(request, "wallet/_card_code.html", context)
    custody = custody_for(found.shop.party_id)
    context |= {
        "entries": statement_of(found.pk),
        "is_whole": custody is not None and custody.short_minor == 0,
        "checked": last_checked(),
        "payment": latest_payment_of([found.pk]) if found.status == PrepaidCard.Status.PENDING else None,
    }
    return render(request, "wallet/card.html", context)


@require_POST
def end(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """Get back what is left of what was paid."""
    end_card(card_id=card_id, key=form_key(request), by=signed_in(request), at=clock.now())
    return redirect("wallet:card", card_id=card_id)


@require_http_methods(["GET", "POST"])
def buy(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """What a shop's card gives, who holds the money, and one button to buy it."""
    actor, at = signed_in(request), clock.now()
    plan = Plan.objects.select_related("shop").filter(pk=plan_id, status=Plan.Status.ON_SALE, shop__suspended_at=None).first()
    if plan is None:
        raise NotFound
    if request.method == "POST":
        method = chosen_way(request)
        bought = buy_card(plan_id=plan_id, method=method, key=form_key(request), by=actor, at=at)
        payment = latest_payment_of([bought.pk]) if bought.status == PrepaidCard.Status.PENDING else None
        if payment:
            work_on(payment_id=payment.pk, at=at)
        return redirect("wallet:card", card_id=bought.pk)
    balance = balance_of(deposit_of(actor.party_id)) if actor.party_id else 0
    worth = plan.price_minor + plan.bonus_minor
    return render(request, "wallet/buy_card.html", {"plan": plan, "worth_minor": worth, "balance_minor": balance, "ways": ways_to_pay()})

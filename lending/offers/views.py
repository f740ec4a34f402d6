"""The merchant's credit page: consent, the answer, the offer with its cost as the slider moves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ecosystem.consent.public import CREDIT_ASSESSMENT, standing_grant
from ecosystem.identity.public import Party
from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.web.pages import form_id, form_key, signed_in
from lending.limits.public import owed_by
from lending.policy.public import DECLINE, decision_for, latest_decision, sources_of
from lending.portraits.public import PURPOSE
from lending.products.public import LINE
from lending.referrals.public import newest_on

from . import access, actions, explain, queries
from .errors import OfferNotFound, OwnersOnly
from .models import Offer


def _chosen(by: Actor, wanted: str) -> tuple[list[Party], Party]:
    """The business that the page is about: ``?party=``, or the first she owns."""
    owned = access.businesses_of(by)
    found = next((party for party in owned if str(party.pk) == wanted), None) if wanted else next(iter(owned), None)
    if found is None:
        raise OwnersOnly
    return owned, found


@require_GET
def credit(request: HttpRequest) -> HttpResponse:
    by, at = signed_in(request), clock.now()
    owned, party = _chosen(by, request.GET.get("party", ""))
    context: dict[str, Any] = {"owned": owned, "party": party, "at": at, "purpose": CREDIT_ASSESSMENT, "owed": owed_by(party.pk)}
    case = newest_on(party.pk, LINE)
    context |= {"case": case, "case_late": case is not None and case.is_late(at)}
    if standing_grant(party.pk, PURPOSE, at) is None:
        return _page(request, {**context, "state": "consent"})
    offer = queries.open_offer(party.pk, LINE)
    if offer is not None and offer.is_open(at):
        if offer.delivered_at is None:
            actions.deliver_offer(offer_id=offer.pk, by=by, at=at)
        return _page(request, {**context, "state": "offer", **_offered(offer, at)})
    decision = latest_decision(party.pk, LINE)
    if decision is None:
        return _page(request, {**context, "state": "ask"})
    if decision.outcome == DECLINE:
        actions.tell_refusal(decision=decision, by=by, at=at)
    return _page(
        request,
        {**context, "state": decision.outcome, "decision": decision, "reasons": explain.stopped_by(decision), "sources": sources_of(decision)},
    )


def _page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    return render(request, "offers/_credit.html" if getattr(request, "htmx", False) else "offers/credit.html", context)


def _offered(offer: Offer, at: Any) -> dict[str, Any]:
    return {
        "offer": offer,
        "decision": offer.decision,
        "quote": explain.quote(offer, offer.amount_max_minor, at),
        "bound": explain.bound_in_words(offer.decision),
        "sources": sources_of(offer.decision),
        "reasons": explain.would_raise(offer.decision),
        "purposes": explain.PURPOSES.items(),
        "least": offer.amount_min_minor // 100,
        "most": offer.amount_max_minor // 100,
        "step": offer.step_minor // 100,
        "is_stale": queries.is_stale(offer, at),
    }


@require_GET
def cost(request: HttpRequest) -> HttpResponse:
    """What the chosen amount costs; fetched while the slider moves."""
    by, at = signed_in(request), clock.now()
    try:
        offer = access.offer_for(by, UUID(request.GET.get("offer", "")))
    except ValueError:
        raise OfferNotFound from None
    amount_minor = explain.amount_asked(request.GET.get("amount", ""), offer)
    return render(request, "offers/_cost.html", {"offer": offer, "quote": explain.quote(offer, amount_minor, at)})


@require_POST
def agree(request: HttpRequest) -> HttpResponse:
    party_id = form_id(request, "party")
    actions.agree_and_ask(
        party_id=party_id, purpose_sha256=request.POST.get("purpose_sha256", ""), key=form_key(request), by=signed_in(request), at=clock.now()
    )
    return _back(party_id)


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    party_id = form_id(request, "party")
    actions.ask_for_offer(party_id=party_id, key=form_key(request), by=signed_in(request), at=clock.now())
    return _back(party_id)


@require_POST
def decline(request: HttpRequest) -> HttpResponse:
    offer = actions.decline_offer(offer_id=form_id(request, "offer"), key=form_key(request), by=signed_in(request), at=clock.now())
    messages.info(request, _("The offer is declined. You can ask again at any time."))
    return _back(offer.party_id)


def _back(party_id: UUID) -> HttpResponse:
    return redirect(f"{reverse('offers:credit')}?party={party_id}")


@require_POST
def decide(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """A second officer decides on a case, and what she lends is offered."""
    seen = request.POST.get("seen", "")
    case = actions.decide_referral(referral_id=referral_id, seen=seen, key=form_key(request), by=signed_in(request), at=clock.now())
    messages.success(request, _("Decided. The merchant can read the answer."))
    return redirect("policy:case", case.decision_id)


@require_GET
def panel(request: HttpRequest) -> HttpResponse:
    """Today's page shows this: what is available, or the invitation."""
    by, at = signed_in(request), clock.now()
    try:
        _, party = _chosen(by, request.GET.get("party", ""))
    except OwnersOnly:
        return HttpResponse()
    offer = queries.open_offer(party.pk, LINE)
    context = {
        "party": party,
        "offer": offer if offer is not None and offer.is_open(at) else None,
        "consents": standing_grant(party.pk, PURPOSE, at) is not None,
        "decision": latest_decision(party.pk, LINE),
        "case": newest_on(party.pk, LINE),
        "owed": owed_by(party.pk),
    }
    return render(request, "offers/_panel.html", context)


@require_GET
def of_decision(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """For the case page: the offer that came of a decision."""
    decision_for(signed_in(request), decision_id)
    return render(request, "offers/_of_decision.html", {"offer": queries.offer_of(decision_id), "at": clock.now()})

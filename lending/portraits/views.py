"""A business's portrait, and the facts behind each feature: the owner's page and the officer's are one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.web.pages import signed_in

from . import access, behind, showing
from .words import GUARDS, KINDS, LABELS, STANDINGS


def _about(by: Actor, party_id: UUID) -> dict[str, Any]:
    lender = access.is_lender(by)
    return {"party": access.business_for(by, party_id), "lender": lender, "base": "design/bank.html" if lender else "design/merchant.html"}


@require_GET
def portrait(request: HttpRequest, party_id: UUID) -> HttpResponse:
    by, at = signed_in(request), clock.now()
    snapshot = behind.open_portrait(party_id=party_id, by=by, at=at)
    context = {**_about(by, party_id), "snapshot": snapshot}
    if snapshot is not None:
        context |= {"groups": showing.rows_of(snapshot), "left_out": showing.left_out_of(snapshot), "guards": showing.guards_of(snapshot)}
    return render(request, "portraits/portrait.html", context)


@require_GET
def facts(request: HttpRequest, party_id: UUID, feature: str) -> HttpResponse:
    by, at = signed_in(request), clock.now()
    found = behind.facts_behind(party_id=party_id, feature=feature, by=by, at=at)
    context = {**_about(by, party_id), "label": LABELS[feature], "found": found, "flagged": feature == behind.ASKED_ABOUT}
    if found is not None:
        groups = showing.rows_of(found.snapshot)
        context["row"] = next((row for _title, rows in groups for row in rows if row.name == feature), None)
        context["rows"] = [
            (fact, KINDS[fact.kind], amount_minor, STANDINGS[fact.standing], [GUARDS[name] for name in guards])
            for fact, amount_minor, guards in found.facts
        ]
    return render(request, "portraits/facts.html", context)

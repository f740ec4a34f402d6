"""Scorecards for credit officers: where each stands, what it is made of, and the next step."""

from __future__ import annotations

import json
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.web.pages import form_decimal, form_key, signed_in
from lending.portraits.public import LABELS

from . import access, actions, proofs, queries, shown, stages
from .errors import ArtefactUnsound
from .wording import STANDS, TONES

LARGEST = 4_000_000


@require_GET
def models(request: HttpRequest) -> HttpResponse:
    by = signed_in(request)
    access.require_reader(by)
    registry = queries.registry_at()
    rows = []
    for one in queries.models_listed():
        stage = registry.stage_of(one.pk)
        auc = one.report.get("test", {}).get("auc", "–")[:5]
        rows.append((one, STANDS[stage], TONES.get(stage, "idle"), auc, proofs.population_of(one.population), one.population != stages.OURS))
    return render(request, "scoring/models.html", {"rows": rows, "may_register": access.is_officer(by), "at": clock.now()})


@require_GET
def model(request: HttpRequest, number: int) -> HttpResponse:
    by = signed_in(request)
    found = access.model_for(by, number)
    stage = queries.registry_at().stage_of(number)
    own = found.registered_by == by.name
    following = sorted(stages.NEXT[stage], key=stages.STEPS.index)
    steps = [(name, STANDS[name]) for name in following if access.may_step(by, found, name)]
    known = proofs.POPULATIONS.get(found.population)
    context = {
        "model": found,
        "stands": STANDS[stage],
        "tone": TONES.get(stage, "idle"),
        "made_of": [(LABELS.get(one.feature, one.feature), one) for one in queries.card_of(found).characteristics],
        "learned_from": proofs.population_of(found.population),
        "is_proof": found.population != stages.OURS,
        "source": known.source if known else "",
        "parts": shown.parts_of(found.report),
        "calibration": shown.calibration_of(found.report),
        "swaps": shown.swaps_of(found.report),
        "steps": [(row, STANDS[row.stage]) for row in queries.steps_of(found)],
        "next": steps,
        "may_challenge": stages.CHALLENGER in dict(steps),
        "is_over": not following,
        "own": own,
        "drift": queries.last_reading(number),
        "at": clock.now(),
    }
    return render(request, "scoring/model.html", context)


@require_POST
def register(request: HttpRequest) -> HttpResponse:
    sent = request.FILES.get("model")
    try:
        file = json.loads(sent.read(LARGEST).decode("utf-8")) if sent else {}
    except ValueError as fault:
        raise ArtefactUnsound(faults=str(fault)) from None
    made = actions.register_model(file=file, key=form_key(request), by=signed_in(request), at=clock.now())
    return redirect("scoring:model", made.pk)


@require_POST
def step(request: HttpRequest, number: int) -> HttpResponse:
    stage = request.POST.get("stage", "")
    share_bp = int(form_decimal(request, "share") * Decimal(100)) if stage == stages.CHALLENGER else 0
    actions.move_model(number=number, stage=stage, why=request.POST.get("why", ""), share_bp=share_bp, by=signed_in(request), at=clock.now())
    return redirect("scoring:model", number)

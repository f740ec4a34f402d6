"""The health score given back to the merchant: its numbers, what would change it, its history, and an appeal."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats
from django.views.decorators.http import require_GET, require_POST

from ecosystem.design import charts
from ecosystem.identity.public import require_operator
from ecosystem.kernel import clock
from ecosystem.web.pages import form_id, form_key, signed_in
from merchants.shops.public import MANAGERS, shops_of

from .. import actions, health, queries, words
from .pages import read_by


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    shop, context = read_by(request)
    parts = queries.measures_of(shop.pk, at=context["at"])
    scores = list(queries.scores_of(shop.pk))
    more = {
        "points": health.score_of(parts),
        "parts": [(part, words.part(part.part), words.measured(part)) for part in parts],
        "changes": [words.change(change) for change in health.what_would_change(parts)],
        "history": [_bar(score.on, score.points) for score in reversed(scores) if score.points is not None],
        "appeals": [(appeal, words.part(appeal.part)) for appeal in queries.appeals_of(shop.pk)],
        "may_appeal": any(mine.pk == shop.pk for mine in shops_of(signed_in(request), MANAGERS)),
    }
    return render(request, "reports/health.html", {**context, **more})


def _bar(on: date, points: int) -> charts.Bar:
    return charts.Bar(formats.date_format(on, "MONTH_DAY_FORMAT"), points, str(points))


@require_POST
def appeal(request: HttpRequest) -> HttpResponse:
    told: dict[str, Any] = {name: request.POST.get(name, "") for name in ("part", "words")}
    actions.appeal_score(shop_id=form_id(request, "shop"), key=form_key(request), by=signed_in(request), at=clock.now(), **told)
    return redirect("reports:health")


@require_POST
def withdraw(request: HttpRequest, appeal_id: UUID) -> HttpResponse:
    actions.withdraw_appeal(appeal_id=appeal_id, by=signed_in(request), at=clock.now())
    return redirect("reports:health")


@require_GET
def appeals(request: HttpRequest) -> HttpResponse:
    """The bank's list: what shops say, with the figures as they were."""
    require_operator(signed_in(request))
    rows = [(one, words.part(one.part), words.figure(one)) for one in queries.appeals_to_answer()]
    return render(request, "reports/appeals.html", {"appeals": rows, "at": clock.now()})


@require_POST
def answer(request: HttpRequest, appeal_id: UUID) -> HttpResponse:
    grants, said = request.POST.get("grants") == "1", request.POST.get("answer", "")
    actions.answer_appeal(appeal_id=appeal_id, grants=grants, answer=said, by=signed_in(request), at=clock.now())
    return redirect("appeals:appeals")

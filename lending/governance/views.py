"""The risk manager's desk: what waits for her, every model and policy, and whether shops were treated alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.web.pages import form_key, signed_in, whole_of
from lending.complaints.public import standing as complaints
from lending.offices.public import is_head_office, is_office_manager
from lending.policy.public import names_of, tell_all
from lending.scoring.public import is_risk_manager, prohibited_on, require_reader

from . import actions, board, picture, queries, refusals, rules, tracing
from .errors import NothingToReview
from .funnel import funnel as of_a_year
from .scope import require_watcher, scope_of
from .words import ACTS, INDUSTRIES, named

MOST = 1_000
DIMENSIONS: dict[str, str | Promise] = {"size": _("By size"), "district": _("By district"), "industry": _("By line of business")}
SIZES: dict[str, str | Promise] = {
    "under_10k": _("Nets under ¥10,000 a month"),
    "10k_to_50k": _("¥10,000 to ¥50,000"),
    "50k_to_200k": _("¥50,000 to ¥200,000"),
    "from_200k": _("¥200,000 and more"),
}


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """All of it for a risk manager; for whoever answers for an office its sums alone."""
    by, at = signed_in(request), clock.now()
    require_watcher(by)
    scope, is_manager = scope_of(request, by), is_risk_manager(by)
    items, report = queries.inventory(at) if is_manager else [], queries.latest_fairness(scope.office)
    waiting = [one for one in items if one.looked_at is None]
    due = [one for one in items if one.is_due and one.looked_at is not None]
    drifted = [one for one in items if one.has_drifted]
    context = {
        "waiting": waiting,
        "waiting_count": len(waiting),
        "due": due,
        "due_count": len(due),
        "drifted": drifted,
        "drifted_count": len(drifted),
        "count": len(items),
        "report": report,
        "gaps": report.flags if report else "–",
        "reviews": queries.last_reviews() if is_manager else [],
        "board": board.board_of(picture.latest_picture(scope.office)),
        "complaints": complaints(at, scope.office),
        "scope": scope,
        "is_manager": is_manager,
        "may_open": is_head_office(by),
        "by": by,
        "at": at,
    }
    return render(request, "governance/desk.html", context)


@require_GET
def inventory(request: HttpRequest) -> HttpResponse:
    by, at = signed_in(request), clock.now()
    require_reader(by)
    is_manager = is_risk_manager(by)
    context = {
        "items": [(one, is_manager and one.owner != by.name and one.looked_at is not None) for one in queries.inventory(at)],
        "prohibited": prohibited_on(clock.business_date(at)),
        "is_manager": is_manager,
        "at": at,
    }
    return render(request, "governance/inventory.html", context)


@require_POST
def review(request: HttpRequest) -> HttpResponse:
    number = whole_of(request.POST.get("number", ""))
    if number is None:
        raise NothingToReview
    actions.review_again(
        kind=request.POST.get("kind", ""),
        number=number,
        is_sound=request.POST.get("is_sound") == "yes",
        note=request.POST.get("note", ""),
        key=form_key(request),
        by=signed_in(request),
        at=clock.now(),
    )
    return redirect("governance:inventory")


@require_GET
def fairness(request: HttpRequest) -> HttpResponse:
    by = signed_in(request)
    require_watcher(by)
    scope = scope_of(request, by)
    report = queries.latest_fairness(scope.office)
    context = {
        "scope": scope,
        "is_manager": is_risk_manager(by),
        "report": report,
        "tables": _tables(report.content) if report else [],
        "earlier": queries.earlier_fairness(scope.office),
        "least": rules.LEAST,
        "at": clock.now(),
    }
    return render(request, "governance/fairness.html", context)


@require_POST
def draw(request: HttpRequest) -> HttpResponse:
    actions.draw_fairness(by=signed_in(request), at=clock.now())
    return redirect("governance:fairness")


def _tables(content: list[dict[str, Any]]) -> list[tuple[str, list[tuple[str, dict[str, Any]]]]]:
    words: dict[str, Mapping[str, str | Promise]] = {"size": SIZES, "industry": INDUSTRIES, "district": queries.districts()}
    return [(str(DIMENSIONS[told["by"]]), [(named(words[told["by"]], group["group"]), group) for group in told["groups"]]) for told in content]


@require_GET
def offers(request: HttpRequest) -> HttpResponse:
    """The newest offers, each to be retraced."""
    by = signed_in(request)
    require_reader(by)
    return render(request, "governance/offers.html", {"offers": tracing.newest_offers(by), "at": clock.now()})


@require_GET
def refused(request: HttpRequest) -> HttpResponse:
    """Whom the rules refused, why, and when she was told."""
    by, at = signed_in(request), clock.now()
    context = {"rows": refusals.open_refusals(by=by, at=at), "most": refusals.MOST, "at": at}
    return render(request, "governance/refusals.html", context)


@require_GET
def funnel(request: HttpRequest) -> HttpResponse:
    """From offers made to lines repaid, and the yield beside the price."""
    by = signed_in(request)
    if not is_office_manager(by):
        require_reader(by)
    scope = scope_of(request, by)
    return render(request, "governance/funnel.html", {"funnel": of_a_year(clock.now(), scope.office), "scope": scope})


@require_GET
def offer(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    by, at = signed_in(request), clock.now()
    trail = tracing.trace_offer(offer_id=offer_id, by=by, at=at)
    case, decision = trail.case, trail.offer.decision
    names = names_of([*(act.actor for act in trail.acts), *((case.worked_by, case.ended_by) if case else ())])
    context = {
        "trail": trail,
        "offer": trail.offer,
        "decision": decision,
        "snapshot": decision.snapshot,
        "reasons": tell_all(decision.reasons(), decision.inputs, on=clock.business_date(decision.decided_at)),
        "worker": names.get(case.worked_by, "") if case else "",
        "decider": names.get(case.ended_by, "") if case else "",
        "acts": [(act, ACTS.get(act.act, ""), names.get(act.actor, "")) for act in trail.acts],
        "at": at,
    }
    return render(request, "governance/offer.html", context)


@require_POST
def draw_picture(request: HttpRequest) -> HttpResponse:
    picture.draw_picture(by=signed_in(request), at=clock.now())
    return redirect("governance:desk")


@require_GET
def lines(request: HttpRequest) -> HttpResponse:
    """The lines behind a tile as they stand now; ``?as=csv`` takes them away."""
    by, at = signed_in(request), clock.now()
    require_reader(by)
    chosen, scope = board.chosen_of(request.GET.dict()), scope_of(request, by)
    rows = board.rows_of(picture.open_book(chosen=chosen, office=scope.office, most=MOST, by=by, at=at))
    if request.GET.get("as") == "csv":
        return board.csv_of(rows)
    context = {"rows": rows, "chosen": board.in_words(chosen), "query": request.GET.urlencode(), "scope": scope, "most": MOST, "at": at}
    return render(request, "governance/lines.html", context)

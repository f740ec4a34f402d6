"""The supplier's page of what its file came to."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ecosystem.web.pages import signed_in

from . import access, queries
from .wording import TAKEN, WORDS, words_of

PAGES_AT_MOST = 10_000


@require_GET
def report(request: HttpRequest) -> HttpResponse:
    load = access.load_for(signed_in(request))
    why, page = request.GET.get("why", ""), _page(request.GET.get("page", ""))
    why = why if why in WORDS else ""
    rows, more = queries.left_over_of(load, why=why, page=page)
    tallies = queries.tallies_of(load)
    context = {
        "load": load,
        "exact": f"{Decimal(load.net_milli) / 1000:,.3f}",
        "taken": [(words_of(one.verdict), one.lines, one.taken_minor) for one in tallies if one.verdict in TAKEN],
        "refused": [(words_of(one.verdict), one.lines, one.refused_minor) for one in tallies if one.verdict not in TAKEN or one.refused_minor],
        "reasons": [(name, words_of(name), lines) for name, lines, _value in queries.reasons_of(load)],
        "left_over": [(one, words_of(one.why)) for one in rows],
        "why": why,
        "page": page,
        "before": page - 1,
        "next": page + 1 if more else None,
    }
    return render(request, "wholesale/report.html", context)


def _page(text: str) -> int:
    """A page from 1 on; nonsense is the first."""
    return min(int(text), PAGES_AT_MOST) if text.isascii() and text.isdigit() and int(text) else 1

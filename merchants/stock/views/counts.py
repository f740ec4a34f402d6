"""Counting: the list of counts, and the sheet that people carry through the shop on their phones."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.web.pages import form_decimal, form_id, form_key, signed_in

from .. import access, actions, queries
from ..models import Count, CountLine
from .choosing import chosen_shop


def counts(request: HttpRequest) -> HttpResponse:
    shop, shops = chosen_shop(request)
    if request.method == "POST":
        one = [form_id(request, "sku")] if request.POST.get("sku") else []
        name, key = request.POST.get("name", ""), form_key(request)
        freezes = request.POST.get("freezes") == "1"
        made = actions.plan_count(shop_id=shop.pk, name=name, sku_ids=one, freezes=freezes, key=key, by=signed_in(request), at=clock.now())
        return redirect("stock:sheet", count_id=made.pk)
    return render(request, "stock/counts.html", {"shop": shop, "shops": shops, "counts": queries.counts_of([one.pk for one in shops])})


@require_GET
def sheet(request: HttpRequest, count_id: UUID) -> HttpResponse:
    """Everything that is counted; a scanned code leads straight to its line."""
    actor = signed_in(request)
    found, text = access.count_for(actor, count_id), request.GET.get("q", "").strip()[:80]
    scanned = queries.article_called(found.shop_id, text)
    lines = queries.sheet_of(found, text=text)
    if scanned:
        lines = [line for line in lines if line.sku_id == scanned.pk]
    context = _context(request, found) | {"lines": lines, "q": text, "scanned": scanned}
    return render(request, "stock/_sheet.html" if getattr(request, "htmx", False) else "stock/sheet.html", context)


@require_POST
def tally(request: HttpRequest, count_id: UUID) -> HttpResponse:
    actor, sku_id = signed_in(request), form_id(request, "sku")
    row = actions.tally(count_id=count_id, sku_id=sku_id, counted=form_decimal(request, "counted"), by=actor, at=clock.now())
    if not getattr(request, "htmx", False):
        return redirect("stock:sheet", count_id=count_id)
    line = queries.line_of(row.line_id)
    return render(request, "stock/_line.html", _context(request, access.count_for(actor, count_id)) | {"line": line})


@require_POST
def strike(request: HttpRequest, count_id: UUID, tally_id: int) -> HttpResponse:
    actions.strike_tally(tally_id=tally_id, by=signed_in(request), at=clock.now())
    return redirect("stock:sheet", count_id=count_id)


@require_POST
def move(request: HttpRequest, count_id: UUID, step: str) -> HttpResponse:
    by, at = signed_in(request), clock.now()
    if step == "post":
        actions.post_count(count_id=count_id, key=form_key(request), by=by, at=at)
    elif step in actions.COUNT_STEPS:
        actions.COUNT_STEPS[step](count_id=count_id, by=by, at=at)
    else:
        raise NotFound
    return redirect(reverse("stock:sheet", args=[count_id]))


def _context(request: HttpRequest, count: Count) -> dict[str, object]:
    articles = CountLine.objects.filter(count=count).count()
    return {"count": count, "articles": articles, "counted": queries.tallies_of(count), "me": signed_in(request).person_id}

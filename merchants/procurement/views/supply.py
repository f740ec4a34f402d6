"""The supplier's console: orders by whose turn it is, and the price list."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ecosystem.identity.public import Party, parties_where
from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import NotFound
from ecosystem.web.pages import form_id, signed_in

from .. import access, actions, queries
from ..errors import ArticleChanged
from ..models import Supplier
from . import reading
from .purchases import earlier_page


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """The desk; who supplies nobody yet may begin here with a business of her own."""
    actor = signed_in(request)
    suppliers = list(access.suppliers_of(actor))
    if not suppliers:
        parties = Party.objects.filter(pk__in=parties_where(actor, {"owner"})).exclude(kind=Party.Kind.BANK_UNIT)
        if not parties:
            raise NotFound
        return render(request, "procurement/join.html", {"parties": parties})
    ids = [supplier.pk for supplier in suppliers]
    columns = queries.supply_board(ids)
    busy = any(column.count for column in columns)
    context = {"columns": columns, "busy": busy, "ended": queries.ended_of(_sent(ids)), "supplier": suppliers[0], "side": "supplier"}
    return render(request, "procurement/_board.html" if getattr(request, "htmx", False) else "procurement/supply.html", context)


@require_GET
def earlier(request: HttpRequest) -> HttpResponse:
    """Everything that was delivered or ended, week by week."""
    suppliers = list(access.suppliers_of(signed_in(request)))
    if not suppliers:
        raise NotFound
    return earlier_page(request, _sent([supplier.pk for supplier in suppliers]), "supplier", "procurement/desk.html")


@require_POST
def join(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    party_id = form_id(request, "party")
    name_zh = request.POST.get("name_zh", "")
    profile = actions.SupplierProfile(
        name_zh=name_zh,
        name_en=request.POST.get("name_en", "") or name_zh,
        about_zh=request.POST.get("about", "")[:200],
        about_en=request.POST.get("about", "")[:200],
        pay_days=reading.whole(request.POST.get("pay_days", "30")),
    )
    actions.become_supplier(party_id=party_id, profile=profile, by=actor, at=clock.now())
    return redirect("procurement:prices")


@require_GET
def prices(request: HttpRequest) -> HttpResponse:
    supplier = _own(signed_in(request), access.SERVERS)
    page = max(reading.whole(request.GET.get("page", "1")), 1)
    articles, more = queries.articles_of(supplier, text=request.GET.get("q", "")[:40], page=page)
    context = {"supplier": supplier, "articles": articles, "q": request.GET.get("q", ""), "page": page, "next": page + 1 if more else None}
    context["may_price"] = access.suppliers_of(signed_in(request), access.BILLERS).filter(pk=supplier.pk).exists()
    return render(request, "procurement/_prices.html" if getattr(request, "htmx", False) else "procurement/prices.html", context)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """A new line; ``supplier`` is the actor's own, or one of her shop's address book."""
    actor = signed_in(request)
    supplier_id = form_id(request, "supplier")
    article = actions.add_article(supplier_id=supplier_id, terms=_terms(request), by=actor, at=clock.now())
    if article.supplier.known_to_id is not None:
        return redirect("procurement:price-list", supplier_id=supplier_id)
    return redirect("procurement:prices")


@require_POST
def change(request: HttpRequest, article_id: UUID) -> HttpResponse:
    actor = signed_in(request)
    seen = reading.whole(request.POST.get("version", ""))
    try:
        article = actions.change_article(article_id=article_id, terms=_terms(request), seen_version=seen, by=actor, at=clock.now())
    except ArticleChanged:
        if not getattr(request, "htmx", False):
            raise
        now, typed = access.own_article(actor, article_id), request.POST.get("price", "")[:20]
        return render(request, "procurement/_price.html", {"article": now, "may_price": True, "typed": typed}, status=409)
    if not getattr(request, "htmx", False):
        return redirect("procurement:prices")
    return render(request, "procurement/_price.html", {"article": article, "may_price": True})


def _terms(request: HttpRequest) -> actions.ArticleTerms:
    form = request.POST
    name_zh, unit_zh = form.get("name_zh", ""), form.get("unit_zh", "") or "件"
    return actions.ArticleTerms(
        code=form.get("code", ""),
        name_zh=name_zh,
        name_en=form.get("name_en", "") or name_zh,
        unit_zh=unit_zh,
        unit_en=form.get("unit_en", "") or unit_zh,
        price_minor=reading.amount(form.get("price", "")),
        moq=reading.number(form.get("moq", "1") or "1"),
        multiple=reading.number(form.get("multiple", "1") or "1"),
        whole=form.get("weighed") != "1",
        lead_days=reading.whole(form.get("lead_days", "1")),
        offered=form.get("offered", "1") == "1",
        tax_bp=reading.rate(form.get("tax", "")),
    )


def _own(actor: Actor, roles: frozenset[str]) -> Supplier:
    supplier = access.suppliers_of(actor, roles).order_by("since", "pk").first()
    if supplier is None:
        raise NotFound
    return supplier


def _sent(supplier_ids: list[UUID]) -> Q:
    return Q(supplier__in=supplier_ids, sent_at__isnull=False)

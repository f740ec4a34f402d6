"""The shop's side: its orders by whose turn it is, the directory, price lists, the first page's panel."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import Conflict, NotFound
from ecosystem.web.pages import form_id, form_key, signed_in
from merchants.catalog.public import shelf_of
from merchants.shops.public import BUYERS, OWNERS, Shop, shops_of

from .. import access, actions, queries
from ..actions.listing import policy_of
from ..errors import NothingWanted
from ..rules import Want
from . import reading
from .document import met_at

LIMITS = ("price_tolerance_minor", "total_tolerance_minor")
PARTS = ("over_receipt_bp", "price_tolerance_bp")


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    shops = _shops(actor, access.LOOKERS)
    ids = [shop.pk for shop in shops]
    columns = queries.board_of(ids)
    busy = any(column.count for column in columns)
    context = {
        "columns": columns,
        "busy": busy,
        "ended": queries.ended_of(Q(shop__in=ids)),
        "shop": shops[0],
        "owns": bool(shops_of(actor, OWNERS)),
        "blind_shops": access.blind_shops(actor, ids),
    }
    return render(request, "procurement/_board.html" if getattr(request, "htmx", False) else "procurement/purchases.html", context)


@require_GET
def earlier(request: HttpRequest) -> HttpResponse:
    """Everything that came or ended, week by week."""
    shops = _shops(signed_in(request), access.LOOKERS)
    return earlier_page(request, Q(shop__in=shops), "buyer", "procurement/shop.html")


def earlier_page(request: HttpRequest, orders: Q, side: str, frame: str) -> HttpResponse:
    page = max(reading.whole(request.GET.get("page", "1")), 1)
    weeks, more = queries.earlier_of(orders, page=page)
    context = {"weeks": weeks, "page": page, "next": page + 1 if more else None, "side": side, "frame": frame}
    return render(request, "procurement/earlier.html", context)


@require_GET
def panel(request: HttpRequest) -> HttpResponse:
    """What waits for the shop on its first page."""
    shops = [shop for shop in shops_of(signed_in(request), access.LOOKERS) if str(shop.party_id) == request.GET.get("party")]
    columns = queries.turns_of([shop.pk for shop in shops]) if shops else {}
    return render(request, "procurement/_panel.html", {"columns": columns, "shops": shops})


@require_GET
def suppliers(request: HttpRequest) -> HttpResponse:
    shops = _shops(signed_in(request), access.LOOKERS)
    found = queries.suppliers_for([shop.pk for shop in shops], text=request.GET.get("q", "")[:40])
    context = {"suppliers": found, "q": request.GET.get("q", ""), "shop": shops[0]}
    return render(request, "procurement/_suppliers.html" if getattr(request, "htmx", False) else "procurement/suppliers.html", context)


@require_POST
def note(request: HttpRequest) -> HttpResponse:
    """Write down a supplier outside the circle."""
    actor = signed_in(request)
    shop = _shops(actor, BUYERS)[0]
    name = request.POST.get("name", "")
    profile = actions.SupplierProfile(name_zh=name, name_en=name, contact=request.POST.get("contact", ""))
    supplier = actions.note_supplier(shop_id=shop.pk, profile=profile, by=actor, at=clock.now())
    return redirect("procurement:price-list", supplier_id=supplier.pk)


@require_GET
def price_list(request: HttpRequest, supplier_id: UUID) -> HttpResponse:
    """What a supplier offers, what it is in the shop, and how much to order."""
    actor = signed_in(request)
    shop = _shops(actor, access.LOOKERS)[0]
    supplier = access.supplier_seen([shop.pk], supplier_id)
    page = max(reading.whole(request.GET.get("page", "1")), 1)
    articles, more = queries.articles_of(supplier, shop_id=shop.pk, text=request.GET.get("q", "")[:40], page=page)
    context = {
        "supplier": supplier,
        "articles": articles,
        "q": request.GET.get("q", ""),
        "page": page,
        "next": page + 1 if more else None,
        "shop": shop,
        "skus": shelf_of(shop.pk) if any(not article.linked for article in articles) else [],  # type: ignore[attr-defined]
        "may_buy": bool(shops_of(actor, BUYERS)),
        "can_order": any(article.linked for article in articles),  # type: ignore[attr-defined]
        "trigger": queries.trigger_of(shop.pk, supplier.pk),
    }
    return render(request, "procurement/_price_list.html" if getattr(request, "htmx", False) else "procurement/price_list.html", context)


@require_POST
def link(request: HttpRequest) -> HttpResponse:
    """Say what an article is in the shop."""
    source = actions.link_article(
        sku_id=form_id(request, "sku"),
        article_id=form_id(request, "article"),
        per_unit=reading.number(request.POST.get("per_unit", "1")),
        preferred=True,
        by=signed_in(request),
        at=clock.now(),
    )
    return redirect("procurement:price-list", supplier_id=source.article.supplier_id)


@require_POST
def draft(request: HttpRequest, supplier_id: UUID) -> HttpResponse:
    """What was entered on a price list, as a draft."""
    actor = signed_in(request)
    shop = _shops(actor, BUYERS)[0]
    order = actions.draft_order(
        shop_id=shop.pk,
        supplier_id=supplier_id,
        wants=_wants(request),
        note=request.POST.get("note", ""),
        key=form_key(request),
        by=actor,
        at=clock.now(),
    )
    return redirect("procurement:document", order_id=order.pk)


@require_POST
def rewrite(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Other quantities on a draft; nothing takes a line off."""
    actor = signed_in(request)
    order = access.buyers_order(actor, order_id, BUYERS)
    typed = reading.numbers(request, "quantity")
    wants = [Want(line.article_id, typed.get(line.position, line.quantity)) for line in order.lines.order_by("position")]
    kept = [want for want in wants if want.quantity]
    if not kept:
        raise NothingWanted
    seen = reading.whole(request.POST.get("version", ""))
    try:
        actions.rewrite_draft(order_id=order_id, wants=kept, seen_version=seen, billing=request.POST.get("billing", ""), by=actor, at=clock.now())
    except Conflict as refusal:
        return met_at(request, order_id, actor, form="rewrite", refusal=refusal)
    return redirect("procurement:document", order_id=order_id)


def policy(request: HttpRequest) -> HttpResponse:
    """The owner's tolerances."""
    actor = signed_in(request)
    shop = _shops(actor, OWNERS)[0]
    if request.method == "POST":
        limits = {name: reading.amount(request.POST.get(name, "") or "0") for name in LIMITS}
        limits |= {name: int(reading.number(request.POST.get(name, "")) * 100) for name in PARTS}
        if "answer_hours" in request.POST:
            limits["answer_hours"] = reading.whole(request.POST["answer_hours"])
        limits["blind_receiving"] = request.POST.get("blind_receiving") == "1"
        actions.set_buying_policy(shop_id=shop.pk, limits=limits, by=actor, at=clock.now())
        return redirect("procurement:purchases")
    return render(request, "procurement/policy.html", {"policy": policy_of(shop.pk), "shop": shop})


def _wants(request: HttpRequest) -> list[Want]:
    """Fields ``article-<id>`` with a quantity in them."""
    wants = []
    for name, text in request.POST.items():
        if name.startswith("article-"):
            try:
                article_id = UUID(name.removeprefix("article-"))
            except ValueError:
                raise NotFound from None
            quantity = reading.number(str(text))
            if quantity:
                wants.append(Want(article_id, quantity))
    return wants


def _shops(actor: Actor, roles: frozenset[str]) -> list[Shop]:
    shops = shops_of(actor, roles)
    if not shops:
        raise NotFound
    return shops

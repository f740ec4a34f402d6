"""One article: everything that may be said of it, and how two people change it without losing what either typed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.money import to_text
from ecosystem.kernel.quantities import plain
from ecosystem.kernel.taxes import rate_text
from ecosystem.web.pages import Moved, form_amount, form_decimal, form_id, signed_in
from merchants.shops.public import Hours, clock_text, hours_between

from .. import access, actions, queries, rules
from ..errors import PriceMoved
from ..models import Sku, Unit
from .reading import form_cap, form_making, form_moment, form_tax, is_htmx, whole

TEXTS = ("name_zh", "name_en", "section_zh", "section_en", "size", "barcode")
LABELS = {
    "name_zh": _("Name"),
    "name_en": _("Name in English"),
    "section_zh": _("Section"),
    "section_en": _("Section in English"),
    "size": _("Size or colour"),
    "barcode": _("Barcode"),
    "price": _("Price"),
    "daily_cap": _("At most a day"),
    "make_minutes": _("Minutes to make one"),
    "tax": _("Tax in percent"),
    "sold_out_until": _("Sold out until"),
}
FIELDS = tuple(LABELS)


@require_GET
def article(request: HttpRequest, sku_id: UUID) -> HttpResponse:
    sku = queries.article_of(access.sku_for(signed_in(request), sku_id).pk)
    return render(request, "catalog/article.html", _context(request, sku, shown=_shown(sku)))


@require_POST
def edit(request: HttpRequest, sku_id: UUID) -> HttpResponse:
    """Save the form. Who was second sees what changed, finds her words in the fields, and may save again."""
    actor = signed_in(request)
    seen = whole(request.POST.get("version", ""))
    try:
        actions.edit_article(sku_id=sku_id, changes=_changes(request), seen_version=seen, by=actor, at=clock.now())
    except PriceMoved as refusal:
        sku = queries.article_of(access.sku_for(actor, sku_id).pk)
        now, typed = _shown(sku), {field: request.POST.get(field, "")[:200] for field in FIELDS}
        was = {field: request.POST.get(f"was_{field}", "")[:200] for field in FIELDS}
        moved = [Moved(str(LABELS[field]), was[field], now[field], typed[field]) for field in FIELDS if was[field] != now[field]]
        # What she did not touch takes the new value; what she typed stays hers.
        shown = {field: now[field] if typed[field] == was[field] else typed[field] for field in FIELDS}
        context = {**_context(request, sku, shown=shown, was=now), "moved": moved, "refusal": refusal}
        return render(request, "catalog/_edit.html" if is_htmx(request) else "catalog/article.html", context, status=409)
    return _back(request, sku_id)


@require_POST
def units(request: HttpRequest, sku_id: UUID) -> HttpResponse:
    sku = access.sku_for(signed_in(request), sku_id)
    told = rules.Units(
        base=sku.variant.base_unit,
        sale=request.POST.get("sale_unit", ""),
        purchase=request.POST.get("purchase_unit", ""),
        sale_factor=form_decimal(request, "sale_factor"),
        purchase_factor=form_decimal(request, "purchase_factor"),
        whole_only=sku.variant.whole_only,
    )
    actions.set_units(sku_id=sku_id, units=told, seen_version=whole(request.POST.get("version", "")), by=signed_in(request), at=clock.now())
    return _back(request, sku_id)


@require_POST
def windows(request: HttpRequest, sku_id: UUID) -> HttpResponse:
    """Add hours on the ticked days, or take one line of them away."""
    sku = queries.article_of(access.sku_for(signed_in(request), sku_id).pk)
    kept = [Hours(each.weekday, each.opens_minute, each.closes_minute) for each in sku.windows.all()]
    gone = request.POST.get("gone")
    if gone:
        kept = [each for each in kept if clock_line(each) != gone]
    else:
        days = [whole(day) for day in request.POST.getlist("day")]
        kept += [hours_between(day, request.POST.get("opens", ""), request.POST.get("closes", "")) for day in days if day < 7]
    seen = whole(request.POST.get("version", ""))
    actions.set_windows(sku_id=sku_id, windows=kept, seen_version=seen, by=signed_in(request), at=clock.now())
    return _back(request, sku_id)


@require_POST
def variant(request: HttpRequest, sku_id: UUID) -> HttpResponse:
    like = access.sku_for(signed_in(request), sku_id)
    barcode = request.POST.get("barcode", "").strip()
    one = actions.Article(
        code=request.POST.get("code", "").strip() or barcode,
        name_zh=like.name_zh,
        name_en=like.name_en,
        price_minor=form_amount(request, "price"),
        size=request.POST.get("size", ""),
        barcode=barcode,
        units=rules.sold_by(like.variant.sale_unit),
        tax_bp=like.variant.tax_bp,
    )
    added = actions.add_variant(sku_id=sku_id, article=one, by=signed_in(request), at=clock.now())
    return redirect("catalog:article", sku_id=added.pk)


@require_POST
def ask(request: HttpRequest, sku_id: UUID) -> HttpResponse:
    verb = actions.stop_asking if request.POST.get("stop") else actions.ask_with
    verb(sku_id=sku_id, group_id=form_id(request, "group"), by=signed_in(request), at=clock.now())
    return _back(request, sku_id)


@require_POST
def remove(request: HttpRequest, sku_id: UUID) -> HttpResponse:
    seen = whole(request.POST.get("version", ""))
    actions.remove_article(sku_id=sku_id, seen_version=seen, by=signed_in(request), at=clock.now())
    return redirect("catalog:grid")


def clock_line(hours: Hours) -> str:
    return f"{hours.weekday} {clock_text(hours.opens_minute)}–{clock_text(hours.closes_minute)}"


def _changes(request: HttpRequest) -> dict[str, Any]:
    texts = {field: request.POST.get(field, "") for field in TEXTS}
    texts["name_en"] = texts["name_en"] or texts["name_zh"]
    return {
        **texts,
        "price_minor": form_amount(request, "price"),
        "daily_cap": form_cap(request, "daily_cap"),
        "make_minutes": form_making(request, "make_minutes"),
        "tax_bp": form_tax(request, "tax"),
        "sold_out_until": form_moment(request, "sold_out_until"),
    }


def _shown(sku: Sku) -> dict[str, str]:
    """The fields of the form as text."""
    until, cap = sku.sold_out_until, sku.daily_cap
    texts = {field: getattr(sku, field) for field in TEXTS if field != "barcode"}
    return {
        **texts,
        "barcode": sku.variant.barcode or "",
        "price": to_text(sku.price_minor),
        "daily_cap": "" if cap is None else plain(cap),
        "make_minutes": str(sku.make_minutes or ""),
        "tax": rate_text(sku.variant.tax_bp),
        "sold_out_until": f"{localtime(until):%Y-%m-%dT%H:%M}" if until else "",
    }


def _context(request: HttpRequest, sku: Sku, *, shown: dict[str, str], was: dict[str, str] | None = None) -> dict[str, Any]:
    asked = list(sku.variant.product.asked.all())
    hours = sorted(Hours(each.weekday, each.opens_minute, each.closes_minute) for each in sku.windows.all())
    return {
        "sku": sku,
        "is_shared": bool(access.shared_elsewhere(signed_in(request), [sku.variant.product_id])),
        "shown": shown,
        "was": was or shown,
        "units": Unit.choices,
        "windows": [(each.weekday, clock_text(each.opens_minute), clock_text(each.closes_minute), clock_line(each)) for each in hours],
        "days": range(7),
        "asked": [one.group for one in asked],
        "groups": [group for group in queries.goods_of(sku.variant.party_id) if group.pk not in {one.group_id for one in asked}],
        "variants": queries.children_of(sku),
        "sale_factor": plain(sku.variant.sale_factor),
        "purchase_factor": plain(sku.variant.purchase_factor),
    }


def _back(request: HttpRequest, sku_id: UUID) -> HttpResponse:
    if not is_htmx(request):
        return redirect("catalog:article", sku_id=sku_id)
    sku = queries.article_of(sku_id)
    return render(request, "catalog/_edit.html", {**_context(request, sku, shown=_shown(sku)), "saved": True})

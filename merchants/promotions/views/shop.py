"""The shopkeeper's promotions: recipes, a form that shows what customers will see, what came of it, and a stop button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.errors import DomainError, NotFound
from ecosystem.web.pages import form_key, signed_in
from merchants.catalog.public import Sku
from merchants.customers.public import takers_of_offers
from merchants.shops.public import MANAGERS, Shop, first_shop_of

from .. import access, actions, queries
from ..errors import BadTerms
from ..forms import RECIPES, PromotionForm
from ..models import Promotion
from ..preview import preview_of
from ..wording import PICTURES, takes_off

WHAT_FOR = {
    "ladder": _("Makes baskets larger: from ¥30 on ¥3 off, from ¥60 on ¥8 off."),
    "coupon": _("Brings people back: they take it now and use it next time."),
    "item": _("Moves single articles: per cent or yuan off."),
    "member": _("Thanks those who have a customer card with you."),
    "flash": _("Fills a quiet hour: one article, so many pieces, one price."),
}


@require_GET
def promotions(request: HttpRequest) -> HttpResponse:
    shop = first_shop_of(signed_in(request), MANAGERS)
    recipes = [(kind, Promotion.Kind(kind).label, WHAT_FOR[kind], PICTURES[kind]) for kind in RECIPES]
    context = {"shop": shop, "recipes": recipes, "rows": queries.promotions_of(shop.pk), "at": clock.now()}
    return render(request, "promotions/promotions.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, kind: str) -> HttpResponse:
    actor, at = signed_in(request), clock.now()
    shop = first_shop_of(actor, MANAGERS)
    if kind not in RECIPES:
        raise NotFound
    form = _form(request, kind, shop)
    refusal: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.draft_promotion(
                shop_id=shop.pk, terms=form.terms(at.replace(second=0, microsecond=0)), key=form_key(request), by=actor, at=at
            )
            return redirect("promotions:promotion", promotion_id=made.pk)
        except BadTerms as bad:
            refusal = bad
    context = {"form": form, "kind": kind, "label": Promotion.Kind(kind).label, "refusal": refusal, **_previewed(form, shop)}
    return render(request, "promotions/new.html", context, status=422 if refusal or form.errors else 200)


@require_POST
def preview(request: HttpRequest, kind: str) -> HttpResponse:
    """What customers will see of what is typed so far; nothing is kept."""
    shop = first_shop_of(signed_in(request), MANAGERS)
    if kind not in RECIPES:
        raise NotFound
    form = _form(request, kind, shop)
    form.is_valid()
    return render(request, "promotions/_preview.html", _previewed(form, shop))


@require_GET
def promotion(request: HttpRequest, promotion_id: UUID) -> HttpResponse:
    found = access.promotion_for(signed_in(request), promotion_id)
    row = queries.promotion_shown(found.pk)
    steps = sorted((step.from_minor, step.off_minor) for step in row.promotion.steps.all())
    told = preview_of(found, steps, [sku.pk for sku in row.about])
    context = {
        "row": row,
        "picture": row.picture,
        "promotion": row.promotion,
        "shop": found.shop,
        "preview": told,
        "says": row.says,
        "at": clock.now(),
        "announced": queries.announcement_of(found.pk),
        "takers": len(takers_of_offers(found.shop_id)),
    }
    return render(request, "promotions/promotion.html", context)


@require_POST
def move(request: HttpRequest, promotion_id: UUID, act: str) -> HttpResponse:
    verbs: dict[str, Callable[..., object]] = {
        "publish": actions.publish_promotion,
        "pause": actions.pause_promotion,
        "end": actions.end_promotion,
        "announce": actions.announce_promotion,
    }
    if act not in verbs:
        raise NotFound
    verbs[act](promotion_id=promotion_id, by=signed_in(request), at=clock.now())
    return redirect("promotions:promotion", promotion_id=promotion_id)


def _form(request: HttpRequest, kind: str, shop: Shop) -> PromotionForm:
    skus = list(Sku.objects.filter(shop=shop, on_sale=True).order_by("section_en", "name_en", "pk")[:500])
    given = {"data": request.POST} if request.method == "POST" else {"initial": RECIPES[kind]}
    return PromotionForm(kind, skus, queries.budgets_open_to(shop.pk), **given)


def _previewed(form: PromotionForm, shop: Shop) -> dict[str, Any]:
    """The preview of a form that may be half typed: what can't be told yet is left out."""
    if not form.is_bound:
        form = PromotionForm(form.kind, [], [], data={name: str(value) for name, value in RECIPES[form.kind].items()})
        form.is_valid()
    told = {name: form.cleaned_data.get(name) for name in form.fields} if hasattr(form, "cleaned_data") else {}
    form.cleaned_data = {**told, "name": told.get("name") or ""}
    terms = form.terms(clock.now())
    drafted = Promotion(shop=shop, kind=form.kind, name=terms.name, rate=terms.rate, cap_minor=terms.cap_minor, off_minor=terms.off_minor)
    drafted.threshold_minor, drafted.price_minor, drafted.allotted = terms.threshold_minor, terms.price_minor, terms.allotted
    drafted.budget_minor, drafted.ends_at = terms.budget_minor, terms.ends_at
    says = takes_off(drafted, terms.steps) if terms.steps or terms.rate or terms.off_minor or terms.price_minor else ""
    shown = {"promotion": drafted, "says": says, "picture": PICTURES[form.kind], "shop": shop}
    return {**shown, "preview": preview_of(drafted, terms.steps, terms.sku_ids) if says else None}

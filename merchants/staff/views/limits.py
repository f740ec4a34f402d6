"""How far each role may go alone at a shop."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ecosystem.kernel import clock
from ecosystem.kernel.money import to_text
from ecosystem.kernel.quantities import plain
from ecosystem.web.pages import form_amount, form_decimal, signed_in
from merchants.shops.public import OWNERS, holds_at

from .. import actions, queries, words
from ..rules import Limits
from .choosing import back_to, chosen_shop


def limits(request: HttpRequest) -> HttpResponse:
    """Managers look, owners change; an empty field is no limit."""
    actor, shop = signed_in(request), chosen_shop(request)
    if request.method == "POST":
        typed = Limits(
            discount_bp=_part(request, "discount"),
            override_bp=_part(request, "override"),
            refund_minor=_amount(request, "refund"),
            purchase_minor=_amount(request, "purchase"),
            dearer_bp=_part(request, "dearer"),
            below_nothing=form_decimal(request, "below") if request.POST.get("below", "").strip() else None,
        )
        role = request.POST.get("role", "")
        actions.set_limits(shop_id=shop.pk, role=role, limits=typed, by=actor, at=clock.now())
        messages.success(request, _("The limits hold from now on."))
        return back_to("staff:limits", shop)
    rows = [_shown(role, limits) for role, limits in queries.thresholds_of(shop.pk).items()]
    return render(request, "staff/limits.html", {"shop": shop, "rows": rows, "may_change": holds_at(actor, shop, OWNERS)})


def _shown(role: str, limits: Limits) -> dict[str, object]:
    parts = {"discount": limits.discount_bp, "override": limits.override_bp, "dearer": limits.dearer_bp}
    amounts = {"refund": limits.refund_minor, "purchase": limits.purchase_minor}
    return {
        "role": role,
        "label": words.ROLES[role],
        "below": "" if limits.below_nothing is None else plain(limits.below_nothing),
        **{name: "" if part is None else f"{Decimal(part) / 100:g}" for name, part in parts.items()},
        **{name: "" if amount is None else to_text(amount) for name, amount in amounts.items()},
    }


def _part(request: HttpRequest, field: str) -> int | None:
    """Per cent as typed in basis points; empty is no limit."""
    return int(form_decimal(request, field) * 100) if request.POST.get(field, "").strip() else None


def _amount(request: HttpRequest, field: str) -> int | None:
    return form_amount(request, field) if request.POST.get(field, "").strip() else None

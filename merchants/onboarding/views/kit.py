"""The A5 kit: the shop's code for the counter, and one for each table, stall or stairwell."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from ecosystem.kernel.errors import NotFound
from ecosystem.web.pages import signed_in
from merchants.shops.public import KEEPERS, Shop, place_names, shop_for, shops_of, table_label, table_told

from .. import presets, queries
from .start import opened_file

PLACES = {"table": gettext_lazy("Tables"), "stall": gettext_lazy("Stalls"), "stairwell": gettext_lazy("Stairwells")}
PLACE_PARAMETER = "place"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One A5 page: what it is for, where it hangs, its address as text and as a code."""

    kind: str
    label: str
    address: str
    picture: SafeString


@require_GET
def codes(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """The last step of joining: what to print, and the first sale."""
    file = opened_file(signed_in(request), file_id)
    shop = queries.progress_of(file, []).shop
    if shop is None:
        return redirect("shops:today")
    context = {"file": file, "shop": shop, "place": presets.preset_of(file.trade).tables, "places": PLACES.items(), "step": 4, "steps": range(1, 5)}
    return render(request, "onboarding/codes.html", context)


@require_GET
def kit(request: HttpRequest) -> HttpResponse:
    """The pages to print: ``what`` names the kind of place, ``labels`` them, a number meaning so many."""
    shop = _chosen(request)
    kind = request.GET.get("what", "")
    labels = labels_of(request.GET.get("labels", ""), kind) if kind in PLACES else []
    sheets = [_sheet(request, shop, "counter", ""), _sheet(request, shop, "pay", "")] + [_sheet(request, shop, kind, label) for label in labels]
    # A code of a table that the shop has not named only tells in a note where its reader sits.
    unnamed = [label for label in labels if kind == "table" and not table_told(shop.tables, label)]
    context = {
        "shop": shop,
        "sheets": sheets,
        "unnamed": unnamed,
        "places": PLACES.items(),
        "kind": kind,
        "labels": request.GET.get("labels", "")[:400],
    }
    return render(request, "onboarding/kit.html", context)


def labels_of(text: str, kind: str) -> list[str]:
    """``"4"`` → Table 1 … 4; else what stands between commas. At most forty, of at most twenty characters."""
    return [numbered(kind, name) if name.isdecimal() else name for name in place_names(text)]


def numbered(kind: str, number: str) -> str:
    if kind == "table":
        return table_label(number)
    if kind == "stall":
        return _("Stall %(number)s") % {"number": number}
    return _("Stairwell %(number)s") % {"number": number}


def _sheet(request: HttpRequest, shop: Shop, kind: str, label: str) -> Sheet:
    told = {PLACE_PARAMETER: label, "from": kind} if label else {"from": kind}
    path = f"/s/{shop.pk}/" + ("pay/" if kind == "pay" else f"?{urlencode(told)}")
    address = request.build_absolute_uri(path)
    svg = segno.make(address, error="m").svg_inline(scale=6, omitsize=True, svgclass="code-svg", lineclass=None)
    return Sheet(kind, label, address, mark_safe(svg))  # noqa: S308 - our own SVG


def _chosen(request: HttpRequest) -> Shop:
    actor, named = signed_in(request), request.GET.get("shop", "")
    if named:
        try:
            return shop_for(actor, UUID(named), KEEPERS)
        except ValueError:
            raise NotFound from None
    shops = shops_of(actor, KEEPERS)
    if not shops:
        raise NotFound
    return shops[0]

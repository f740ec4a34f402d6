"""The tables that guests order from."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ecosystem.kernel import clock
from ecosystem.web.pages import signed_in

from .. import access
from ..errors import ShopChanged
from ..seating import set_tables
from ..table_rules import place_names, table_label


def tables(request: HttpRequest, shop_id: UUID) -> HttpResponse:
    """See which there are; managers name them."""
    actor = signed_in(request)
    shop = access.shop_for(actor, shop_id)
    if request.method == "POST":
        seen = request.POST.get("version", "")
        if not seen.isdecimal() or len(seen) > 9:
            raise ShopChanged
        names = place_names(request.POST.get("names", ""))
        set_tables(shop_id=shop_id, names=names, seen_version=int(seen), by=actor, at=clock.now())
        messages.success(
            request, _("Saved. Whoever scans the code of a table orders from there.") if names else _("Saved. Nobody orders from a table.")
        )
        return redirect("shops:tables", shop_id=shop_id)
    named = [table_label(name) for name in shop.tables]
    context = {"shop": shop, "named": named, "names": ", ".join(shop.tables), "may_change": access.holds_at(actor, shop, access.MANAGERS)}
    return render(request, "shops/tables.html", context)

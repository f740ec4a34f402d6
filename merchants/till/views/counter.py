"""The counter: what is sold, how it is paid, and the code that a buyer scans."""

from __future__ import annotations

from uuid import UUID

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ecosystem.design import wording
from ecosystem.kernel import clock
from ecosystem.kernel.errors import Invalid, NotFound
from ecosystem.places.public import landmarks
from ecosystem.web.pages import form_amount, form_key, signed_in
from merchants.customers.public import cards_of
from merchants.orders.public import order_for_shop, with_lines
from merchants.promotions.public import has_promotions
from merchants.shops.public import SELLERS, Shop, shop_for, shops_of, zones_of
from merchants.staff.public import sellers_at
from merchants.vouchers.public import taken_at_till

from .. import actions, queries, reading
from ..seating import seller_of


@require_GET
def till(request: HttpRequest) -> HttpResponse:
    shop = chosen_shop(request)
    delivers = bool(zones_of(shop))
    context = {
        "shop": shop,
        "delivers": delivers,
        "shift": queries.open_shifts(shop.pk).first(),
        "todos": queries.open_todos(shop.pk).count(),
        "unlinked": queries.unlinked_count(shop.pk),
        "landmarks": landmarks() if delivers else [],
    }
    return render(request, "till/till.html", context)


@require_GET
def shell(request: HttpRequest) -> HttpResponse:
    """The same counter with nothing of anybody's in it: what the worker keeps for when there is no network."""
    return render(request, "till/shell.html")


@require_GET
def prices(request: HttpRequest) -> HttpResponse:
    """The price list that the till keeps, who sells, and how far she may go alone."""
    shop = chosen_shop(request)
    seller, listed = seller_of(request, shop.pk), queries.price_list(shop.pk)
    told = {"shop": str(shop.pk), "name": shop.name, "version": listed.version, "rows": listed.rows, "deals": has_promotions(shop.pk)}
    told |= {"vouchers": taken_at_till(shop.party_id), "now": int(clock.now().timestamp() * 1000)}
    people = [{"id": str(one.id), "zh": one.name_zh, "en": one.name_en, "pin": one.has_pin} for one in sellers_at(shop)]
    return JsonResponse({**told, "may": queries.may_alone(seller, shop), "seller": str(seller.person_id), "sellers": people})


@require_GET
def customers(request: HttpRequest) -> HttpResponse:
    """Who may be meant, for a sale on the tab."""
    shop, on = chosen_shop(request), clock.business_date(clock.now())
    text = request.GET.get("customer", "")[:40]
    return render(request, "till/_customers.html", {"cards": cards_of(shop.pk, on=on, text=text, most=8), "q": text})


@require_GET
def code(request: HttpRequest, order_id: UUID) -> HttpResponse:
    order = with_lines(order_for_shop(signed_in(request), order_id).pk)
    address = request.build_absolute_uri(f"/pay/{order.pk}/")
    picture = segno.make(address, error="m").svg_inline(scale=6, omitsize=True, svgclass="code-svg", lineclass=None)
    context = {
        "order": order,
        "address": address,
        "picture": mark_safe(picture),  # noqa: S308 - our own SVG
        "said_zh": reading.received_zh(order.total_minor),
        "said_en": reading.received_en(order.total_minor),
    }
    return render(request, "till/_code.html" if getattr(request, "htmx", False) else "till/code.html", context)


@require_POST
def tab_cash(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """Cash for a tab, from the customer's page."""
    try:
        wanted = [UUID(text) for text in request.POST.getlist("item")[:200]]
    except ValueError:
        raise Invalid from None
    amount = form_amount(request, "amount")
    actions.take_for_tab(
        card_id=card_id, amount_minor=amount, wanted=wanted, drawer_id=None, key=form_key(request), by=signed_in(request), at=clock.now()
    )
    messages.success(request, _("Took %(amount)s in cash.") % {"amount": wording.yuan(amount)})
    return redirect("customers:customer", card_id=card_id)


def chosen_shop(request: HttpRequest) -> Shop:
    """The shop that the address names, or the actor's first. Raises ``NotFound``."""
    actor, named = signed_in(request), request.GET.get("shop") or request.POST.get("shop", "")
    if named:
        try:
            return shop_for(actor, UUID(named), SELLERS)
        except ValueError:
            raise NotFound from None
    shops = shops_of(actor, SELLERS)
    if not shops:
        raise NotFound
    return shops[0]

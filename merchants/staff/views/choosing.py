"""Which shop a page of the staff is about, and what its forms say."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from ecosystem.kernel.errors import Invalid, NotFound
from ecosystem.web.pages import signed_in
from merchants.shops.public import MANAGERS, Shop, shop_for, shops_of


def chosen_shop(request: HttpRequest, roles: Collection[str] = MANAGERS) -> Shop:
    """The shop that the address or the form names, or the actor's first. Raises ``NotFound``."""
    actor, named = signed_in(request), request.GET.get("shop") or request.POST.get("shop", "")
    if named:
        try:
            return shop_for(actor, UUID(named), roles)
        except ValueError:
            raise NotFound from None
    shops = shops_of(actor, roles)
    if not shops:
        raise NotFound
    return shops[0]


def typed_places(request: HttpRequest) -> list[UUID] | None:
    """The ticked shops, or ``None`` for all of them. Raises ``Invalid``."""
    if request.POST.get("where") != "some":
        return None
    try:
        return [UUID(text) for text in request.POST.getlist("place")[:200]]
    except ValueError:
        raise Invalid from None


def back_to(page: str, shop: Shop) -> HttpResponse:
    return redirect(f"{reverse(page)}?shop={shop.pk}")

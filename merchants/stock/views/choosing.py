"""Which of the keeper's shops a page is about, and numbers as they stand in addresses."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from ecosystem.kernel.errors import NotFound
from ecosystem.web.pages import signed_in
from merchants.shops.public import STOCKERS, Shop, shops_of

from .. import queries
from ..models import Level


def chosen_shop(request: HttpRequest) -> tuple[Shop, list[Shop]]:
    """The shop that ``?shop=`` names, or the first whose stock the actor keeps, and all of them."""
    shops = shops_of(signed_in(request), STOCKERS)
    wanted = request.GET.get("shop") or request.POST.get("shop")
    found = [shop for shop in shops if not wanted or str(shop.pk) == wanted]
    if not found:
        raise NotFound
    return found[0], shops


def chosen_level(request: HttpRequest, sku_id: UUID) -> Level:
    """The shelf of an article of a shop whose stock the actor keeps."""
    level = queries.level_of(sku_id, [shop.pk for shop in shops_of(signed_in(request), STOCKERS)])
    if level is None:
        raise NotFound
    return level


def page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return int(text) if text.isdecimal() and len(text) < 6 else 1

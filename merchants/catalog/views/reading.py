"""What the catalogue's forms say: whole numbers, moments of the town, ticked rows, and the shop they are about."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest

from ecosystem.kernel.clock import TOWN_TIME
from ecosystem.kernel.errors import Invalid, NotFound
from ecosystem.web.pages import form_amount, form_decimal, signed_in
from merchants.shops.public import Shop, shops_of

from ..rules.bulk import ACTS, Bulk
from ..tables.rows import making_in, tax_in


def shop_of(request: HttpRequest) -> Shop:
    """The shop that is looked at: the one named, else the first. Raises ``NotFound`` for who keeps none."""
    shops = shops_of(signed_in(request))
    named = request.GET.get("shop") or request.POST.get("shop")
    found = next((shop for shop in shops if str(shop.pk) == named), None) if named else next(iter(shops), None)
    if found is None:
        raise NotFound
    return found


def whole(text: str) -> int:
    """A page or version number from an address or a hidden field; anything else is 0."""
    return int(text) if text.isdecimal() and len(text) < 7 else 0


def is_htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def form_moment(request: HttpRequest, field: str) -> datetime | None:
    """A ``datetime-local`` field in the town's time. Raises ``Invalid``."""
    text = request.POST.get(field, "").strip()
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=TOWN_TIME)
    except ValueError:
        raise Invalid from None


def form_cap(request: HttpRequest, field: str) -> Decimal | None:
    return form_decimal(request, field) if request.POST.get(field, "").strip() else None


def form_making(request: HttpRequest, field: str) -> int:
    """Minutes that making one takes; nothing typed is what lies on the shelf. Raises ``BadMaking``."""
    return making_in(request.POST.get(field, "").strip() or "0")


def form_tax(request: HttpRequest, field: str) -> int | None:
    """A rate of tax in percent; nothing typed is what the merchant's terms say. Raises ``BadTax``."""
    text = request.POST.get(field, "").strip()
    return tax_in(text) if text else None


def ticked(request: HttpRequest) -> dict[UUID, int]:
    """``sku`` fields, each an id and the version that was seen. Raises ``Invalid``."""
    seen = {}
    for value in request.POST.getlist("sku"):
        name, _, version = value.partition(":")
        try:
            seen[UUID(name)] = whole(version)
        except ValueError:
            raise Invalid from None
    return seen


def form_bulk(request: HttpRequest) -> Bulk:
    """Raises ``Invalid``, or ``NotAnAmount`` for what is missing of the act."""
    act = request.POST.get("act", "")
    if act not in ACTS:
        raise Invalid
    return Bulk(
        act,
        percent=form_decimal(request, "percent") if act == "price_by_percent" else Decimal(0),
        amount_minor=form_amount(request, "amount") if act == "price_by_amount" else 0,
        until=form_moment(request, "until"),
        tax_bp=form_tax(request, "tax"),
        section_zh=request.POST.get("section_zh", ""),
        section_en=request.POST.get("section_en", "") or request.POST.get("section_zh", ""),
    )

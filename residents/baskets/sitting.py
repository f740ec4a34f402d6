"""Where a buyer sits who scanned a code that hangs somewhere: at a table she is served, elsewhere it goes into her note."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest

from merchants.shops.public import LONGEST_NAME, ServingShop, table_told

from .rules import Quote

# Whoever scanned a code and orders later than this sits there no more.
SITS_FOR = timedelta(hours=3)


def scan(request: HttpRequest, shop_id: UUID, *, at: datetime) -> str:
    """Remember, for this session, the place that a code's address names; empty where it names none."""
    label = request.GET.get("place", "").strip()[:LONGEST_NAME]
    if label:
        request.session["scanned_at"] = [str(shop_id), label, at.isoformat()]
    return label


def scanned_label(request: HttpRequest, quote: Quote) -> str:
    """The place whose code was scanned last, while the basket holds something of that shop and of no other."""
    shop_id, label = _scanned(request)[:2]
    return label if {str(part.shop_id) for part in quote.parts} == {shop_id} else ""


def table_of(request: HttpRequest, quote: Quote, *, at: datetime) -> str:
    """The table that the basket may be served at: its only shop has it, and its code was scanned a while ago at most."""
    return table_at(request, quote.parts[0].shop, at=at) if len(quote.parts) == 1 else ""


def table_at(request: HttpRequest, shop: ServingShop, *, at: datetime) -> str:
    """The table of a shop whose code was scanned last; empty where it is none of its tables, or long ago."""
    shop_id, label, moment = _scanned(request)
    if shop_id != str(shop.id) or not moment or at - datetime.fromisoformat(moment) > SITS_FOR:
        return ""
    return table_told(shop.tables, label)


def _scanned(request: HttpRequest) -> tuple[str, str, str]:
    # A session from before remembers no moment.
    shop_id, label, moment = (*request.session.get("scanned_at", ()), "", "", "")[:3]
    return str(shop_id), str(label), str(moment)

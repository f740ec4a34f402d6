"""What forms send: quantities, prices and days by the position of a line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.http import HttpRequest

from ecosystem.kernel import money, taxes
from ecosystem.kernel.errors import NotFound
from ecosystem.web.pages import form_id

from ..errors import BadTerms
from ..models import Order
from ..rules import Counted, Wording

DIGITS = 5


def whole(text: str) -> int:
    """A page, position or version from an address or a hidden field; anything else is 0."""
    return int(text) if text.isdecimal() and len(text) <= DIGITS else 0


def number(text: str) -> Decimal:
    """A quantity as typed; nothing typed is nothing. Raises ``BadTerms``."""
    try:
        value = Decimal(text.strip() or "0")
    except InvalidOperation:
        raise BadTerms from None
    if not value.is_finite():
        raise BadTerms
    return value


def amount(text: str) -> int:
    """Yuan as typed, in minor units. Raises ``NotAnAmount``."""
    return money.from_text(text.strip().lstrip("¥￥").replace(",", ""))


def rate(text: str) -> int | None:
    """A rate of tax in percent, in basis points; nothing typed says nothing. Raises ``BadTerms``."""
    if not text.strip():
        return None
    found = taxes.rate_in(text)
    if found is None:
        raise BadTerms
    return found


def day(text: str) -> date | None:
    """Raises ``BadTerms`` for anything but a day or nothing."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BadTerms from None


def by_position(request: HttpRequest, field: str) -> Iterator[tuple[int, str]]:
    """``quantity-1``, ``quantity-2``, … as (1, text), (2, text), …"""
    for name, text in request.POST.items():
        if name.startswith(f"{field}-"):
            position = whole(name.removeprefix(f"{field}-"))
            if not position:
                raise NotFound
            yield position, str(text)


def numbers(request: HttpRequest, field: str) -> dict[int, Decimal]:
    return {position: number(text) for position, text in by_position(request, field)}


def wording(request: HttpRequest, order: Order) -> list[Wording]:
    """The order's newest wording with what was typed over it."""
    said = order.revisions.get(number=order.revision).lines.order_by("position")
    typed = numbers(request, "quantity")
    prices = {position: amount(text) for position, text in by_position(request, "unit")}
    days = {position: day(text) for position, text in by_position(request, "promised")}
    return [
        Wording(
            line.position,
            typed.get(line.position, line.quantity),
            prices.get(line.position, line.unit_minor),
            days.get(line.position, line.promised_on),
        )
        for line in said
    ]


def shipment(request: HttpRequest) -> UUID | None:
    """The notice that a delivery is taken in against, where one was chosen."""
    return form_id(request, "shipment") if request.POST.get("shipment") else None


def counted(request: HttpRequest) -> list[Counted]:
    """What was accepted and refused of each line, and what its label says."""
    accepted, rejected = numbers(request, "accepted"), numbers(request, "rejected")
    why, nothing = dict(by_position(request, "why")), number("")
    batches, weights = dict(by_position(request, "batch")), dict(by_position(request, "weight"))
    expires = {position: day(text) for position, text in by_position(request, "expires")}
    return [
        Counted(
            position,
            accepted.get(position, nothing),
            rejected.get(position, nothing),
            why.get(position, ""),
            batch=batches.get(position, "").strip(),
            expires_on=expires.get(position),
            weight_g=int(number(weights.get(position, ""))),
        )
        for position in sorted({*accepted, *rejected})
    ]

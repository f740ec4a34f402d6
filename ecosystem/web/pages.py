"""What every page view stands on: who acts, the repeat key of a form, amounts as people type them, pictures that not everybody sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_date

from ecosystem.kernel import money
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import NotFound, Unauthenticated
from ecosystem.kernel.photos import content_of

from .api import MAX_KEY, RepeatKeyMissing, actor_of

MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Moved:
    """What somebody else changed while a page was open (``<c-moved>``): what it was, if that is known, what it is now, and what was typed."""

    label: str
    was: str
    now: str
    typed: str


def signed_in(request: HttpRequest) -> Actor:
    """The actor of a page that is nobody's without signing in. Raises ``Unauthenticated``."""
    actor = actor_of(request)
    if not actor.is_signed_in:
        raise Unauthenticated
    return actor


def form_key(request: HttpRequest) -> str:
    """The hidden ``idempotency_key`` of a form (``{% repeat_key %}``). Raises ``RepeatKeyMissing``."""
    key = request.POST.get("idempotency_key", "").strip()
    if not key or len(key) > MAX_KEY:
        raise RepeatKeyMissing
    return key


def form_amount(request: HttpRequest, field: str) -> int:
    """Yuan as typed (``12.5``, ``¥12.50``) in minor units. Raises ``NotAnAmount``."""
    return money.from_text(request.POST.get(field, "").strip().lstrip("¥￥").replace(",", ""))


def form_decimal(request: HttpRequest, field: str) -> Decimal:
    """A quantity as typed. Raises ``NotAnAmount``."""
    text = request.POST.get(field, "").strip()
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise money.NotAnAmount(text=text[:40]) from None
    # What a person types has no nineteen digits before the point, and a context has an end.
    if not number.is_finite() or number.adjusted() > MOST_DIGITS:
        raise money.NotAnAmount(text=text[:40])
    return number


def whole_of(text: str) -> int | None:
    """A number of something as a form or an address writes it; ``None`` where that is none, or none that anybody counts to."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None


def day_of(text: str) -> date | None:
    """A day as a form or an address writes it; ``None`` where that is no day."""
    try:
        return parse_date(text.strip())
    except ValueError:
        return None


def form_id(request: HttpRequest, field: str) -> UUID:
    """An id from a hidden field. Raises ``NotFound`` for anything else."""
    try:
        return UUID(request.POST.get(field, ""))
    except ValueError:
        raise NotFound from None


def private_picture(name: str, kind: str) -> HttpResponse:
    """A picture out of the store, for whoever was let through to it and for no cache."""
    headers = {"X-Content-Type-Options": "nosniff", "Content-Disposition": "inline", "Cache-Control": "private, no-store"}
    return HttpResponse(content_of(name), content_type=kind, headers=headers)

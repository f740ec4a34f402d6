"""What the forms of requests and quotes send."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.http import HttpRequest

from ecosystem.kernel import money
from ecosystem.kernel.clock import TOWN_TIME
from ecosystem.kernel.errors import NotFound
from merchants.onboarding.public import attached

from ..actions import Asked, Pick, QuotedLine, QuoteTerms
from ..errors import BadQuote, BadRfq

DIGITS = 5


def whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= DIGITS else 0


def number(text: str) -> Decimal:
    """A quantity as typed; nothing typed is nothing. Raises ``BadRfq``."""
    try:
        value = Decimal(text.strip() or "0")
    except InvalidOperation:
        raise BadRfq from None
    if not value.is_finite():
        raise BadRfq
    return value


def day(text: str) -> date | None:
    """Raises ``BadRfq`` for anything but a day or nothing."""
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise BadRfq from None


def amount(text: str) -> int:
    """Yuan as typed, in minor units; nothing typed is nothing. Raises ``NotAnAmount``."""
    return money.from_text(text.strip().lstrip("¥￥").replace(",", "") or "0")


def percent(text: str) -> int:
    """A rate of tax as typed, in basis points; nothing typed is none. Raises ``BadQuote`` for what is finer than one."""
    points = number(text.replace("%", "").replace("％", "")) * 100
    if points != points.to_integral_value():
        raise BadQuote
    return int(points)


def uuid_of(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def end_of(text: str) -> datetime:
    """The end of the day that was chosen, town time. Raises ``BadRfq``."""
    chosen = day(text)
    if chosen is None:
        raise BadRfq
    return datetime.combine(chosen + timedelta(days=1), time(), tzinfo=TOWN_TIME)


def suppliers(request: HttpRequest) -> list[UUID]:
    return [uuid_of(text) for text in request.POST.getlist("supplier")]


def wants(request: HttpRequest) -> list[Asked]:
    """Rows ``quantity-<mark>`` with their fields beside them; a row without a quantity is not asked for."""
    form = request.POST
    asked = []
    for field in form:
        kind, _, mark = field.partition("-")
        quantity = number(form[field]) if kind == "quantity" else None
        if not quantity:
            continue
        sku = form.get(f"sku-{mark}", "")
        unit = form.get(f"unit_zh-{mark}", "") or "件", form.get(f"unit_en-{mark}", "") or form.get(f"unit_zh-{mark}", "") or "piece"
        asked.append(
            Asked(
                quantity,
                sku_id=uuid_of(sku) if sku else None,
                name="" if sku else form.get(f"name-{mark}", ""),
                unit=unit,
                per_unit=number(form.get(f"per-{mark}", "1")),
                wanted_by=day(form.get(f"wanted-{mark}", "")),
            )
        )
    return asked


def terms(request: HttpRequest) -> QuoteTerms:
    """Fields ``price-<position>`` and so on; a line without a price is not offered."""
    form = request.POST
    holds = day(form.get("valid_until", ""))
    if holds is None:
        raise BadQuote
    lines = []
    for field in form:
        kind, _, text = field.partition("-")
        if kind == "price" and form[field].strip():
            lines.append(
                QuotedLine(
                    whole(text),
                    amount(form[field]),
                    whole(form.get(f"days-{text}", "")),
                    holds,
                    moq=number(form.get(f"moq-{text}", "") or "1"),
                    multiple=number(form.get(f"step-{text}", "") or "1"),
                    note=form.get(f"note-{text}", ""),
                    tax_bp=percent(form.get(f"tax-{text}", "")),
                )
            )
    return QuoteTerms(
        lines,
        amount(form.get("freight", "")),
        amount(form.get("other", "")),
        form.get("note", ""),
        tax_included=form.get("tax_included", "1") == "1",
        freight_tax_bp=percent(form.get("freight-tax", "")),
        other_tax_bp=percent(form.get("other-tax", "")),
        attachment=attached(request, "attachment"),
        drops_attachment=form.get("drop_attachment") == "1",
    )


def picks(request: HttpRequest) -> list[Pick]:
    """Fields ``pick-<position>`` with a quotation and its version."""
    found = []
    for field in request.POST:
        kind, _, position = field.partition("-")
        if kind == "pick":
            quotation, _, version = str(request.POST[field]).partition("/")
            found.append(Pick(whole(position), uuid_of(quotation), whole(version)))
    return found

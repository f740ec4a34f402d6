"""A tariff as an operator types it: a row for each rule, yuan and per cent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import QueryDict

from ecosystem.kernel.errors import Invalid
from ecosystem.kernel.money import from_text, to_text

from .actions import RuleDraft
from .models import CommissionRule

NAMED = ("channel", "category", "neighbourhood", "party", "from_on", "until_on")
BANDS = {"from_minor": "from_yuan", "below_minor": "below_yuan"}
FIELDS = (*NAMED, *BANDS.values(), "percent", "flat", "least", "most")


@dataclass(frozen=True, slots=True)
class TypedTariff:
    drafts: list[RuleDraft]
    from_on: date
    tax_rate: Decimal


def typed(data: QueryDict) -> TypedTariff:
    """What was typed; a row without a percentage is none.

    Raises:
        Invalid, NotAnAmount: a number or a day that is none.
    """
    rows = zip(*(data.getlist(name) for name in FIELDS), strict=False)
    drafts = [_draft(dict(zip(FIELDS, (cell.strip() for cell in row), strict=True))) for row in rows]
    try:
        return TypedTariff([draft for draft in drafts if draft], date.fromisoformat(data.get("from_on_day", "")), _rate(data.get("tax", "0")))
    except ValueError:
        raise Invalid from None


def _draft(row: Mapping[str, str]) -> RuleDraft | None:
    if not row["percent"]:
        return None
    conditions: dict[str, Any] = {name: row[name] for name in NAMED if row[name]}
    conditions |= {name: from_text(row[field]) for name, field in BANDS.items() if row[field]}
    return RuleDraft(
        conditions,
        _rate(row["percent"]),
        flat_minor=from_text(row["flat"] or "0"),
        min_minor=from_text(row["least"] or "0"),
        max_minor=from_text(row["most"]) if row["most"] else None,
    )


def _rate(text: str) -> Decimal:
    """``"1.5"`` per cent → 0.015, to the millionth."""
    try:
        rate = Decimal(text or "0") / 100
    except InvalidOperation:
        raise Invalid from None
    if not rate.is_finite() or rate != round(rate, 6):
        raise Invalid
    return rate


def row_of(rule: CommissionRule) -> dict[str, str]:
    """A rule as its row would be typed."""
    wanted = rule.conditions
    row = {name: str(wanted.get(name, "")) for name in NAMED}
    row |= {field: to_text(wanted[name]) if isinstance(wanted.get(name), int) else "" for name, field in BANDS.items()}
    most = "" if rule.max_minor is None else to_text(rule.max_minor)
    terms = {"percent": format((rule.rate * 100).normalize(), "f"), "most": most}
    return {**row, **terms, "flat": to_text(rule.flat_minor), "least": to_text(rule.min_minor)}

"""One change for many articles."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from ecosystem.kernel.money import round_half_up

from ..errors import BadPrice
from .naming import checked_label, checked_price
from .standing import Standing
from .units import checked_tax

ACTS = ("price_by_percent", "price_by_amount", "put_on_sale", "take_off_sale", "sold_out_until", "section", "tax", "archive")
MOST_PERCENT = Decimal(1000)


@dataclass(frozen=True, slots=True)
class Bulk:
    """``act`` is one of ``ACTS``; the other fields are what that act needs, amounts in minor units."""

    act: str
    percent: Decimal = Decimal(0)
    amount_minor: int = 0
    until: datetime | None = None
    section_zh: str = ""
    section_en: str = ""
    tax_bp: int | None = None


def changed(standing: Standing, bulk: Bulk) -> Standing:
    """The same article after the change; a percentage is rounded half up to the fen once.

    Raises:
        BadPrice: a percentage beyond reason, or a price of nothing.
        BadName: a section that is no name.
        BadTax: no rate of tax.
    """
    match bulk.act:
        case "price_by_percent":
            if not bulk.percent.is_finite() or abs(bulk.percent) > MOST_PERCENT:
                raise BadPrice
            price = round_half_up(Decimal(standing.price_minor) * (100 + bulk.percent) / 100)
            return replace(standing, price_minor=checked_price(price))
        case "price_by_amount":
            return replace(standing, price_minor=checked_price(standing.price_minor + bulk.amount_minor))
        case "put_on_sale":
            return replace(standing, on_sale=not standing.archived, sold_out_until=None)
        case "take_off_sale":
            return replace(standing, on_sale=False)
        case "sold_out_until":
            return replace(standing, sold_out_until=bulk.until)
        case "section":
            return replace(standing, section_zh=checked_label(bulk.section_zh), section_en=checked_label(bulk.section_en))
        case "tax":
            return replace(standing, tax_bp=checked_tax(bulk.tax_bp))
        case "archive":
            return replace(standing, archived=True, on_sale=False)
    raise ValueError(bulk.act)

"""How an article stands at a shop: all that a shopkeeper edits, in one comparable value."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from .naming import checked_label, checked_name, checked_price
from .units import checked_barcode, checked_cap, checked_making, checked_tax


@dataclass(frozen=True, slots=True)
class Standing:
    """Prices in minor units; ``daily_cap`` in sale units; ``tax_bp`` as the variant has it; ``make_minutes`` of one; what is ``archived`` is off
    the shelf for good.
    """

    name_zh: str
    name_en: str
    price_minor: int
    section_zh: str = ""
    section_en: str = ""
    size: str = ""
    barcode: str | None = None
    on_sale: bool = True
    sold_out_until: datetime | None = None
    daily_cap: Decimal | None = None
    archived: bool = False
    tax_bp: int | None = None
    make_minutes: int = 0

    def checked(self) -> Standing:
        """Cleaned. Raises ``BadName``, ``BadPrice``, ``BadBarcode``, ``BadCap``, ``BadTax`` or ``BadMaking``."""
        return Standing(
            name_zh=checked_name(self.name_zh),
            name_en=checked_name(self.name_en),
            price_minor=checked_price(self.price_minor),
            section_zh=checked_label(self.section_zh),
            section_en=checked_label(self.section_en),
            size=checked_label(self.size),
            barcode=checked_barcode(self.barcode or ""),
            on_sale=self.on_sale and not self.archived,
            sold_out_until=self.sold_out_until,
            daily_cap=checked_cap(self.daily_cap),
            archived=self.archived,
            tax_bp=checked_tax(self.tax_bp),
            make_minutes=checked_making(self.make_minutes),
        )

    @property
    def everywhere(self) -> tuple[str | int | None, ...]:
        """What is not this shop's alone: the product's and the variant's words and tax, the same at every branch."""
        return (self.name_zh, self.name_en, self.section_zh, self.section_en, self.size, self.barcode, self.tax_bp)

    def told(self) -> dict[str, Any]:
        """Plain data, from which ``from_told`` makes the same again."""
        moment, cap = self.sold_out_until, self.daily_cap
        return {
            **{name: getattr(self, name) for name in FIELDS},
            "sold_out_until": moment.isoformat() if moment else None,
            "daily_cap": None if cap is None else str(cap.normalize()),
        }

    @classmethod
    def from_told(cls, told: dict[str, Any]) -> Standing:
        moment, cap = told["sold_out_until"], told["daily_cap"]
        return cls(
            **{
                **told,
                "sold_out_until": datetime.fromisoformat(moment) if moment else None,
                "daily_cap": None if cap is None else Decimal(cap),
            }
        )


FIELDS = tuple(field.name for field in fields(Standing))


def differences(before: Standing, after: Standing) -> dict[str, tuple[Any, Any]]:
    """The fields that are not the same, each with both values."""
    return {name: (getattr(before, name), getattr(after, name)) for name in FIELDS if getattr(before, name) != getattr(after, name)}


def back_on_the_shelf(standing: Standing) -> Standing:
    """What was archived, listed again; anything else as it is."""
    return replace(standing, archived=False, on_sale=True) if standing.archived else standing

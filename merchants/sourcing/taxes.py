"""The tax within a quoted price, or on top of it. Pure, and read by the rows themselves."""

from __future__ import annotations

from decimal import Decimal

from ecosystem.kernel.money import line_minor

MOST_TAX_BP = 5_000
WHOLE_BP = Decimal(10_000)


def with_tax(unit_minor: int, tax_bp: int, *, included: bool) -> int:
    """The price of a unit as it is paid: tax that it leaves out comes on top, rounded once, since orders and invoices count units at it."""
    return unit_minor if included else line_minor(unit_minor, 1 + tax_bp / WHOLE_BP)

"""Quantities as people say and type them."""

from __future__ import annotations

from decimal import Decimal


def plain(quantity: Decimal | int) -> str:
    """``Decimal("12.500")`` → ``"12.5"``: no noughts that only fill places, never an exponent, and a point in every language."""
    return f"{Decimal(quantity).normalize():f}"

"""Figures of pools."""

from __future__ import annotations

from decimal import Decimal

from django import template

from merchants.procurement.public import plain as as_said

register = template.Library()


@register.filter
def plain(quantity: Decimal | int | None) -> str:
    """``12.500`` → ``12.5``."""
    return "" if quantity is None else as_said(Decimal(quantity))

"""Figures of requests and quotes."""

from __future__ import annotations

from decimal import Decimal

from django import template

from merchants.procurement.public import plain as as_said

register = template.Library()


@register.filter
def plain(quantity: Decimal | int | None) -> str:
    """``12.500`` → ``12.5``, as one says it and types it."""
    return "" if quantity is None else as_said(Decimal(quantity))


@register.simple_tag(takes_context=True)
def kept(context: template.Context, field: str, position: int | str, otherwise: object) -> str:
    """What was typed into a field that was just refused, else what the page puts there."""
    name = f"{field}-{position}" if position else field
    return str((context.get("typed") or {}).get(name, otherwise))

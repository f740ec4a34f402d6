"""Distances as people say them."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def distance(metres: int) -> str:
    """340 → ``340 m``, 1260 → ``1.3 km``, 3000 → ``3 km``."""
    if metres < 1000:
        return _("%(metres)d m") % {"metres": metres}
    return _("%(km)s km") % {"km": f"{(Decimal(metres) / 1000).quantize(Decimal('0.1')):f}".removesuffix(".0")}

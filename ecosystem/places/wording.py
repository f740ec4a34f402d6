"""Distances as people say them."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _


def distance(metres: int) -> str:
    """340 → ``340 m``, 1260 → ``1.3 km``, 2000 → ``2 km``."""
    if metres < 1000:
        return _("%(metres)d m") % {"metres": metres}
    return _("%(km)s km") % {"km": str((Decimal(metres) / 1000).quantize(Decimal("0.1"))).removesuffix(".0")}

"""Codes of the feed and of districts in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import rules

# Codes of the feed's shops; one that is not here stands for itself.
INDUSTRIES: dict[str, str | Promise] = {
    "grocer": _("Grocer"),
    "greengrocer": _("Greengrocer"),
    "butcher": _("Butcher"),
    "bakery": _("Bakery"),
    "deli": _("Deli"),
    "household": _("Household goods"),
    "pharmacy": _("Pharmacy"),
    "fishmonger": _("Fishmonger"),
    "florist": _("Florist"),
    "natural": _("Natural foods"),
    "wine": _("Wine shop"),
    "other": _("Other trade"),
}
UNKNOWN = _("Not known")


def named(words: Mapping[Any, str | Promise], code: Any) -> str:
    """A code that is not known stands for itself."""
    return str(UNKNOWN if code == rules.UNKNOWN else words.get(code, code))

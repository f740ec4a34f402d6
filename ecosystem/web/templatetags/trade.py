"""Tags for amounts and for sentences that were stored with their values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext

from ecosystem.design import wording

register = template.Library()


@register.filter
def say(line: Mapping[str, Any]) -> str:
    """``{"sentence": msgid, "values": {…}}`` in the reader's language."""
    return str(gettext(line["sentence"]) % line["values"])


@register.simple_tag
def sum_minor(*amounts: int) -> str:
    """The sum of amounts in minor units as ``¥1,012.50``."""
    return wording.yuan(sum(amounts))

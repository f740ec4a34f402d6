"""How a page names who wrote."""

from __future__ import annotations

from django import template

from .. import rules

register = template.Library()


@register.filter
def shown_name(name: str) -> str:
    return rules.shown_name(name)

"""The navigation of the shop's and the supplier's console: what each room says that answers whoever looks."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from ..api import actor_of
from ..consoles import entries_of

register = template.Library()
# So many fit beside each other under a thumb; the rest has room from 992 px.
ON_A_PHONE = 6


@register.inclusion_tag("web/_navigation.html", takes_context=True)
def console_navigation(context: template.Context, console: str) -> dict[str, Any]:
    return {"request": context["request"], "rows": _rows(context, console)}


@register.inclusion_tag("web/_navigation.html", takes_context=True)
def console_rooms(context: template.Context, console: str) -> dict[str, Any]:
    """What a phone's bar has no place for."""
    return {"request": context["request"], "rows": [row for row in _rows(context, console) if row["only_wide"]]}


def _rows(context: template.Context, console: str) -> list[dict[str, Any]]:
    entries = entries_of(actor_of(context["request"]), console)
    return [
        {
            "url": reverse(entry.page),
            "icon": entry.icon,
            "label": entry.label,
            "count": reverse(entry.count) if entry.count else "",
            "only_wide": entry.only_wide or number > ON_A_PHONE,
        }
        for number, entry in enumerate(entries, start=1)
    ]

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
    request = context["request"]
    entries = entries_of(actor_of(request), console)
    rows = [
        {
            "url": reverse(entry.page),
            "icon": entry.icon,
            "label": entry.label,
            "count": reverse(entry.count) if entry.count else "",
            "only_wide": entry.only_wide or number > ON_A_PHONE,
        }
        for number, entry in enumerate(entries, start=1)
    ]
    return {"request": request, "rows": rows}

"""Figures of requests and quotes."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from ecosystem.design import wording

register = template.Library()


@register.simple_tag
def deadline(until: datetime) -> SafeString:
    """The last moment to answer: of a day's end its last minute, since midnight reads as the day after."""
    last = until - timedelta(minutes=1) if localtime(until).time() == time() else until
    return format_html('<time datetime="{}">{}</time>', last.isoformat(), wording.moment(last))


@register.simple_tag(takes_context=True)
def kept(context: template.Context, field: str, position: int | str, otherwise: object) -> str:
    """What was typed into a field that was just refused, else what the page puts there."""
    name = f"{field}-{position}" if position else field
    return str((context.get("typed") or {}).get(name, otherwise))

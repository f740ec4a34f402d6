"""Tags and filters for every page. ``ecosystem/design/README.md`` lists them with examples."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import template
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime

from ecosystem.design import wording

register = template.Library()

MARK = mark_safe(
    '<svg class="mark" viewBox="0 0 40 28" fill="none" aria-hidden="true" focusable="false">'
    '<path class="credit" d="M20 4.8a11 11 0 0 1 0 18.4a11 11 0 0 1 0-18.4z"/>'
    '<g stroke-width="4.2"><circle class="life" cx="14" cy="14" r="11"/><circle class="trade" cx="26" cy="14" r="11"/>'
    '<path class="life" d="M23.4 19.7a11 11 0 0 1-7.5 5.1" stroke-linecap="butt"/></g></svg>'
)


@register.simple_tag
def mark() -> SafeString:
    """The two rings."""
    return MARK


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """One icon of the sprite; decoration unless it has a label."""
    return format_html(
        '<svg class="icon {}" {} focusable="false"><use href="{}#{}"></use></svg>',
        css,
        format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"'),
        static("design/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def nav_item(context: template.Context, url: str, picture: str, label: str, count: int = 0, only_wide: bool = False) -> SafeString:
    """One entry of the navigation; the one that holds the current page is marked, the longest address first."""
    request: HttpRequest | None = context.get("request")
    here = request is not None and (request.path == url or (url != "/" and request.path.startswith(url)))
    return format_html(
        '<li class="{}"><a href="{}"{}>{}<span>{}</span>{}</a></li>',
        "only-wide" if only_wide else "",
        url,
        mark_safe(' aria-current="page"') if here else "",
        icon(picture),
        label,
        format_html('<span class="count num">{}</span>', count) if count else "",
    )


@register.simple_tag
def repeat_key() -> SafeString:
    """A hidden ``idempotency_key``: sending the same form twice is one act."""
    return format_html('<input type="hidden" name="idempotency_key" value="{}" data-repeat-key>', uuid4())


@register.simple_tag(takes_context=True)
def when(context: template.Context, at: datetime | None, style: str = "both") -> SafeString:
    """A moment: ``both`` (absolute and relative), ``at`` or ``ago``; the other reading is the tooltip."""
    if at is None:
        return mark_safe("")
    now: datetime | None = context.get("at")
    absolute, relative = wording.moment(at, now=now), wording.ago(at, now=now) if now else ""
    ticking = format_html('<span data-ago="{}">{}</span>', at.isoformat(), relative)
    shown, title = {
        "at": (absolute, relative),
        "ago": (ticking, absolute),
        "both": (format_html("{} · {}", absolute, ticking) if relative else absolute, ""),
    }[style]
    return format_html('<time datetime="{}" title="{}">{}</time>', localtime(at).isoformat(timespec="minutes"), title, shown)


@register.filter
def money_minor(amount_minor: int | None) -> str:
    """1250 → ``¥12.50``."""
    return "" if amount_minor is None else wording.yuan(int(amount_minor))


@register.filter
def money_signed(amount_minor: int | None) -> str:
    """1250 → ``+¥12.50``, −1250 → ``−¥12.50``."""
    return "" if amount_minor is None else wording.yuan(int(amount_minor), signed=True)


@register.filter
def percent_bp(basis_points: int | Decimal | None) -> str:
    """1825 → ``18.25%``."""
    return "" if basis_points is None else wording.percent(basis_points)


@register.filter
def moment(at: datetime | None) -> str:
    return "" if at is None else wording.moment(at)


@register.filter
def language_tag(code: str) -> str:
    return wording.language_tag(code)


@register.filter
def local_name(thing: Any) -> str:
    """``name_zh`` or ``name_en`` of a row, by the language of the page."""
    return wording.local_name(thing)


@register.simple_tag
def lost_picture() -> SafeString:
    """The rings apart: for pages where nothing was found or allowed."""
    return mark_safe(
        '<svg class="mark mark-pic" viewBox="0 0 66 34" fill="none" aria-hidden="true" focusable="false"><g stroke-width="4.2">'
        '<circle class="life" cx="16" cy="17" r="12"/><circle class="trade" cx="50" cy="17" r="12"/></g>'
        '<g class="credit"><circle cx="30" cy="17" r="1.4"/><circle cx="33" cy="17" r="1.4"/><circle cx="36" cy="17" r="1.4"/></g></svg>'
    )

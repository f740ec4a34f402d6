"""Tags and filters for every page. ``ecosystem/design/README.md`` lists them with examples."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput, Select
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import resolve
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ecosystem.design import badges, charts, pictures, wording
from ecosystem.design.sheets import sheets
from ecosystem.kernel import quantities
from ecosystem.kernel.names import in_language

register = template.Library()

MARK = mark_safe(
    '<svg class="rings" viewBox="0 0 40 28" fill="none" aria-hidden="true" focusable="false">'
    '<path class="credit" d="M20 4.8a11 11 0 0 1 0 18.4a11 11 0 0 1 0-18.4z"/>'
    '<g stroke-width="4.2"><circle class="life" cx="14" cy="14" r="11"/><circle class="trade" cx="26" cy="14" r="11"/>'
    '<path class="life" d="M23.4 19.7a11 11 0 0 1-7.5 5.1" stroke-linecap="butt"/></g></svg>'
)


@register.simple_tag
def frame_sheets() -> list[str]:
    """Addresses of the stylesheets that every page has."""
    return [static(name) for name in sheets()]


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
def nav_item(context: template.Context, url: str, picture: str, label: str, count_url: str = "", only_wide: bool = False) -> SafeString:
    """One entry of the navigation, marked where the page belongs to it; ``count_url`` answers the number on its icon."""
    request: HttpRequest | None = context.get("request")
    ticker = '<span hx-get="{}" hx-trigger="load, live:notices from:body" hx-target="this" hx-swap="innerHTML"></span>'
    return format_html(
        '<li class="{}"><a href="{}"{}>{}<span>{}</span>{}</a></li>',
        "only-wide" if only_wide else "",
        url,
        mark_safe(' aria-current="page"') if request is not None and _holds(url, request) else "",
        icon(picture),
        label,
        format_html(ticker, count_url) if count_url else "",
    )


def _holds(url: str, request: HttpRequest) -> bool:
    """Whether the page is the entry's own, or lies under it in the same room: ``/shop/`` does not hold ``/shop/orders/``."""
    if request.path == url:
        return True
    match = request.resolver_match
    return match is not None and request.path.startswith(url) and resolve(url).namespace == match.namespace


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
def plain(quantity: Decimal | int | None) -> str:
    """1.200 → ``1.2``, as one says it and types it."""
    return "" if quantity is None else quantities.plain(quantity)


@register.filter
def moment(at: datetime | None) -> str:
    return "" if at is None else wording.moment(at)


@register.filter
def language_tag(code: str) -> str:
    return wording.language_tag(code)


@register.filter
def local_name(thing: Any) -> str:
    """``name_zh`` or ``name_en`` of a row, by the language of the page."""
    return in_language(thing.name_zh, thing.name_en) if thing is not None else ""


@register.simple_tag
def badge(status: str = "", text: str = "", tone: str = "", picture: str = "", inside: str = "") -> SafeString:
    """A status as colour, icon and words; words, tone and icon may be given instead."""
    look = badges.look_of(str(status))
    shown = picture or look.icon
    return format_html(
        '<span class="mark-badge" data-tone="{}" data-status="{}">{}{}</span>',
        tone or look.tone,
        status,
        icon(shown) if shown else "",
        capfirst(str(text or str(inside).strip() or look.text or status)),
    )


@register.simple_tag
def bars(rows: Sequence[charts.Bar | Sequence[Any]], label: str, money: Any = "") -> SafeString:
    """Columns for ``(label, value)`` pairs or ``Bar`` rows; with ``money`` the values are fen."""
    made = [
        row if isinstance(row, charts.Bar) else charts.Bar(str(row[0]), float(row[1]), wording.yuan(int(row[1])) if money else f"{row[1]:,}")
        for row in rows
    ]
    return charts.bars(made, label=label, columns=(_("When"), pgettext("chart", "How much")))


@register.simple_tag
def spark(values: Sequence[float], label: str) -> SafeString:
    """A line the height of a word; the label says what it shows."""
    return charts.spark(values, label=label)


@register.simple_tag
def lost_picture() -> SafeString:
    """The rings apart: for pages where nothing was found or allowed."""
    return mark_safe(
        '<svg class="rings mark-pic" viewBox="0 0 66 34" fill="none" aria-hidden="true" focusable="false"><g stroke-width="4.2">'
        '<circle class="life" cx="16" cy="17" r="12"/><circle class="trade" cx="50" cy="17" r="12"/></g>'
        '<g class="credit"><circle cx="30" cy="17" r="1.4"/><circle cx="33" cy="17" r="1.4"/><circle cx="36" cy="17" r="1.4"/></g></svg>'
    )


@register.simple_tag
def shop_picture(category: str, seed: object) -> SafeString:
    """A shop front by trade; the same seed draws the same shop."""
    return mark_safe(pictures.shop_picture(category, seed))  # noqa: S308 (drawn by us from fixed shapes)


@register.simple_tag
def goods_picture(kind: str, seed: object, trade: str = "") -> SafeString:
    """Goods by the words of their kind; ``trade`` decides where the words say nothing."""
    return mark_safe(pictures.goods_picture(kind, seed, trade=trade))  # noqa: S308 (drawn by us from fixed shapes)


@register.simple_tag
def circles_picture() -> SafeString:
    """The two circles and what grows where they overlap."""
    drawn = pictures.circles_picture(life=_("Life circle"), trade=_("Business circle"), credit=_("Credit"))
    return mark_safe(drawn)  # noqa: S308 (labels are escaped where they are drawn)


@register.inclusion_tag("design/_form.html")
def form_fields(form: BaseForm) -> dict[str, Any]:
    """Every field of a form with its label, hint and errors."""
    return {"form": form}


@register.inclusion_tag("design/_field.html")
def form_field(field: BoundField, label: str = "", hint: str = "") -> dict[str, Any]:
    """One field; the hint and the errors are tied to it for screen readers."""
    widget = field.field.widget
    checkbox = isinstance(widget, CheckboxInput)
    help_text = hint or field.help_text
    named = [f"{field.id_for_label}_hint"] if help_text else []
    named += [f"{field.id_for_label}_error{place}" for place, _error in enumerate(field.errors, start=1)]
    css = "form-check-input" if checkbox else "form-select" if isinstance(widget, Select) else "form-control"
    attrs: dict[str, Any] = {"class": css, "placeholder": ""}
    if named:
        attrs["aria-describedby"] = " ".join(named)
    if field.errors:
        attrs["aria-invalid"] = "true"
    return {"field": field, "label": label or field.label, "help": help_text, "control": field.as_widget(attrs=attrs), "checkbox": checkbox}

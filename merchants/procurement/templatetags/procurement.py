"""Words and figures of the shared document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ecosystem.design import wording
from ecosystem.kernel.quantities import plain
from ecosystem.kernel.taxes import rate_text

from ..models import DoorCount, Line, Shipment

register = template.Library()

EXCEPTIONS = {"quantity": gettext_lazy("more than received"), "price": gettext_lazy("another price"), "total": gettext_lazy("another total")}
WAYS = {"bank_account": gettext_lazy("from the account"), "line": gettext_lazy("from my line")}


@register.filter
def exception(code: str) -> str:
    return str(EXCEPTIONS.get(code, code))


@register.filter
def way_to_pay(method: str) -> str:
    return str(WAYS.get(method, method))


@register.filter
def as_rate(tax_bp: int | None) -> str:
    """A rate of tax as one types it; nothing for none."""
    return rate_text(tax_bp)


@register.filter
def as_percent(basis_points: int) -> str:
    """150 → ``1.5``, as one types it."""
    return plain(Decimal(basis_points) / 100)


@register.simple_tag(takes_context=True)
def kept(context: template.Context, form: str, field: str, position: int | str, otherwise: str) -> str:
    """What was typed into a field of the form that was just refused, else what the page puts there."""
    shipment = context.get("shipment")
    elsewhere = form == "receive" and context.get("into") != (str(shipment.pk) if shipment else "")
    if context.get("tried") != form or elsewhere:
        return otherwise
    name = f"{field}-{position}" if position else field
    return str(context["typed"].get(name, otherwise))


@register.simple_tag
def announced(line: Line, shipment: Shipment | None, count: DoorCount | None = None) -> Decimal:
    """What to take in against: what was counted, else the notice where there is one, else what is still to come."""
    if count is not None:
        return next((row.delivered for row in count.lines.all() if row.line_id == line.pk), Decimal(0))
    if shipment is None:
        return line.incoming
    return next((row.quantity for row in shipment.lines.all() if row.line_id == line.pk), Decimal(0))


@register.simple_tag
def unannounced(lines: Sequence[tuple[Line, Any]], on_the_way: Sequence[Shipment]) -> list[tuple[Line, Decimal]]:
    """Lines of which more is to come than is on its way, and how much more."""
    sent: dict[int, Decimal] = {}
    for shipment in on_the_way:
        for row in shipment.lines.all():
            sent[row.line_id] = sent.get(row.line_id, Decimal(0)) + row.quantity
    return [(line, left) for line, _said in lines if (left := line.incoming - sent.get(line.pk, Decimal(0))) > 0]


@register.simple_tag
def dearer(line: Line, last: Mapping[UUID, Any]) -> SafeString:
    """A word where the price is above the one agreed last."""
    before = last.get(line.article_id) if last else None
    if before is None or line.unit_minor <= before:
        return mark_safe("")
    return format_html(' <span class="dearer">{}</span>', _("last %(amount)s") % {"amount": wording.yuan(before)})

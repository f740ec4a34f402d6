"""Two people at one request or quote: whoever is second sees what the first did, and loses nothing that she typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ecosystem.design.wording import yuan
from ecosystem.kernel.quantities import plain
from ecosystem.web.pages import Moved

from ..actions import Pick
from ..models import Quotation, QuoteLine, QuoteVersion, Rfq
from .rows import Row

LABELS = {
    "price": gettext_lazy("Price"),
    "days": gettext_lazy("Days until there"),
    "tax": gettext_lazy("Tax in percent"),
    "moq": gettext_lazy("At least"),
    "step": gettext_lazy("In steps of"),
    "note": gettext_lazy("A word on it"),
    "freight": gettext_lazy("Freight in yuan"),
    "other": gettext_lazy("Other cost in yuan"),
    "valid_until": gettext_lazy("Holds until"),
    "reason": gettext_lazy("Reason"),
}


def picked(rfq: Rfq, picks: Sequence[Pick]) -> Iterator[Moved]:
    """What of the quotes that somebody was about to take is another now; ``rfq`` is ``queries.comparable``."""
    quotations = {one.pk: one for one in rfq.quotations.all()}
    lines = {line.position: line for line in rfq.lines.all()}
    freight = set()
    for pick in picks:
        quotation, line = quotations.get(pick.quotation_id), lines.get(pick.position)
        if quotation is None or line is None or pick.number == quotation.number:
            continue
        versions = _versions(quotation)
        was, now = (_price(versions.get(number), pick.position) for number in (pick.number, quotation.number))
        if was != now:
            yield Moved(f"{line.name} · {quotation.supplier.name}", was, now, "")
        before, after = (versions.get(number) for number in (pick.number, quotation.number))
        if before and after and before.extra_paid_minor != after.extra_paid_minor and quotation.pk not in freight:
            freight.add(quotation.pk)
            yield Moved(f"{_('Freight and other')} · {quotation.supplier.name}", yuan(before.extra_paid_minor), yuan(after.extra_paid_minor), "")


def requoted(quotation: Quotation, seen: int, typed: QueryDict) -> Iterator[Moved]:
    """What a colleague quoted since version ``seen``; ``quotation`` is ``queries.quotation_whole``."""
    versions = _versions(quotation)
    for line in quotation.rfq.lines.all():
        was, now = (_price(versions.get(number), line.position) for number in (seen, quotation.number))
        if was != now:
            yield Moved(line.name, was, now, typed.get(f"price-{line.position}", ""))


def rewritten(rfq: Rfq, typed: Sequence[Row]) -> Iterator[Moved]:
    """Lines of a draft that a colleague saved otherwise than they were typed here."""
    said = {row.sku_id or row.name: row for row in typed}
    for line in rfq.lines.order_by("position"):
        row = said.get(line.sku_id or line.name)
        here = _amount(row.quantity, row.unit) if row and row.quantity else ""
        there = _amount(line.quantity, line.unit)
        if here != there:
            yield Moved(line.name, "", there, here or _("nothing"))


def typed_words(rows: Sequence[Row]) -> list[tuple[str, str]]:
    return [(row.name, _amount(row.quantity, row.unit)) for row in rows if row.quantity]


def typed_quote(quotation: Quotation, sent: QueryDict) -> list[tuple[str, str]]:
    """What stood in the form of a quote that can't be sent any more, as somebody reads it."""
    names: Mapping[str, str] = {str(line.position): line.name for line in quotation.rfq.lines.all()}
    found = []
    for field in sent:
        kind, _dash, position = field.partition("-")
        text = str(sent[field]).strip()[:200]
        if kind in LABELS and text:
            found.append((f"{names[position]} · {LABELS[kind]}" if position in names else str(LABELS[kind]), text))
    return found


def _versions(quotation: Quotation) -> dict[int, QuoteVersion]:
    return {version.number: version for version in quotation.versions.all()}


def _price(version: QuoteVersion | None, position: int) -> str:
    rows: list[QuoteLine] = list(version.lines.all()) if version else []
    row = next((row for row in rows if row.line.position == position), None)
    if row is None:
        return _("not offered")
    return yuan(row.unit_minor) if row.version.tax_included or not row.tax_bp else f"{yuan(row.unit_minor)} + {row.tax_bp / 100:g} %"


def _amount(quantity: Decimal, unit: str) -> str:
    return f"{plain(quantity)} {unit}"

"""From rows to what the rules compare, and back to names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from .models import Quotation, Rfq, RfqLine
from .rules import Comparison, Offer, Priced, Wanted, compare


def newest_offer(quotation: Quotation, *, deducts: bool) -> Offer | None:
    """A quotation's newest version, to a buyer who gets input tax back or not; its versions and lines are fetched already."""
    version = next((one for one in quotation.versions.all() if one.number == quotation.number), None)
    if version is None or not quotation.stands:
        return None
    lines = [
        Priced(row.line.position, row.paid_minor, row.moq, row.multiple, row.lead_days, row.valid_until, row.tax_bp if deducts else 0)
        for row in version.lines.all()
    ]
    return Offer(quotation.pk, version.number, version.extra_paid_minor, lines, version.extra_tax_minor if deducts else 0)


def wanted_of(lines: Iterable[RfqLine]) -> list[Wanted]:
    return [Wanted(line.position, line.quantity, line.wanted_by) for line in lines]


def comparison_of(rfq: Rfq, *, today: date) -> Comparison:
    """Of a request whose lines and quotations are fetched already."""
    offers = [offer for quotation in rfq.quotations.all() if (offer := newest_offer(quotation, deducts=rfq.deducts)) is not None]
    return compare(wanted_of(rfq.lines.all()), offers, today=today)

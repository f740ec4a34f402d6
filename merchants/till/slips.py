"""What stands on a receipt, a refund slip and a test print: the same words on paper, page and printer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import segno
from django.utils.safestring import mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from ecosystem.design.wording import percent
from ecosystem.kernel.money import to_text
from ecosystem.kernel.quantities import plain
from ecosystem.kernel.taxes import by_rate, tax_within
from merchants.promotions.public import uses_in

from . import escpos, rules
from .models import Return, Sale


@dataclass(frozen=True, slots=True)
class Slip:
    """``rows`` are (words, figure); a row without a figure is a line of text."""

    title: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    total: tuple[str, str]
    foot: tuple[str, ...]
    code: str = ""  # an address that stands below the foot as a code to scan
    code_says: str = ""

    @property
    def picture(self) -> str:
        svg = segno.make(self.code, error="m").svg_inline(scale=3, omitsize=True, svgclass="slip-code", lineclass=None)
        return mark_safe(svg)  # noqa: S308 - our own SVG

    def bytes_for(self, width: int) -> bytes:
        """ESC/POS for a printer of 58 or 80 mm."""
        return escpos.receipt(self.title, self.rows, self.total, self.foot, code=self.code, code_says=self.code_says, width=width)


def sale_slip(sale: Sale, *, copy: int = 0, shelf: str = "") -> Slip:
    """A sale's receipt; ``copy`` is the number of an earlier printing's copy, 0 for the first; ``shelf`` where one orders next time."""
    order = sale.order
    rows: list[tuple[str, str]] = [(_("No. %(number)s") % {"number": order.number}, _day(order.placed_at))]
    for line in order.lines.all():
        rows.append((line.name, ""))
        rows.append((f"  {plain(line.quantity)} × {to_text(line.unit_minor)}", to_text(line.gross_minor)))
        if line.discount_minor:
            rows.append(("  " + _("Discount"), "-" + to_text(line.discount_minor)))
    rows += [
        (_("Tax at %(rate)s in %(amount)s") % {"rate": percent(rate), "amount": to_text(paid)}, to_text(tax_within(paid, rate)))
        for rate, paid in by_rate((line.tax_bp, line.paid_minor) for line in order.lines.all())
        if rate is not None
    ]
    # A line of text, not a figure: it was taken off above, line by line.
    rows += [
        (_("Discount by %(name)s: %(amount)s") % {"name": one.promotion.name, "amount": to_text(one.discount_minor)}, "") for one in uses_in(order.pk)
    ]
    foot = [_("Thank you, come again")]
    if sale.tender == rules.CASH and sale.tendered_minor is not None:
        foot = [
            _("Cash %(given)s, change %(change)s")
            % {"given": to_text(sale.tendered_minor), "change": to_text(rules.change(order.total_minor, sale.tendered_minor))},
            *foot,
        ]
    if sale.tender == rules.TAB and sale.customer is not None:
        foot = [
            _("On the tab of %(name)s") % {"name": sale.customer.name},
            _("Owed now ¥%(owed)s") % {"owed": to_text(sale.customer.balance_minor)},
            *foot,
        ]
    title = [sale.shop.name, *([_("COPY %(number)s") % {"number": copy}] if copy else [])]
    return Slip(tuple(title), tuple(rows), (_("Total"), "¥" + to_text(order.total_minor)), tuple(foot), shelf, _("Order from home next time"))


def refund_slip(back: Return) -> Slip:
    """What came back, and what was given for it; the buyer signs it."""
    order = back.sale.order
    names = {line.position: line.name for line in order.lines.all()}
    rows: list[tuple[str, str]] = [(_("No. %(number)s") % {"number": order.number}, _day(back.at)), (back.reason, "")]
    rows += [(f"{names[line.position]} × {plain(line.quantity)}", "-" + to_text(line.amount_minor)) for line in back.lines.order_by("position")]
    foot = (_("Signature"), "", "____________________")
    return Slip((back.sale.shop.name, _("REFUND")), tuple(rows), (_("Given back"), "¥" + to_text(back.amount_minor)), foot)


def trial_slip(shop_name: str, at: datetime) -> Slip:
    """A page that shows whether paper, letters and columns come out right."""
    rows = (
        (_("Test print"), _day(at)),
        ("汉字 ¥ ABC 123 豆腐 龘", ""),
        (_("A long name that does not fit into one line and goes over two"), "1234.56"),
        ("0123456789" * 4, ""),
    )
    return Slip((shop_name,), rows, (_("Total"), "¥1234.56"), (_("Everything in line? Then it works."),))


def _day(at: datetime) -> str:
    return localtime(at).strftime("%Y-%m-%d %H:%M")

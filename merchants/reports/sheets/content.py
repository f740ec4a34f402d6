"""What stands in each report's file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from .. import queries, words
from .sheet import Cell, Column, Sheet, total_word


def sales_sheets(sales: queries.Sales) -> list[Sheet]:
    orders, amount, part = Column(_("Orders"), "number"), Column(_("Sales"), "money"), Column(_("Part of the sales (%)"), "percent")
    days = Sheet(_("Sales by day"), [Column(_("Day")), amount], [[str(on), sum_] for on, sum_ in sales.days], [total_word(), sales.sums.sales_minor])
    parts = [
        (_("By channel"), _("Channel"), sales.channels, words.channel),
        (_("By tender"), _("Tender"), sales.tenders, words.tender),
        (_("By hour"), _("Hour"), sales.hours, words.hour),
        (_("By person"), _("Who rang up"), sales.staff, words.staff),
    ]
    return [
        days,
        *(
            Sheet(title, [Column(head), orders, amount, part], [[told(one.value), one.tickets, one.sales_minor, one.part_bp] for one in shares])
            for title, head, shares, told in parts
        ),
    ]


def goods_sheets(rows: Iterable[queries.GoodsRow]) -> list[Sheet]:
    columns = [
        Column(_("Code")),
        Column(_("Article")),
        Column(_("Sold"), "number"),
        Column(_("Sales"), "money"),
        Column(_("Cost"), "money"),
        Column(_("Gross profit"), "money"),
        Column(_("Margin (%)"), "percent"),
        Column(_("On the shelf"), "number"),
        Column(_("Worth"), "money"),
        Column(_("Days of cover"), "number"),
    ]
    told: list[list[Cell]] = [
        [r.code, r.name, r.quantity, r.sales_minor, r.cost_minor, r.profit_minor, r.margin_bp, r.on_hand, r.value_minor, r.cover] for r in rows
    ]
    return [Sheet(_("Goods"), columns, told)]


def ageing_sheets(debts: Iterable[words.Debts]) -> list[Sheet]:
    def sheet(told: words.Debts) -> Sheet:
        ageing = told.ageing
        columns = [Column(told.who), *(Column(str(head), "money") for head in ageing.heads.values()), Column(_("Owed"), "money")]
        rows: list[list[Cell]] = [[row.name, *row.ages.values(), row.sum_minor] for row in ageing.rows]
        return Sheet(told.title, columns, rows, [total_word(), *ageing.total.ages.values(), ageing.sum_minor])

    return [sheet(told) for told in debts]


def month_sheets(month: queries.Month) -> list[Sheet]:
    line, amount = Column(_("Line")), Column(_("Amount"), "money")
    profit = month.profit
    rows: list[list[Cell]] = [[words.line(name), minor] for name, minor in profit.lines]
    return [
        Sheet(_("Profit and loss"), [line, amount], rows, [_("Profit"), profit.profit_minor], note=words.how_profit()),
        Sheet(_("Settlement statement"), [line, amount], _waterfall(month.statement), [_("Yours"), month.statement["net"]]),
        _tax(month, line, amount),
    ]


def _waterfall(sums: dict[str, int]) -> list[list[Cell]]:
    """The payouts' own numbers."""
    return [
        [_("Goods"), sums["goods"]],
        [_("Delivery fees"), sums["delivery"]],
        [_("Refunds"), sums["refunds"]],
        [_("Commission"), -sums["commission"]],
        [_("Tax on the commission"), -sums["tax"]],
        [_("Acquirer's fee"), -sums["acquiring"]],
        [_("Taken from elsewhere to cover refunds"), sums["recovered"]],
    ]


def _tax(month: queries.Month, line: Column, amount: Column) -> Sheet:
    rows: list[list[Cell]] = [[_("Sales less refunds, tax included"), month.profit.kept_minor, None], [_("VAT in them"), None, month.tax_minor]]
    rows += [[words.at_rate(one), one.kept_minor, one.tax_minor] for one in month.taxed]
    if month.taxing.is_general:
        rows.append([_("VAT in what was bought"), sum(paid.paid_minor for paid in month.bought.rows), month.bought.off_minor])
        rows += [[words.source_of(paid), paid.paid_minor, -paid.tax_minor] for paid in month.bought.rows]
        rows.append([_("VAT that is left"), None, month.left_minor])
    return Sheet(_("Tax summary"), [line, amount, Column(_("VAT"), "money")], rows, note=words.how_tax(month))


def rows_sheet(name: str, rows: Iterable[dict[str, Any]]) -> Sheet:
    """The rows behind one line of a month, as long as they are."""
    columns = [Column(_("When")), Column(_("What")), Column(_("Amount"), "money")]
    return Sheet("", columns, ([told.at, told.what, told.amount_minor] for told in (words.row(name, row) for row in rows)))


def span_of(sales: queries.Sales) -> str:
    return f"{formats.date_format(sales.since)} – {formats.date_format(sales.until)}"

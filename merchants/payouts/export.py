"""A shop's statement as CSV and as a workbook, row by row, however long it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _

from ecosystem.kernel.cells import BYTE_ORDER_MARK, marked
from ecosystem.kernel.clock import TOWN_TIME
from ecosystem.kernel.money import to_text
from merchants.settlement.public import Settlement

Row = list[str | int]


def header() -> list[str]:
    return [
        _("Settled at"),
        _("Kind"),
        _("Order"),
        _("Channel"),
        _("Goods"),
        _("Put to it by others"),
        _("Delivery fees"),
        _("Commission"),
        _("Tax on the commission"),
        _("Acquirer's fee"),
        _("Taken from elsewhere to cover refunds"),
        _("Net"),
        _("Paid out at"),
        _("Bank reference"),
    ]


def rows_of(entries: Iterable[Settlement]) -> Iterator[Row]:
    """Texts, and amounts as integers of minor units; fees are negative where the shop paid them."""
    kinds = {"sale": _("Sale"), "reversal": _("Refund"), "recovery": _("Recovery"), "parcel": _("Parcel kept")}
    channels = {"code": _("at the counter"), "pickup": _("pickup"), "delivery": _("delivery"), "dine_in": _("at the table")}
    for entry in entries:
        told: Any = entry
        paid_at, sent = told.paid_at, told.sent
        yield [
            entry.settled_at.astimezone(TOWN_TIME).strftime("%Y-%m-%d %H:%M:%S"),
            kinds[entry.kind],
            marked(told.number or ""),
            channels.get(entry.channel, ""),
            entry.goods_minor,
            entry.subsidy_minor,
            entry.delivery_fee_minor,
            -entry.commission_minor,
            -entry.commission_tax_minor,
            -entry.acquiring_fee_minor,
            entry.recovered_minor,
            entry.net_minor,
            paid_at.astimezone(TOWN_TIME).strftime("%Y-%m-%d %H:%M:%S") if paid_at else "",
            marked(told.bank or (f"TC{sent.hex[-12:].upper()}" if sent else "")),
        ]


def csv_lines(entries: Iterable[Settlement]) -> Iterator[str]:
    """UTF-8 with a byte-order mark, which spreadsheets need to read Chinese."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(header())
    yield BYTE_ORDER_MARK + _taken(buffer)
    for row in rows_of(entries):
        writer.writerow([to_text(cell) if isinstance(cell, int) else cell for cell in row])
        yield _taken(buffer)


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def write_workbook(file: IO[bytes], entries: Iterable[Settlement]) -> None:
    """One sheet, each row written as it comes; no text becomes a formula or a link, and amounts are numbers."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet, bold, money = book.add_worksheet(), book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 13, 16)
        sheet.write_row(0, 0, header(), bold)
        for number, row in enumerate(rows_of(entries), start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(number, column, Decimal(to_text(cell)), money)
                else:
                    sheet.write_string(number, column, cell)

"""A row of a statement as what it says: which columns there are, what a day and a reference look like, what is said twice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.errors import DomainError
from merchants.catalog.public import ColumnsMissing, Fault, amount_in

from .errors import BadDay, BadPlatform, BadReference, BadTaking, RowKnown, RowTwice

NAMES = {"reference": _("Reference"), "day": _("Day"), "amount": _("Taken in yuan"), "fee": _("Fee in yuan")}
KNOWN = {
    "reference": "订单号 交易号 流水号 单号 商户单号 平台单号 结算单号 账单号 订单编号 reference ref orderno orderid ordernumber transactionid id",
    "day": "日期 交易日期 结算日期 账单日期 交易时间 完成时间 下单时间 day date tradedate settledon settlementdate transactiondate time",
    "amount": "金额 交易金额 收入 收款金额 营业额 流水 实收 实收金额 订单金额 amount takings gross grossamount paid amountinyuan takeninyuan",
    "fee": "手续费 服务费 佣金 平台服务费 技术服务费 fee fees commission servicefee feeinyuan",
}
REFERENCE = re.compile(r"[0-9A-Za-z._/:#-]{1,64}")
# A mobile number of the mainland alone in its cell, or seven digits and more within a name.
MOBILE, NUMBER_IN_A_NAME = re.compile(r"(\+?86)?1[3-9]\d{9}"), re.compile(r"\d{7}")
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?([ T].*)?|(\d{4})(\d{2})(\d{2})")
YEARS_BACK = 3


@dataclass(frozen=True, slots=True)
class Row:
    """``number`` as a spreadsheet counts, the header being 1; money in fen."""

    number: int
    reference: str
    on: date
    amount_minor: int
    fee_minor: int


@dataclass(slots=True)
class Plan:
    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def sum_minor(self) -> int:
        return sum(row.amount_minor for row in self.rows)


def checked_platform(text: str) -> str:
    """What the platform is called, in one way of writing it. Raises ``BadPlatform``."""
    name = " ".join(unicodedata.normalize("NFKC", text).split())
    if not 0 < len(name) <= 40 or not name.isprintable() or "@" in name or NUMBER_IN_A_NAME.search(name):
        raise BadPlatform
    return name


def checked_mapping(mapping: Mapping[str, int], width: int) -> dict[str, int]:
    """Only fields there are, in columns there are. Without a reference each day is one row. Raises ``ColumnsMissing``."""
    clean = {name: column for name, column in mapping.items() if name in NAMES and 0 <= column < width}
    missing = [str(NAMES[name]) for name in ("day", "amount") if name not in clean]
    if missing:
        raise ColumnsMissing(columns=", ".join(missing))
    return clean


def plan(rows: Sequence[Sequence[str]], mapping: Mapping[str, int], *, known: AbstractSet[str], today: date) -> Plan:
    """What a file would claim, and what is wrong with its other rows; the header comes first. ``known`` are references that count already."""
    made, said = Plan(), dict[str, int]()
    for number, cells in enumerate(rows[1:], start=2):
        try:
            row = _read(number, cells, mapping, today)
            if row.reference in said:
                raise RowTwice(row=said[row.reference])
            if row.reference in known:
                raise RowKnown(reference=row.reference)
        except DomainError as refusal:
            made.faults.append(Fault(number, refusal))
            continue
        said[row.reference] = number
        made.rows.append(row)
    return made


def _read(number: int, cells: Sequence[str], mapping: Mapping[str, int], today: date) -> Row:
    told = {name: cells[column] for name, column in mapping.items() if column < len(cells) and cells[column]}
    on = day_in(told.get("day", ""), today)
    amount, fee = amount_in(told.get("amount", "")), amount_in(told.get("fee", "0"))
    # Platforms write what they keep with either sign.
    fee = abs(fee)
    if not amount or fee > abs(amount):
        raise BadTaking
    reference = told.get("reference", "") if "reference" in mapping else on.isoformat()
    if not REFERENCE.fullmatch(reference) or MOBILE.fullmatch(reference):
        raise BadReference
    return Row(number, reference, on, amount, fee)


def day_in(text: str, today: date) -> date:
    """``2026-11-25``, ``2026/11/25 18:30``, ``2026年11月25日``, ``20261125``. Raises ``BadDay``."""
    found = DAY.fullmatch(text.strip())
    if found is None:
        raise BadDay(text=text[:20])
    year, month, day = found.group(1, 2, 3) if found[1] else found.group(5, 6, 7)
    try:
        on = date(int(year), int(month), int(day))
    except ValueError:
        raise BadDay(text=text[:20]) from None
    if not date(today.year - YEARS_BACK, 1, 1) <= on <= today:
        raise BadDay(text=text[:20])
    return on

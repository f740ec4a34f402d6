"""What things are called in reports, on pages and in files alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ecosystem.design import wording
from ecosystem.kernel.names import in_language
from merchants.orders.public import Order
from merchants.stock.public import Movement

if TYPE_CHECKING:
    from .queries import Month

CHANNELS = dict(Order.Channel.choices)
TENDERS = {
    "cash": gettext_lazy("cash"),
    "tab": gettext_lazy("on a tab"),
    "bank_account": gettext_lazy("from a bank account"),
}
LINES = {
    "sales": gettext_lazy("Sales"),
    "refunds": gettext_lazy("Refunds"),
    "cost": gettext_lazy("Cost of the goods"),
    "write-offs": gettext_lazy("Damaged, lost and counted"),
    "commission": gettext_lazy("Commission"),
    "commission-tax": gettext_lazy("Tax on the commission"),
    "acquiring": gettext_lazy("Acquirer's fee"),
}


def channel(value: str) -> str:
    return str(CHANNELS.get(value, value))


def tender(value: str) -> str:
    return str(TENDERS.get(value, value))


def hour(value: str) -> str:
    return f"{value}:00"


def line(name: str) -> str:
    return str(LINES[name])


def how_profit() -> str:
    return _(
        "A sale counts on the day it is paid, a refund on the day it is given, a cost on the day the goods leave, at moving-average cost; "
        "a fee when the order is settled. Rent, wages and loans are not in it."
    )


def how_tax(month: Month) -> str:
    terms = month.terms
    if terms is None:
        return _("No rate is on file for this month, so no tax is worked out.")
    values = {"rate": wording.percent(terms.rate * 10_000), "free": wording.yuan(terms.free_up_to_minor), "source": terms.source}
    return (
        _(
            "Sales ÷ (1 + rate) × rate at %(rate)s; nothing in a month of up to %(free)s (small-scale taxpayer, %(source)s). "
            "Made to help you file; it is no filing, and knows only what was sold here."
        )
        % values
    )


def month_name(first: Any) -> str:
    return formats.date_format(first, "YEAR_MONTH_FORMAT")


@dataclass(frozen=True, slots=True)
class Row:
    """One row behind a line: ``order_id`` or ``sku_id`` says where it leads."""

    at: datetime
    what: str
    amount_minor: int
    order_id: UUID | None = None
    sku_id: UUID | None = None
    more: str = ""


def row(name: str, told: dict[str, Any]) -> Row:
    if name == "sales":
        return Row(told["paid_at"], told["number"], told["total_minor"], order_id=told["pk"])
    if name == "refunds":
        return Row(told["at"], told["number"] or "", -told["amount_minor"], order_id=told["order_id"])
    if name in {"cost", "write-offs"}:
        goods = in_language(told["level__sku__name_zh"], told["level__sku__name_en"])
        kind = str(Movement.Kind(told["kind"]).label)
        return Row(told["at"], goods, told["value_minor"], sku_id=told["level__sku"], more=kind)
    amount = next(value for key, value in told.items() if key.endswith("_minor"))
    return Row(told["settled_at"], told["number"] or "", -amount, order_id=told["order_id"])

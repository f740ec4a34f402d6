"""What things are called in reports, on pages and in files alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from ecosystem.design import wording
from ecosystem.kernel.names import in_language
from merchants.orders.public import Order
from merchants.stock.public import Movement

if TYPE_CHECKING:
    from .health import Change, Measured
    from .models import Appeal
    from .queries import Ageing, Month
    from .rules import Paid, Taxed

CHANNELS = dict(Order.Channel.choices)
TENDERS = {
    "cash": gettext_lazy("cash"),
    "tab": gettext_lazy("on a tab"),
    "card": gettext_lazy("by prepaid card"),
    "voucher": gettext_lazy("by voucher"),
    "bank_account": gettext_lazy("from a bank account"),
    "family": gettext_lazy("from a relative's bank account"),
    "simulated_acquirer": gettext_lazy("by practice wallet"),
    "wechat_pay": gettext_lazy("by WeChat Pay"),
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


UNDECIDED = {
    "days": ngettext_lazy("%(count)s day is still being added up", "%(count)s days are still being added up", "count"),
    "shifts": ngettext_lazy("%(count)s shift is not counted or not approved", "%(count)s shifts are not counted or not approved", "count"),
    "counts": ngettext_lazy("%(count)s stock count is not posted", "%(count)s stock counts are not posted", "count"),
    "invoices": ngettext_lazy("%(count)s invoice has differences", "%(count)s invoices have differences", "count"),
}


def undecided(name: str, count: int) -> str:
    """What stands in the way of closing a month."""
    return str(UNDECIDED[name] % {"count": count})


# name of the report: address, picture, title, what it tells
CARDS = {
    "sales": ("reports:sales", "chart-bar", gettext_lazy("Sales"), gettext_lazy("By day, hour, channel and tender.")),
    "goods": ("reports:goods", "package", gettext_lazy("Goods"), gettext_lazy("What earns, what lies, what runs out or expires.")),
    "month": ("reports:month", "calendar", gettext_lazy("Month"), gettext_lazy("Profit and loss, settlement, tax; each line opens its rows.")),
    "ageing": ("reports:ageing", "scale", gettext_lazy("Who owes whom"), gettext_lazy("Tabs and suppliers' bills by their age.")),
    "health": ("reports:health", "gauge", gettext_lazy("Health score"), gettext_lazy("How reliably you serve, number by number, and an appeal.")),
    "takings": (
        "takings:takings",
        "upload",
        gettext_lazy("Takings from elsewhere"),
        gettext_lazy("Statements of other platforms: claimed, shown apart."),
    ),
}


def cards(first: Sequence[str]) -> list[tuple[str, str, str, str, bool]]:
    """Address, picture, title, what it tells, and whether the trade reads it first; those first."""
    names = [*first, *(name for name in CARDS if name not in first)]
    return [(address, picture, str(title), str(tells), name in first) for name in names for address, picture, title, tells in [CARDS[name]]]


@dataclass(frozen=True, slots=True)
class Debts:
    """One table of who owes whom: what it is called, who stands in it, and what it says where nobody does."""

    title: str
    who: str
    ageing: Ageing
    empty: str
    why: str
    address: str = ""


def debts_of_shop(tabs: Ageing, bills: Ageing, back: Ageing) -> list[Debts]:
    sold = _("What is sold on a tab shows up here until it is paid.")
    owed_back = _("What is sent back or never came of a paid bill shows up here until the supplier pays it back.")
    return [
        Debts(_("What customers owe you"), _("Customer"), tabs, _("Nobody owes you anything"), sold, "customers:customer"),
        Debts(_("What you owe suppliers"), _("Supplier"), bills, _("You owe nothing"), _("A supplier's bill shows up here until it is paid.")),
        Debts(_("What suppliers owe you back"), _("Supplier"), back, _("No supplier owes you anything"), owed_back),
    ]


def debts_of_supplier(bills: Ageing, back: Ageing) -> list[Debts]:
    owed_back = _("What is sent back or never came of a bill that was paid shows up here until you pay it back.")
    return [
        Debts(_("What shops owe you"), _("Shop"), bills, _("No shop owes you anything"), _("A bill that you issue shows up here until it is paid.")),
        Debts(_("What you owe back"), _("Shop"), back, _("You owe nothing back"), owed_back),
    ]


def channel(value: str) -> str:
    return str(CHANNELS.get(value, value))


def staff(name: str) -> str:
    """Who rang up, by name; what came by itself, by a code or from a phone, was nobody's."""
    return name or _("Nobody: bought by the buyer herself")


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
    terms = month.taxing
    if not terms.is_known or terms.usual_bp is None:
        return _("No rate is on file for this month, so no tax is worked out.")
    values = {"rate": wording.percent(terms.usual_bp), "free": wording.yuan(terms.free_up_to_minor), "source": terms.source}
    if terms.is_general:
        return (
            _(
                "Sales ÷ (1 + rate) × rate, at the rate of each article when it was sold; %(rate)s where it had none (general taxpayer). "
                "What you may take off for what you bought is in the invoices that were approved in the month, at the rates that suppliers said. "
                "Made to help you file; it is no filing, and knows only what was sold and bought here."
            )
            % values
        )
    return (
        _(
            "Sales ÷ (1 + rate) × rate, at %(rate)s where an article had none of its own; nothing in a month of up to %(free)s "
            "(small-scale taxpayer, %(source)s). "
            "Made to help you file; it is no filing, and knows only what was sold here."
        )
        % values
    )


def at_rate(taxed: Taxed) -> str:
    values = {"rate": wording.percent(taxed.rate_bp)}
    if taxed.is_fee:
        return _("at %(rate)s, delivery fees") % values
    return _("at %(rate)s") % values if taxed.is_own else _("at %(rate)s, by the terms") % values


def bought_at(rate_bp: int | None) -> str:
    return _("without a rate: nothing is taken off") if rate_bp is None else _("at %(rate)s") % {"rate": wording.percent(rate_bp)}


def source_of(paid: Paid) -> str:
    """Which part of which invoice."""
    told = f"{paid.supplier} · {paid.number}"
    return f"{told} · {_('Freight and other')}" if paid.is_freight else told


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
        return Row(told["paid_at"], told["number"], told["sold_minor"], order_id=told["pk"])
    if name == "refunds":
        return Row(told["at"], told["number"] or "", -told["amount_minor"], order_id=told["order_id"])
    if name in {"cost", "write-offs"}:
        goods = in_language(told["level__sku__name_zh"], told["level__sku__name_en"])
        kind = str(Movement.Kind(told["kind"]).label)
        return Row(told["at"], goods, told["value_minor"], sku_id=told["level__sku"], more=kind)
    amount = next(value for key, value in told.items() if key.endswith("_minor"))
    return Row(told["settled_at"], told["number"] or "", -amount, order_id=told["order_id"])


PARTS = {
    "late_accepts": gettext_lazy("Orders accepted in time"),
    "cancels": gettext_lazy("Orders kept"),
    "refunds": gettext_lazy("Goods that stayed sold"),
    "stock": gettext_lazy("Books that agree with the shelf"),
    "suppliers": gettext_lazy("Suppliers paid on their day"),
}


def part(name: str) -> str:
    return str(PARTS.get(name, name))


def measured(one: Measured) -> str:
    """The exact numbers of a part, in a sentence."""
    return kept(one.told)


def kept(told: Mapping[str, Any]) -> str:
    """The same of a part as it was kept with a score."""
    if not told["of"]:
        return _("Nothing to measure yet.")
    amounts = {"bad": wording.yuan(told["bad"]), "of": wording.yuan(told["of"])} if told["part"] == "refunds" else told
    return str(SENTENCES[told["part"]]) % amounts


def figure(appeal: Appeal) -> str:
    """What an appeal is about, in the numbers of its moment."""
    return next((kept(told) for told in appeal.score.parts if told["part"] == appeal.part), "")


SENTENCES = {
    "late_accepts": gettext_lazy("%(bad)s of %(of)s orders waited longer than five minutes, in thirty days."),
    "cancels": gettext_lazy("The shop called off %(bad)s of %(of)s orders, in thirty days."),
    "refunds": gettext_lazy("%(bad)s of %(of)s sold went back after it was handed over, in thirty days."),
    "stock": gettext_lazy("%(bad)s of %(of)s counted articles were not what the books said, in ninety days."),
    "suppliers": gettext_lazy("%(bad)s of %(of)s bills were not paid on their day, in ninety days."),
}
CHANGES = {
    "late_accepts": gettext_lazy("With %(fewer)s orders fewer that wait longer than five minutes: %(points)s points more."),
    "cancels": gettext_lazy("With %(fewer)s orders fewer called off: %(points)s points more."),
    "refunds": gettext_lazy("With %(fewer)s less given back: %(points)s points more."),
    "stock": gettext_lazy("With %(fewer)s articles fewer found otherwise than the books: %(points)s points more."),
    "suppliers": gettext_lazy("With %(fewer)s bills fewer paid late: %(points)s points more."),
}


def change(one: Change) -> str:
    fewer = wording.yuan(one.fewer) if one.part == "refunds" else str(one.fewer)
    return str(CHANGES[one.part]) % {"fewer": fewer, "points": one.points}

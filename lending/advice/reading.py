"""Trade facts turned into money that is to come and to go. Pure: what the feed tells, whoever published it.

A claim of a platform counts here as the books do: nothing is lent on a forecast, and the owner sees each line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median_low
from typing import Any, Protocol

from .rules import DAYS, Move, bought_beyond_sales

KINDS = (
    "trade.payout_made",
    "trade.order_settled",
    "trade.order_refunded",
    "trade.purchase_ordered",
    "trade.purchase_invoiced",
    "trade.purchase_paid",
    "trade.stock_received",
    "trade.tab_sold",
    "trade.tab_settled",
)
# Where a supplier has billed nothing yet, its bill is expected to fall due after this.
USUAL_TERMS = 30
# An order that was never billed for so long is no longer expected to be.
FORGOTTEN = timedelta(days=60)


class TradeFact(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def on(self) -> date: ...
    @property
    def body(self) -> Mapping[str, Any]: ...


@dataclass(slots=True)
class Ahead:
    """What the facts say: what came in by day, since when; what is to come and to go; tabs past their day; goods beyond sales."""

    came: dict[date, int] = field(default_factory=dict)
    first: date | None = None
    moves: list[Move] = field(default_factory=list)
    overdue: list[Move] = field(default_factory=list)
    slow_minor: int = 0
    by_payouts: bool = False


def read_ahead(facts: Iterable[TradeFact], today: date) -> Ahead:
    """Facts oldest first, as corrected. Those of another currency, or that say no amount, are left out."""
    told: dict[str, list[tuple[date, Mapping[str, Any]]]] = defaultdict(list)
    for fact in facts:
        if (fact.body.get("currency") or "CNY") == "CNY":
            told[fact.kind.removeprefix("trade.")].append((fact.on, fact.body))
    ahead = Ahead()
    _income(ahead, told, today)
    ahead.moves += _bills(told, today)
    tabs = _tabs(told)
    ahead.moves += [tab for tab in tabs if tab.on >= today]
    ahead.overdue = [tab for tab in tabs if tab.on < today]
    ahead.slow_minor = _slow(told, today)
    return ahead


def _amount(body: Mapping[str, Any], name: str) -> int:
    value = body.get(name, 0)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else 0


def _day(body: Mapping[str, Any], name: str) -> date | None:
    try:
        return date.fromisoformat(str(body.get(name)))
    except ValueError:
        return None


def _income(ahead: Ahead, told: Mapping[str, list[tuple[date, Mapping[str, Any]]]], today: date) -> None:
    """What reached the account by payouts; where nobody tells of those, what was settled less what was given back."""
    ahead.by_payouts = bool(told["payout_made"])
    rows = [(on, _amount(body, "net_minor")) for on, body in told["payout_made" if ahead.by_payouts else "order_settled"]]
    if not ahead.by_payouts:
        rows += [(on, -_amount(body, "amount_minor")) for on, body in told["order_refunded"]]
    for on, amount in rows:
        if on < today:
            ahead.came[on] = ahead.came.get(on, 0) + amount
    ahead.first = min(ahead.came, default=None)


def _bills(told: Mapping[str, list[tuple[date, Mapping[str, Any]]]], today: date) -> list[Move]:
    """Approved bills that are not paid, and what of confirmed orders is not billed yet, when that supplier's bills usually fall due."""
    bought = {name: [(on, body) for on, body in told[name] if body.get("side") == "buyer"] for name in told if name.startswith("purchase_")}
    paid = {body.get("invoice") for _on, body in bought.get("purchase_paid", [])}
    ordered = {str(body.get("order")): (on, body) for on, body in bought.get("purchase_ordered", [])}
    billed: dict[str, int] = defaultdict(int)
    terms: dict[str, list[int]] = defaultdict(list)
    moves = []
    for _on, body in bought.get("purchase_invoiced", []):
        due, order = _day(body, "due_on"), str(body.get("order"))
        billed[order] += _amount(body, "amount_minor")
        if due is None:
            continue
        if order in ordered:
            terms[str(body.get("counterpart"))].append((due - ordered[order][0]).days)
        if body.get("invoice") not in paid and _amount(body, "amount_minor"):
            moves.append(Move(due, -_amount(body, "amount_minor"), "bill", str(body.get("counterpart") or "")))
    return moves + _unbilled(ordered, billed, terms, today)


def _unbilled(
    ordered: Mapping[str, tuple[date, Mapping[str, Any]]], billed: Mapping[str, int], terms: Mapping[str, list[int]], today: date
) -> list[Move]:
    moves = []
    for order, (on, body) in ordered.items():
        left, who = _amount(body, "total_minor") - billed.get(order, 0), str(body.get("counterpart") or "")
        if left > 0 and today - on <= FORGOTTEN:
            usual = median_low(terms[who]) if terms.get(who) else USUAL_TERMS
            moves.append(Move(max(on + timedelta(days=usual), today), -left, "order", who))
    return moves


def _tabs(told: Mapping[str, list[tuple[date, Mapping[str, Any]]]]) -> list[Move]:
    """What each customer still owes on her tab: what she paid went to the oldest first."""
    owed: dict[str, list[Move]] = defaultdict(list)
    for on, body in told["tab_sold"]:
        name = str(body.get("buyer") or "")
        owed[name].append(Move(_day(body, "due_on") or on + timedelta(days=DAYS), _amount(body, "amount_minor"), "tabs", name))
    settled: dict[str, int] = defaultdict(int)
    for _on, body in told["tab_settled"]:
        settled[str(body.get("buyer") or "")] += _amount(body, "amount_minor")
    left = []
    for name, items in owed.items():
        paid = settled[name]
        for item in sorted(items, key=lambda move: move.on):
            taken = min(paid, item.amount_minor)
            paid -= taken
            if item.amount_minor > taken:
                left.append(Move(item.on, item.amount_minor - taken, "tabs", name))
    return left


def _slow(told: Mapping[str, list[tuple[date, Mapping[str, Any]]]], today: date) -> int:
    """Goods of the last thirty days beyond what sales took before: the sixty days before those say how much goods a sale takes."""
    lately, before = today - timedelta(days=30), today - timedelta(days=90)

    def between(kind: str, name: str, first: date, last: date) -> int:
        return sum(_amount(body, name) for on, body in told[kind] if first <= on < last)

    return bought_beyond_sales(
        between("stock_received", "cost_minor", lately, today),
        between("order_settled", "paid_minor", lately, today),
        between("stock_received", "cost_minor", before, lately),
        between("order_settled", "paid_minor", before, lately),
    )

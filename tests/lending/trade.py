"""A synthetic shop's trade: facts as any platform would publish them, through nobody's tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from ecosystem.kernel.ids import uuid7

AT = datetime(2026, 11, 20, 4, tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    about: UUID
    kind: str
    standing: str
    occurred_at: datetime
    key: str
    body: dict[str, Any]


@dataclass
class Trade:
    """Builds facts about one shop, days counted back from ``at``."""

    party_id: UUID = field(default_factory=uuid7)
    at: datetime = AT
    facts: list[Told] = field(default_factory=list)
    orders: int = 0

    def sell(self, days_ago: float, paid: int, *, buyer: str | None = "b1", own: bool = False, standing: str = "settled", **names: str) -> str:
        """``names`` are further code names: ``device``, ``payer``, ``door``."""
        self.orders += 1
        order = f"o{self.orders}"
        body = {"order": order, "paid_minor": paid, "gross_minor": paid, "currency": "CNY", "buyer": buyer, "same_owner": own, **names}
        self._tell("trade.order_paid", days_ago, f"{order}/paid", {**body, "channel": "till", "discount_minor": 0, "lines": 1}, "claimed")
        fee = paid // 200
        self._tell("trade.order_settled", days_ago, f"{order}/settled", {**body, "fee_minor": fee, "net_minor": paid - fee}, standing)
        return order

    def refund(self, days_ago: float, order: str, amount: int, buyer: str | None = "b1") -> None:
        body = {"order": order, "refund": f"r/{order}/{len(self.facts)}", "amount_minor": amount, "currency": "CNY", "buyer": buyer}
        self._tell("trade.order_refunded", days_ago, str(body["refund"]), body, "claimed")

    def receive(self, days_ago: float, cost: int = 10_000) -> None:
        receipt = f"s{len(self.facts)}"
        self._tell("trade.stock_received", days_ago, receipt, {"receipt": receipt, "supplier": "m1", "cost_minor": cost, "lines": 3}, "claimed")

    def pay_bill(self, days_ago: float, amount: int, *, late: int = 0, to: str = "s1", sold: bool = False) -> None:
        invoice = f"i{len(self.facts)}"
        body = {"invoice": invoice, "order": f"p{invoice}", "side": "supplier" if sold else "buyer", "counterpart": to, "amount_minor": amount}
        self._tell("trade.purchase_paid", days_ago, invoice, {**body, "currency": "CNY", "days_late": late}, "settled")

    def pay_out(self, days_ago: float, gross: int, withheld: int = 0, **names: str) -> None:
        payout = f"w{len(self.facts)}"
        body = {"payout": payout, "gross_minor": gross, "withheld_minor": withheld, "net_minor": gross - withheld, "currency": "CNY", **names}
        self._tell("trade.payout_made", days_ago, payout, body, "settled")

    def open_on(self, day: str) -> None:
        self._tell("trade.shop_opened", 0, f"opened/{day}", {"shop": "s", "category": "food", "cell": 1, "opened_on": day}, "claimed")

    def steady(self, days: int = 120, *, daily: int = 6_000, buyers: int = 60) -> Trade:
        """Two sales a day of even size to many customers, goods every week: an ordinary, good shop."""
        for day in range(days):
            for turn in range(2):
                self.sell(day + 0.1 * turn, daily // 2 + (day % 7) * 10, buyer=f"b{(day * 2 + turn) % buyers}")
            if day % 7 == 0:
                self.receive(day)
        return self

    def _tell(self, kind: str, days_ago: float, key: str, body: dict[str, Any], standing: str) -> None:
        when = self.at - timedelta(days=days_ago, seconds=1)
        self.facts.append(Told(self.party_id, kind, standing, when, key, body))

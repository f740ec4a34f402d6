"""What keepers do in a day: their boards, one step of each order a round, and who wants something back."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tests.soak import day_ways
from tests.soak.day_lines import Line
from tests.soak.day_town import Stall


@dataclass
class Keeper:
    """Serves her board from the oldest on, one step of each order a round, and answers who wants something back."""

    line: Line
    stall: Stall
    chance: random.Random
    dropped: set[str] = field(default_factory=set)

    def round(self) -> int:
        """How many orders stood on the board that wait for the shop; what lies at a pickup point waits for its buyer."""
        orders = self.line.ask("board", "GET", f"shops/{self.stall.pk}/orders") or []
        for order in orders:
            self.serve(order)
        if self.chance.random() < 0.3 or not orders:
            for case in self.line.ask("shops_cases", "GET", f"shops/{self.stall.pk}/after-sales") or []:
                self.answer(case)
        return sum(1 for order in orders if order["id"] not in self.dropped)

    def serve(self, order: Any) -> None:
        at, status = f"orders/{order['id']}", order["status"]
        if order["cancel_by"]:
            answer = "refuse" if self.chance.random() < 0.3 else "agree"
            self.line.ask(f"{answer}_to_cancel", "POST", f"{at}/cancel-request/{answer}")
        elif status == "paid" and self.chance.random() < 0.02:
            self.line.ask("reject", "POST", f"{at}/reject", {"reason": "busy"})
        elif status == "paid":
            self.line.ask("accept", "POST", f"{at}/accept")
        elif status == "accepted":
            self.line.ask("ready", "POST", f"{at}/ready")
        elif status == "ready" and order["channel"] == "delivery":
            self.line.ask("send_out", "POST", f"{at}/send-out")
        elif order["point"]:
            if order["id"] not in self.dropped:
                self.dropped.add(order["id"])
                day_ways.drop(self.line, order)
        else:
            # The buyer says her digits at the counter, unless her phone is at home.
            fetched = order["channel"] == "pickup"
            from merchants.orders.public import code_of

            told = {"without": "no_phone"} if self.chance.random() < 0.05 else {"code": code_of(UUID(order["id"]))}
            self.line.ask("hand_over", "POST", f"{at}/hand-over", told if fetched else {})

    def answer(self, case: Any) -> None:
        at = f"after-sales/{case['id']}"
        if case["status"] == "applied":
            said = self.chance.random()
            # What was eaten or worn is seldom given back.
            if said < 0.3:
                self.line.ask("refuse_case", "POST", f"{at}/reject", {"reason": "是好的"})
            else:
                self.line.ask("agree", "POST", f"{at}/agree")
        elif case["status"] == "returned":
            self.line.ask("accept_goods", "POST", f"{at}/accept-goods", {"lines": [{"position": 1, "restock": "sellable"}]})

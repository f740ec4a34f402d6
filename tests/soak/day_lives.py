"""What residents do in a day over HTTP, each on her own line."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.soak import day_ways
from tests.soak.day_lines import Line
from tests.soak.day_town import Stall, Town

TYPED = ("牛奶", "niunai", "nn", "milk", "mianbao", "鲜 ", "apples")
# What has been done in every day that is half a day long; a verb that nobody finds a use for is not tried.
VERBS = tuple(
    """nearby search neighbours shop_page nearby_page put basket slots checkout acquirer payment claim_coupon errand cancel ask_to_cancel
    agree_to_cancel refuse_to_cancel orders order_page order_again review edit_review reviews complain case cases agree refuse_case withdraw escalate
    send_back accept_goods start_group look_at_group join_group buy_voucher return_voucher voucher_code redeem buy_card cards end_card join_shop
    leave_shop points favourite question answer known counts data_page family_ask family_answer family family_end checkout_family rounds
    checkout_round checkout_point drop parcels collect board accept reject ready send_out hand_over""".split()
)
# How often somebody looks whether the shop has begun, a second between; a keeper comes by her board every four.
LOOKS = 12
MANNERS = ("prompt", "prompt", "prompt", "twice", "out_of_order", "late", "refused", "never", "silent")


@dataclass
class Resident:
    line: Line
    town: Town
    chance: random.Random
    cookie: str
    reviewed: set[str] = field(default_factory=set)
    complained: bool = False
    payer: Any = None

    def friend(self) -> Resident:
        """Somebody else of the town, on a line of her own for a moment."""
        others = [cookie for cookie in self.town.cookies if cookie != self.cookie]
        cookie = self.chance.choice(others)
        return Resident(Line(self.line.caller.port, cookie, self.line.book), self.town, self.chance, cookie)

    def visit(self) -> None:
        """Look around, buy at a shop or at two, do one thing more, and look after what she bought before."""
        self.look_around()
        stalls = self.chance.sample(self.town.stalls, 2 if self.chance.random() < 0.12 else 1)
        for stall in stalls:
            self.look_at(stall)
        if self.chance.random() < 0.3:
            self.line.ask("claim_coupon", "POST", f"promotions/{stalls[0].offers['coupon']}/claim")
        bought = self.buy(stalls)
        if bought:
            self.think_again(bought["errand"])
        if self.chance.random() < 0.6:
            self.look_after()
        if self.chance.random() < 0.35:
            self.chance.choice(BESIDES)(self, stalls[0])

    def look_around(self) -> None:
        here = f"lat={self.town.lat + self.chance.gauss(0, 0.01):.5f}&lng={self.town.lng + self.chance.gauss(0, 0.01):.5f}"
        self.line.ask("nearby", "GET", f"shops/nearby?{here}&radius_m=2000&limit=20")
        if self.chance.random() < 0.5:
            self.line.ask("search", "GET", f"shops/nearby?{here}&radius_m=2000&limit=20&q={_quoted(self.chance.choice(TYPED))}")
        if self.chance.random() < 0.2:
            self.line.ask("neighbours", "GET", f"neighbours?{here}")

    def look_at(self, stall: Stall) -> None:
        self.line.page("shop_page", f"/s/{stall.pk}/")
        if self.chance.random() < 0.2:
            self.line.ask("reviews", "GET", f"shops/{stall.pk}/reviews")

    def buy(self, stalls: list[Stall]) -> Any:
        for stall in stalls:
            for sku in self.chance.sample(stall.skus, self.chance.randint(1, 3)):
                self.line.ask("put", "POST", "basket/lines", {"sku": str(sku), "quantity": str(self.chance.randint(1, 3))})
        brought = self.chance.random() < 0.35
        asked, wish = self.wish(stalls[0], brought)
        quote = self.line.ask("basket", "GET", f"basket{asked}")
        if not quote:
            return None
        act, outside = str(wish.pop("act", "checkout")), self.chance.random() < 0.12
        if outside:
            wish["method"] = "simulated_acquirer"
        elif self.payer and self.chance.random() < 0.7:
            act, wish["method"] = "checkout_family", self.payer["way"]
        bought = self.line.ask(act, "POST", "checkout", {**wish, "quote": quote["quote"]})
        if bought and outside:
            self.pay_outside(bought["payment"])
        return bought

    def wish(self, stall: Stall, brought: bool) -> tuple[str, dict[str, object]]:
        """How the goods come to her: what the basket is asked for it, and what the checkout is told."""
        if brought:
            asked, way = day_ways.where_to(self)
            where = {"lat": f"{self.town.lat:.6f}", "lng": f"{self.town.lng:.6f}"}
            to_door = {} if asked else {"where": where}
            told: dict[str, object] = {"channel": "delivery", "deliver_to": "Pine Court 3-201", **to_door, **way}
            return asked or f"?lat={where['lat']}&lng={where['lng']}", told
        told = {"channel": "pickup"}
        if stall.slots and self.chance.random() < 0.5:
            free = [slot for slot in self.line.ask("slots", "GET", f"shops/{stall.pk}/slots/pickup") or [] if slot["is_free"]]
            told |= {"slots": [{"shop": str(stall.pk), "begins_at": free[0]["begins_at"]}]} if free else {}
        return "", told

    def pay_outside(self, payment: str) -> None:
        for _ in range(20):
            standing = self.line.ask("payment", "GET", f"payments/{payment}") or {}
            if standing.get("address"):
                self.line.press("acquirer", f"/simulated-acquirer/{payment}/", f"manner={self.chance.choice(MANNERS)}")
                return
            time.sleep(0.5)

    def think_again(self, errand: str) -> None:
        """Some cancel at once what they have just bought; some watch it, as its page does, and want out while the shop prepares it."""
        mind = self.chance.random()
        if mind < 0.06:
            for order in self.line.ask("errand", "GET", f"errands/{errand}") or []:
                self.line.ask("cancel", "POST", f"orders/{order['id']}/cancel")
            return
        for _ in range(LOOKS if mind < 0.10 else 0):
            time.sleep(1)
            for order in self.line.ask("errand", "GET", f"errands/{errand}") or []:
                if order["status"] in ("accepted", "ready"):
                    self.line.ask("ask_to_cancel", "POST", f"orders/{order['id']}/cancel-request")
                    return

    def look_after(self) -> None:
        """What she complained of is looked after first; then, of what was handed over to her, one thing is reviewed, or comes back."""
        if self.complained:
            self.follow_up()
        for order in self.line.ask("orders", "GET", "orders") or []:
            if order["status"] == "out_for_delivery" and order["point"] and order["id"] not in self.reviewed and self.chance.random() < 0.5:
                day_ways.collect(self, order)
                continue
            if order["status"] != "completed" or order["id"] in self.reviewed:
                continue
            self.reviewed.add(order["id"])
            self.line.page("order_page", f"/orders/{order['id']}/")
            if self.chance.random() < 0.15:
                self.complain(order)
            made = self.line.ask("review", "POST", f"orders/{order['id']}/review", {"stars": self.chance.randint(1, 5), "text": "还行"})
            if made and self.chance.random() < 0.1:
                self.line.ask("edit_review", "PUT", f"reviews/{made['id']}", {"stars": 4, "text": "好"})
            if self.chance.random() < 0.1:
                self.line.ask("order_again", "POST", f"orders/{order['id']}/again")
            return

    def follow_up(self) -> None:
        """What the shop has answered: sent back as it asks, or, where it would give nothing, brought before the platform."""
        for case in self.line.ask("cases", "GET", "after-sales") or []:
            if case["status"] == "rejected" and self.chance.random() < 0.7:
                self.line.ask("escalate", "POST", f"after-sales/{case['id']}/escalate", {"text": "坏的"})
            elif case["status"] == "awaiting_return":
                self.line.ask("send_back", "POST", f"after-sales/{case['id']}/send-back")

    def complain(self, order: Any) -> None:
        kind, reason = self.chance.choice([("refund_only", "damaged"), ("refund_only", "quality"), ("return_and_refund", "wrong")])
        asked = {"kind": kind, "reason": reason, "note": "坏了", "lines": [{"position": 1, "quantity": "1"}]}
        case = self.line.ask("complain", "POST", f"orders/{order['id']}/after-sales", asked)
        self.complained = True
        # It was only the lid.
        if case and self.chance.random() < 0.2:
            self.line.ask("withdraw", "POST", f"after-sales/{case['id']}/withdraw")
            return
        # Half of them wait for the answer, as the case's page does, and go on at once.
        for _ in range(LOOKS if case and self.chance.random() < 0.5 else 0):
            time.sleep(1)
            answered = self.line.ask("case", "GET", f"after-sales/{case['id']}") or case
            if answered["status"] != "applied":
                self.follow_up()
                return


def _quoted(text: str) -> str:
    from urllib.parse import quote

    return quote(text)


def _group(who: Resident, stall: Stall) -> None:
    begun = who.line.ask("start_group", "POST", f"group-buys/{stall.offers['group']}/start", {"size": 2})
    if begun and who.chance.random() < 0.8:
        friend = who.friend()
        friend.line.ask("look_at_group", "GET", f"groups/{begun['group']['code']}")
        friend.line.ask("join_group", "POST", f"groups/{begun['group']['code']}/join")
        friend.line.caller.line.close()


def _voucher(who: Resident, stall: Stall) -> None:
    bought = who.line.ask("buy_voucher", "POST", f"voucher-products/{stall.offers['voucher']}/buy")
    if not bought or not bought["voucher"]:
        return
    number = bought["voucher"]["id"]
    if who.chance.random() < 0.3:
        who.line.ask("return_voucher", "POST", f"vouchers/{number}/refund")
        return
    shown = who.line.ask("voucher_code", "POST", f"vouchers/{number}/code")
    if shown:
        keeper = Line(who.line.caller.port, stall.cookie, who.line.book)
        keeper.ask("redeem", "POST", f"shops/{stall.pk}/redemptions", {"shown": shown["code"]})
        keeper.caller.line.close()


def _card(who: Resident, stall: Stall) -> None:
    card = who.line.ask("buy_card", "POST", f"card-plans/{stall.offers['card']}/buy")
    if card and who.chance.random() < 0.5:
        who.line.ask("end_card", "POST", f"prepaid-cards/{card['id']}/end")
    who.line.ask("cards", "GET", "prepaid-cards")


def _member(who: Resident, stall: Stall) -> None:
    who.line.ask("join_shop", "PUT", f"shops/{stall.pk}/membership")
    who.line.ask("points", "GET", f"shops/{stall.pk}/membership/points")
    if who.chance.random() < 0.2:
        who.line.ask("leave_shop", "DELETE", f"shops/{stall.pk}/membership")


def _favourite(who: Resident, stall: Stall) -> None:
    who.line.ask("favourite", "PUT", f"shops/{stall.pk}/favourite")
    who.line.page("nearby_page", "/nearby/")


def _question(who: Resident, stall: Stall) -> None:
    asked = who.line.ask("question", "POST", f"shops/{stall.pk}/questions", {"text": "几点有热的?"})
    if asked:
        keeper = Line(who.line.caller.port, stall.cookie, who.line.book)
        keeper.ask("answer", "POST", f"questions/{asked['id']}/answer", {"text": "七点"})
        keeper.caller.line.close()


def _privacy(who: Resident, stall: Stall) -> None:
    who.line.ask("known", "GET", "me/shops")
    who.line.ask("counts", "PUT", "me/neighbours", {"counts": who.chance.random() < 0.8})
    who.line.page("data_page", "/me/data/")


BESIDES: tuple[Callable[[Resident, Stall], None], ...] = (
    _group,
    _group,
    _voucher,
    _card,
    _member,
    _favourite,
    _question,
    _privacy,
    day_ways.pay_for_each_other,
)

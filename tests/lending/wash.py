"""A thousand merchants, and in some of them one of twelve ways to make trade look larger than it is.

The honest ones are not tidy: families share phones and cards, offices order to one door, a clothes shop gets a
third back, somebody sells everything at 99 yuan, neighbours buy from each other, a class buys lunch at once.
Nothing here is measured from real shops, and the guards' thresholds are not taken from here.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.lending.trade import Trade

DAYS = 88


@dataclass
class Shop:
    """An honest shop of one of several kinds, and the dice that it was made with."""

    dice: random.Random
    trade: Trade = field(default_factory=Trade)
    takings: int = 0
    pattern: str = ""

    def sell(self, paid: int, *, days_ago: float | None = None, **names: str | None) -> tuple[str, float]:
        ago = self.dice.uniform(0.5, DAYS) if days_ago is None else days_ago
        known = {name: value for name, value in names.items() if value is not None and name != "buyer"}
        self.takings += paid
        return self.trade.sell(ago, paid, buyer=names.get("buyer"), **known), ago

    def budget(self) -> int:
        """What a pattern must bring to matter: between an eighth and a third of what is honest."""
        return int(self.takings * self.dice.uniform(0.13, 0.33))


def street(shops: int, planted: int, seed: int) -> list[Shop]:
    """``planted`` of the shops have a pattern, each pattern as often as the others."""
    dice = random.Random(seed)
    made = [_honest(random.Random(dice.random())) for _ in range(shops)]
    for place, shop in enumerate(made[:planted]):
        shop.pattern = list(PATTERNS)[place % len(PATTERNS)]
        PATTERNS[shop.pattern](shop, shop.budget())
    return made


def _honest(dice: random.Random) -> Shop:
    shop = Shop(dice)
    ticket = dice.choice([1_200, 2_500, 4_000, 9_900, 18_000])
    back, mistaken = dice.choice([0.0, 0.01, 0.03, 0.30]), dice.choice([0.0, 0.01, 0.02])
    fixed, unknown = dice.random() < 0.08, dice.choice([0.0, 0.3, 0.9])
    families = [_family(dice, number) for number in range(dice.randrange(8, 30))]
    for _ in range(dice.randrange(40, 90)):
        family = dice.choice(families)
        buyer, device = dice.choice(family)
        card = f"card{family[0][0]}" if dice.random() < 0.6 else f"card{buyer}"
        paid = 9_900 if fixed else max(100, int(ticket * dice.lognormvariate(0, 0.5)))
        if dice.random() < unknown:
            order, ago = shop.sell(paid, buyer=buyer if dice.random() < 0.5 else None)
        else:
            order, ago = shop.sell(paid, buyer=buyer, device=device, payer=card, door=f"door{family[0][0]}" if dice.random() < 0.3 else None)
        if dice.random() < back + mistaken:
            # A mistake is seen at once; what was tried on at home comes back after some days.
            later = ago - (dice.choice([2, 3, 9]) if dice.random() * (back + mistaken) < back else dice.choice([0.01, 0.4]))
            shop.trade.refund(max(later, 0.01), order, paid if dice.random() < 0.7 else paid // 2, buyer=buyer)
    if dice.random() < 0.2:
        _office(shop, ticket)
    if dice.random() < 0.15:
        _neighbours(shop)
    for _ in range(dice.randrange(3)):
        shop.trade.receive(dice.uniform(1, DAYS), ticket * 10)
    own = dice.randrange(2)
    for _ in range(own):
        shop.trade.sell(dice.uniform(1, DAYS), ticket, buyer="her", own=True, device="phone-of-her", payer="card-of-her")
    shop.trade.pay_out(2, max(shop.takings // 2, 1), account="account-of-her")
    return shop


def _family(dice: random.Random, number: int) -> list[tuple[str, str]]:
    """One to four people; children and grandparents may use another's phone."""
    people = [f"f{number}-{one}" for one in range(dice.choice([1, 1, 2, 2, 3, 4]))]
    return [(who, f"phone{who}" if place < 2 or dice.random() < 0.5 else f"phone{people[0]}") for place, who in enumerate(people)]


def _office(shop: Shop, ticket: int) -> None:
    for colleague in range(shop.dice.randrange(6, 14)):
        for _ in range(shop.dice.randrange(1, 4)):
            shop.sell(ticket, buyer=f"c{colleague}", device=f"phone-c{colleague}", payer=f"card-c{colleague}", door="office")


def _neighbours(shop: Shop) -> None:
    """One is the other's supplier, who now and then buys a little back."""
    large = shop.dice.randrange(100_000, 300_000)
    shop.trade.pay_bill(20, large, to="n1")
    shop.sell(large // shop.dice.randrange(4, 20), buyer="n1")


def _amounts(shop: Shop, budget: int, parts: int) -> list[int]:
    return [max(100, int(budget / parts * shop.dice.uniform(0.7, 1.3))) for _ in range(parts)]


def _one_phone(shop: Shop, budget: int) -> None:
    people = shop.dice.randrange(6, 12)
    for turn, paid in enumerate(_amounts(shop, budget, 24)):
        shop.sell(paid, buyer=f"w{turn % people}", device="burner", payer=f"card-w{turn % people}")


def _one_card(shop: Shop, budget: int) -> None:
    people = shop.dice.randrange(6, 12)
    for turn, paid in enumerate(_amounts(shop, budget, 24)):
        shop.sell(paid, buyer=f"w{turn % people}", device=f"phone-w{turn % people}", payer="one-card")


def _one_door(shop: Shop, budget: int) -> None:
    people = shop.dice.randrange(8, 14)
    for turn, paid in enumerate(_amounts(shop, budget, 28)):
        shop.sell(paid, buyer=f"w{turn % people}", device=f"phone-w{turn % people % 3}", payer=f"card-w{turn % people}", door="back-room")


def _own_account(shop: Shop, budget: int) -> None:
    for turn, paid in enumerate(_amounts(shop, budget, 15)):
        shop.sell(paid, buyer=f"w{turn % 4}", device=f"phone-w{turn % 4}", payer="account-of-her")


def _own_phone(shop: Shop, budget: int) -> None:
    shop.trade.sell(3, 1_000, buyer="her", own=True, device="phone-of-her", payer="card-of-her")
    for turn, paid in enumerate(_amounts(shop, budget, 15)):
        shop.sell(paid, buyer=f"w{turn % 3}", device="phone-of-her", payer=f"card-w{turn % 3}")


def _ring(shop: Shop, budget: int) -> None:
    """Nobody's phone or card carries more than three, but all hang together."""
    for turn, paid in enumerate(_amounts(shop, budget, 36)):
        who = turn % 12
        shop.sell(paid, buyer=f"w{who}", device=f"phone-w{who // 3}", payer=f"card-w{(who + 2) % 12 // 3}")


def _there_and_back(shop: Shop, budget: int) -> None:
    for turn, paid in enumerate(_amounts(shop, budget, 20)):
        order, ago = shop.sell(paid, buyer=f"w{turn}", device=f"phone-w{turn}", payer=f"card-w{turn}")
        shop.trade.refund(ago - shop.dice.uniform(0.01, 0.45), order, paid, buyer=f"w{turn}")


def _slowly_back(shop: Shop, budget: int) -> None:
    for turn, paid in enumerate(_amounts(shop, budget, 21)):
        who = turn % 3
        order, ago = shop.sell(paid, days_ago=shop.dice.uniform(12, DAYS), buyer=f"w{who}", device=f"phone-w{who}", payer=f"card-w{who}")
        shop.trade.refund(ago - shop.dice.uniform(2, 10), order, paid * shop.dice.randrange(88, 101) // 100, buyer=f"w{who}")


def _under_the_line(shop: Shop, budget: int) -> None:
    line = shop.dice.choice([10_000, 20_000, 50_000])
    for turn in range(max(budget // line, 26)):
        paid = line - shop.dice.randrange(10, line // 60)
        shop.sell(paid, buyer=f"w{turn % 4}", device=f"phone-w{turn % 4}", payer=f"card-w{turn % 4}")


def _bills_both_ways(shop: Shop, budget: int) -> None:
    for part in _amounts(shop, budget, 4):
        shop.trade.pay_bill(shop.dice.uniform(1, DAYS), part, to="partner", sold=True)
        shop.trade.pay_bill(shop.dice.uniform(1, DAYS), int(part * shop.dice.uniform(0.85, 1.15)), to="partner")


def _counter_both_ways(shop: Shop, budget: int) -> None:
    for part in _amounts(shop, budget, 6):
        shop.sell(part, buyer="partner", device="phone-p", payer="card-p")
        shop.trade.pay_bill(shop.dice.uniform(1, DAYS), int(part * shop.dice.uniform(0.85, 1.15)), to="partner")


def _all_at_once(shop: Shop, budget: int) -> None:
    """A machine buys: eight sales in as many minutes, from the full hour."""
    for turn, paid in enumerate(_amounts(shop, budget, 24)):
        evening = 10 + 20 * (turn // 8)
        shop.sell(paid, days_ago=evening - (60 + 60 * (turn % 8)) / 86_400, buyer=f"w{turn // 8}", device=f"phone-w{turn // 8}")


PATTERNS: dict[str, Callable[[Shop, int], None]] = {
    "one phone": _one_phone,
    "one card": _one_card,
    "one door": _one_door,
    "her own account": _own_account,
    "her own phone": _own_phone,
    "a ring": _ring,
    "there and back": _there_and_back,
    "slowly back": _slowly_back,
    "under the line": _under_the_line,
    "bills both ways": _bills_both_ways,
    "counter both ways": _counter_both_ways,
    "all at once": _all_at_once,
}

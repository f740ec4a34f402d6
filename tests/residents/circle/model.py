"""The business circle in plain Python: how much lies where and whose money it is, worked out without the rooms' own arithmetic."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

CASE_OF, CASE_MINOR = 24, 7_200
PRICE = {"milk": 500, "bread": 1_250}
FROM_MINOR, OFF_MINOR = 3_000, 299
CARD_MINOR, BONUS_MINOR = 3_333, 333
POINTS_A_YUAN, COUPON_POINTS = 2, 40


def share(amount: int, whole: int, until: int) -> int:
    """What of an amount belongs to the first ``until`` of ``whole`` pieces: rounded down, and all of it in the end."""
    return amount if until >= whole else amount * until // whole


@dataclass
class Part:
    """One line of a sale: how many pieces, what was paid for them, how many came back."""

    good: str
    pieces: int
    paid: int
    back: int = 0


@dataclass
class Card:
    paid: int = CARD_MINOR
    bonus: int = BONUS_MINOR
    over: bool = False


@dataclass
class Sale:
    tender: str
    parts: list[Part]
    card: Card | None = None
    paid_off: int = 0
    bonus_off: int = 0
    back_minor: int = 0
    waits: bool = False

    @property
    def total(self) -> int:
        return sum(part.paid for part in self.parts)


@dataclass
class Bill:
    asked: int
    unit: int
    covered: int
    status: str = "held"
    priced: bool = False
    debited: int = 0
    off: int = 0

    @property
    def payable(self) -> int:
        return self.asked * self.unit - self.off

    @property
    def may_be_released(self) -> bool:
        """Dearer than was agreed, and all of it came."""
        return self.status == "held" and self.covered + self.debited == self.asked


@dataclass
class Purchase:
    ordered: int
    status: str = "sent"
    kept: int = 0
    billed: int = 0
    refused: bool = False
    counted: int = 0
    aside: int = 0
    under_way: dict[object, int] = field(default_factory=dict)
    bills: list[Bill] = field(default_factory=list)


@dataclass
class Lot:
    points: int
    left: int
    net: int


class Circle:
    """Each method is what a verb should do; whether it may is asked before."""

    def __init__(self, money: dict[str, int], here: int) -> None:
        self.money, self.lots = Counter(money), list[tuple[Sale, Lot]]()
        self.here, self.promised, self.branch = Counter(milk=here, bread=here), Counter[str](), 0
        self.sales, self.deal_runs = list[Sale](), False

    def free(self, good: str) -> int:
        return self.here[good] - self.promised[good]

    def priced(self, pieces: dict[str, int], tender: str) -> Sale:
        """The ladder's money is shared by largest remainder, the first line first."""
        goods = [PRICE[good] * much for good, much in pieces.items()]
        off = OFF_MINOR if self.deal_runs and sum(goods) >= FROM_MINOR else 0
        shares = [off * line // sum(goods) for line in goods]
        rests = sorted(range(len(goods)), key=lambda n: (-(off * goods[n] % sum(goods)), n))
        for n in rests[: off - sum(shares)]:
            shares[n] += 1
        return Sale(tender, [Part(good, much, line - less) for (good, much), line, less in zip(pieces.items(), goods, shares, strict=True)])

    def leaves(self, sale: Sale) -> None:
        self.sales.append(sale)
        for part in sale.parts:
            self.here[part.good] -= part.pieces

    def sold(self, sale: Sale) -> None:
        self.leaves(sale)
        self.money["drawer" if sale.tender == "cash" else "tab"] += sale.total

    def rung(self, sale: Sale) -> None:
        sale.waits = True
        for part in sale.parts:
            self.promised[part.good] += part.pieces

    def paid(self, sale: Sale, card: Card | None) -> None:
        sale.waits, sale.card = False, card
        for part in sale.parts:
            self.promised[part.good] -= part.pieces
        self.leaves(sale)
        if card:
            left = card.paid + card.bonus
            taken = min(left, sale.total)
            sale.bonus_off = card.bonus * taken // left
            sale.paid_off = taken - sale.bonus_off
            self._card(card, -sale.paid_off, -sale.bonus_off)
        self.money["resident"] -= sale.total - sale.paid_off - sale.bonus_off

    def _card(self, card: Card, paid: int, bonus: int) -> None:
        card.paid += paid
        card.bonus += bonus
        self.money["custody"] += paid + bonus

    def comes_back(self, sale: Sale, place: int, pieces: int, *, shelf: bool) -> None:
        part = sale.parts[place]
        amount = self.worth(part, pieces)
        part.back += pieces
        if shelf:
            self.here[part.good] += pieces
        if sale.tender != "code":
            self.money["drawer" if sale.tender == "cash" else "tab"] -= amount
            return
        before, after = sale.back_minor, sale.back_minor + amount
        sale.back_minor = after
        used = sale.paid_off + sale.bonus_off
        if not used or sale.card is None:
            self.money["resident"] += amount
            return
        was, now = used * before // sale.total, used * after // sale.total
        bonus = sale.bonus_off * now // used - sale.bonus_off * was // used
        paid = now - was - bonus
        self.money["resident"] += amount - (now - was)
        if sale.card.over:
            self.money["resident"] += paid
            self.money["shop"] += bonus
        else:
            self._card(sale.card, paid, bonus)

    def worth(self, part: Part, pieces: int) -> int:
        return share(part.paid, part.pieces, part.back + pieces) - share(part.paid, part.pieces, part.back)

    def card_bought(self) -> Card:
        self.money["resident"] -= CARD_MINOR
        self.money["shop"] -= BONUS_MINOR
        self.money["custody"] += CARD_MINOR + BONUS_MINOR
        return Card()

    def card_ended(self, card: Card) -> None:
        self.money["resident"] += card.paid
        self.money["shop"] += card.bonus
        self._card(card, -card.paid, -card.bonus)
        card.over = True

    def arrives(self, order: Purchase, good: int, bad: int) -> None:
        order.kept += good
        order.refused |= bad > 0
        order.aside += bad
        self.here["milk"] += good * CASE_OF
        for bill in order.bills:
            if bill.status == "held":
                self._covers(order, bill)
        order.status = "received" if order.kept >= order.ordered else "partially_received" if order.kept else "acknowledged"

    def billed(self, order: Purchase, asked: int, unit: int) -> Bill:
        bill = Bill(asked, unit, 0, priced=unit == CASE_MINOR)
        order.bills.append(bill)
        self._covers(order, bill)
        return bill

    def _covers(self, order: Purchase, bill: Bill) -> None:
        more = min(bill.asked - bill.covered - bill.debited, order.kept - order.billed)
        bill.covered += more
        order.billed += more
        bill.status = "matched" if bill.priced and bill.covered + bill.debited == bill.asked else "held"

    def debited(self, bill: Bill) -> None:
        over = 0 if bill.priced else (bill.unit - CASE_MINOR) * bill.asked
        missing = bill.asked - bill.covered
        bill.off += over + share(bill.asked * bill.unit - over, bill.asked, missing)
        bill.debited, bill.priced, bill.status = missing, True, "matched"

    def settled(self, order: Purchase) -> None:
        """An order of which nothing is unbilled, unpaid or in dispute is over."""
        done = all(bill.status in {"paid", "cleared"} for bill in order.bills)
        if order.status == "received" and done and order.kept == order.billed and not order.refused and not order.counted:
            order.status = "closed"

    def bill_paid(self, bill: Bill) -> None:
        bill.status = "paid"
        self.money["shop"] -= bill.payable
        self.money["supplier"] += bill.payable

    @property
    def points(self) -> int:
        return sum(lot.left for _sale, lot in self.lots)

    def rewarded(self) -> None:
        """New sales first earn, or earlier ones lose, in the order in which they were sold."""
        lots = {id(sale): lot for sale, lot in self.lots}
        for sale in self.sales:
            if sale.tender != "code":
                continue
            net, lot = sale.total - sale.back_minor, lots.get(id(sale))
            if lot is None:
                points = net // 100 * POINTS_A_YUAN
                self.lots.append((sale, Lot(points, points, net)))
            elif net < lot.net:
                keeps = lot.points * net // lot.net
                self.burn(lot.points - keeps, first=lot)
                lot.points, lot.net = max(keeps, lot.left), net

    def burn(self, points: int, first: Lot | None = None) -> None:
        for lot in sorted((lot for _sale, lot in self.lots), key=lambda lot: lot is not first):
            taken = min(points, lot.left)
            lot.left -= taken
            points -= taken

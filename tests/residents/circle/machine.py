"""The rules by which a history of the business circle is drawn: each asks the model whether the verb may, does it, and does it in the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Sum
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from ecosystem import ports
from ecosystem.kernel.errors import DomainError
from ecosystem.ledger.public import balances_of, custody_of, deposit_of, drawer_of, tab_of
from ecosystem.payments.public import BANK_ACCOUNT
from merchants.aftersale.actions import refund_lines, reward_members
from merchants.aftersale.rules import Asked
from merchants.cards.actions import buy_card, end_card
from merchants.cards.rules import way_of
from merchants.members.models import Member
from merchants.orders.public import Wanted
from merchants.promotions.public import claim_coupon, pause_promotion, publish_promotion
from merchants.stock import actions as stock
from merchants.stock.public import Level, Movement, Packed, ReceiptLine
from merchants.till import actions as till
from residents.baskets.actions import pay_order
from tests import buying, counter, dealing
from tests.cast import MORNING, actor
from tests.ecosystem.ledger.books import check_now
from tests.merchants.cards import cast as carding
from tests.merchants.members.cast import LATER, joined, programme
from tests.merchants.stock.cast import second_shop, twin_of

from . import model

TAB_LIMIT, BOOKS_EVERY = 20_000, 8
FEW, SHARE = st.integers(1, 4), st.integers(1, 100)
GOODS = st.dictionaries(st.sampled_from(["milk", "bread"]), st.integers(1, 9), min_size=1)
SELDOM = st.integers(0, 7).map(lambda drawn: drawn == 7)
# The how many-th of them, counted from the latest; and, seldom, that it may be one that the verb refuses.
WHICH = st.tuples(st.integers(0, 5), SELDOM)
D = Decimal

Document = TypeVar("Document")


def key() -> str:
    return uuid4().hex


def one_of(documents: list[Document], which: tuple[int, bool], fits: Callable[[Document], bool]) -> Document:
    """One that the verb may act on, as far as there is any: what lies behind many acts would hardly be met by chance."""
    place, any_at_all = which
    among = documents if any_at_all else [one for one in documents if fits(one)] or documents
    return among[-1 - place % len(among)]


class Town:
    """What every history begins with; made once."""

    def __init__(self) -> None:
        self.market = buying.market(money_minor=60_000)
        self.corner = self.market.corner
        counter.shift(self.corner)
        self.customer = counter.customer(self.corner, limit_minor=TAB_LIMIT)
        self.ladder = dealing.ladder(self.corner, (model.FROM_MINOR, model.OFF_MINOR))
        pause_promotion(promotion_id=self.ladder.pk, key=key(), by=actor(self.corner.owner), at=MORNING)
        self.plan = carding.plan(self.corner, price_minor=model.CARD_MINOR, bonus_minor=model.BONUS_MINOR, funded=0)
        programme(self.corner, points=model.POINTS_A_YUAN)
        self.member = joined(self.corner)
        self.coupon = dealing.coupon(self.corner, threshold_minor=90_000_000, points=model.COUPON_POINTS, total=500, per_person=50)
        self.branch = second_shop(self.corner)
        self.twin = twin_of(self.corner.milk, self.branch, self.corner)
        shop = self.corner.shop.party_id
        self.accounts = {
            "drawer": drawer_of(shop),
            "tab": tab_of(shop),
            "shop": deposit_of(shop),
            "custody": custody_of(shop),
            "resident": deposit_of(self.corner.resident.party_id),
            "supplier": deposit_of(self.market.supplier.party_id),
        }

    def money(self) -> dict[str, int]:
        found = balances_of(self.accounts.values())
        return {name: found[code] for name, code in self.accounts.items()}


class Trade(RuleBasedStateMachine):
    """The counter, the shelves and prepaid money. ``done`` counts what was ever done, over all histories."""

    town: Town
    done: Counter[str] = Counter()

    def __init__(self) -> None:
        super().__init__()
        # As a test's own transaction, so that entry verbs are durable enough inside it.
        self.around = transaction.atomic()
        self.around._from_testcase = True  # type: ignore[attr-defined]
        self.around.__enter__()
        self.corner, self.skus = self.town.corner, {"milk": self.town.corner.milk, "bread": self.town.corner.bread}
        self.owner, self.resident = actor(self.corner.owner), actor(self.corner.resident)
        self.model, self.steps = model.Circle(self.town.money(), 50), 0
        self.sales, self.unpaid = list[tuple[UUID, model.Sale]](), list[tuple[UUID, model.Sale]]()
        self.cards, self.count = list[tuple[UUID, model.Card]](), dict[str, Any]()

    def teardown(self) -> None:
        check_now()
        self._proved()
        transaction.set_rollback(True)
        self.around.__exit__(None, None, None)

    def tried(self, allowed: bool, act: Callable[[], Any], name: str) -> Any:
        """The verb's answer, or ``None`` where it refused, which must be what the model says."""
        try:
            answer = act()
        except DomainError as refusal:
            assert not allowed, f"{name} should have been done, and was refused: {refusal.code}"
            self.done[f"{name} refused"] += 1
            return None
        assert allowed, f"{name} should have been refused"
        self.done[name] += 1
        return answer

    @rule(good=st.sampled_from(["milk", "bread"]), much=FEW, cost=st.integers(0, 999))
    def receive(self, good: str, much: int, cost: int) -> None:
        lines = [ReceiptLine(self.skus[good].pk, D(much), cost)]
        stock.receive_stock(shop_id=self.corner.shop.pk, lines=lines, key=key(), by=self.owner, at=MORNING, landed_minor=cost % 7)
        self.model.here[good] += much

    @rule(pieces=GOODS, tender=st.sampled_from(["cash", "tab"]), back=st.integers(0, 2), pays=SHARE)
    def sell(self, pieces: dict[str, int], tender: str, back: int, pays: int) -> None:
        """So many of its first article are brought back at once; else, of what went on the tab, so many percent are paid."""
        sale = self.model.priced(pieces, tender)
        lines = [counter.line(self.skus[good], str(much)) for good, much in pieces.items()]
        customer = self.town.customer if tender == "tab" else None
        off = sum(model.PRICE[good] * much for good, much in pieces.items()) - sale.total
        said = counter.ticket(*lines, tender=tender, customer=customer, tendered_minor=100_000, deal_minor=off)
        trusted = tender == "cash" or self.model.money["tab"] + sale.total <= TAB_LIMIT
        fits = trusted and all(self.model.free(good) >= much for good, much in pieces.items())
        if self.tried(fits, lambda: till.sell(shop_id=self.corner.shop.pk, ticket=said, by=self.owner, at=MORNING), tender) is not None:
            self.model.sold(sale)
            self.sales.append((said.sale, sale))
            if back:
                self.refund((0, False), 0, back, True)
            elif tender == "tab":
                self.pay_tab(pays, False)

    @rule(pieces=GOODS, paid=st.sampled_from(["", "bank", "card"]))
    def ring(self, pieces: dict[str, int], paid: str) -> None:
        sale = self.model.priced(pieces, "code")
        wanted = [Wanted(self.skus[good].pk, D(much), self.skus[good].price_minor) for good, much in pieces.items()]
        fits = all(self.model.free(good) >= much for good, much in pieces.items())
        order = self.tried(fits, lambda: till.ring_up(shop_id=self.corner.shop.pk, wanted=wanted, key=key(), by=self.owner, at=MORNING), "ring")
        if order is not None:
            self.model.rung(sale)
            assert order.total_minor == sale.total
            self.unpaid.append((order.pk, sale))
            if paid == "card" and self.cards:
                self.pay_by_card((0, False), (0, False))
            elif paid:
                self.pay((0, False))

    @precondition(lambda self: self.unpaid)
    @rule(which=WHICH)
    def pay(self, which: tuple[int, bool]) -> None:
        self._paid(which, BANK_ACCOUNT, None)

    @precondition(lambda self: self.unpaid and self.cards)
    @rule(which=WHICH, card=WHICH)
    def pay_by_card(self, which: tuple[int, bool], card: tuple[int, bool]) -> None:
        card_id, taken = one_of(self.cards, card, lambda one: not one[1].over)
        self._paid(which, way_of(card_id), taken)

    def _paid(self, which: tuple[int, bool], method: str, card: model.Card | None) -> None:
        order_id, sale = one_of(self.unpaid, which, lambda one: one[1].waits)
        given = card.paid + card.bonus if card else 0
        may = sale.waits and (card is None or given > 0) and sale.total - min(given, sale.total) <= self.model.money["resident"]
        name = "card pays" if card else "code"
        if self.tried(may, lambda: pay_order(order_id=order_id, method=method, key=key(), by=self.resident, at=MORNING), name) is not None:
            self.model.paid(sale, card)
            self.sales.append((order_id, sale))

    @precondition(lambda self: self.sales)
    @rule(which=WHICH, place=st.integers(0, 1), pieces=st.integers(1, 3), shelf=st.booleans())
    def refund(self, which: tuple[int, bool], place: int, pieces: int, shelf: bool) -> None:
        order_id, sale = one_of(self.sales, which, lambda one: any(part.back < part.pieces for part in one[1].parts))
        part = sale.parts[place % len(sale.parts)]
        amount = self.model.worth(part, pieces)
        pot = "drawer" if sale.tender == "cash" else "tab"
        may = part.back + pieces <= part.pieces and (sale.tender == "code" or amount <= self.model.money[pot])
        it: dict[str, Any] = {"order_id": order_id, "reason": "sour", "key": key(), "by": self.owner, "at": MORNING}
        number, to = place % len(sale.parts) + 1, "sellable" if shelf else "nothing"

        def given() -> object:
            if sale.tender == "code":
                return refund_lines(asked=[Asked(number, D(pieces), to)], **it)
            return till.give_back(wanted={number: D(pieces)}, restock={number: to}, drawer_id=None, **it)

        if self.tried(may, given, f"{sale.tender} back"):
            self.model.comes_back(sale, place % len(sale.parts), pieces, shelf=shelf)

    @precondition(lambda self: self.model.money["tab"] > 0)
    @rule(percent=SHARE, more=SELDOM)
    def pay_tab(self, percent: int, more: bool) -> None:
        """A part of it, or a fen more than it."""
        tab = self.model.money["tab"]
        amount = tab + 1 if more else max(tab * percent // 100, 1)
        it: dict[str, Any] = {"card_id": self.town.customer.pk, "wanted": [], "drawer_id": None, "key": key(), "by": self.owner, "at": MORNING}
        if self.tried(amount <= tab, lambda: till.take_for_tab(amount_minor=amount, **it), "tab paid"):
            self.model.money["tab"] -= amount
            self.model.money["drawer"] += amount

    @rule()
    def turn_promotion(self) -> None:
        turn = pause_promotion if self.model.deal_runs else publish_promotion
        turn(promotion_id=self.town.ladder.pk, key=key(), by=self.owner, at=MORNING)
        self.model.deal_runs = not self.model.deal_runs

    @rule()
    def buy_card(self) -> None:
        may = self.model.money["shop"] >= model.BONUS_MINOR and self.model.money["resident"] >= model.CARD_MINOR
        card = self.tried(may, lambda: buy_card(plan_id=self.town.plan.pk, method=BANK_ACCOUNT, key=key(), by=self.resident, at=MORNING), "card")
        if card is not None:
            self.cards.append((card.pk, self.model.card_bought()))

    @precondition(lambda self: self.cards)
    @rule(which=WHICH)
    def end_card(self, which: tuple[int, bool]) -> None:
        card_id, card = one_of(self.cards, which, lambda one: not one[1].over)
        if self.tried(not card.over, lambda: end_card(card_id=card_id, key=key(), by=self.resident, at=MORNING), "card ended"):
            self.model.card_ended(card)

    @rule(spent=st.booleans())
    def reward(self, spent: bool) -> None:
        reward_members(shop_id=self.corner.shop.pk, at=LATER)
        self.model.rewarded()
        if spent:
            self.spend_points()

    @rule()
    def spend_points(self) -> None:
        may = self.model.points >= model.COUPON_POINTS
        if self.tried(may, lambda: claim_coupon(promotion_id=self.town.coupon.pk, key=key(), by=self.resident, at=LATER), "points spent"):
            self.model.burn(model.COUPON_POINTS)

    @rule(counted=st.integers(0, 60))
    def tally(self, counted: int) -> None:
        """Begins a count where none runs; counting again replaces what was counted."""
        if not self.count:
            it: dict[str, Any] = {"shop_id": self.corner.shop.pk, "name": "Shelf", "sku_ids": [self.skus["milk"].pk], "key": key()}
            plan = stock.plan_count(by=self.owner, at=MORNING, **it)
            stock.start_count(count_id=plan.pk, by=self.owner, at=MORNING)
            self.count = {"id": plan.pk, "counting": True}
        elif not self.count["counting"]:
            stock.reopen_count(count_id=self.count["id"], by=self.owner, at=MORNING)
            self.count["counting"] = True
        stock.tally(count_id=self.count["id"], sku_id=self.skus["milk"].pk, counted=D(counted), by=self.owner, at=MORNING)
        self.count["found"] = counted - self.model.here["milk"]

    @rule()
    def post_count(self) -> None:
        if not self.count:
            return
        it: dict[str, Any] = {"count_id": self.count["id"], "by": self.owner, "at": MORNING}
        if self.count["counting"]:
            stock.review_count(**it)
            self.count["counting"] = False
        may = self.model.free("milk") + self.count["found"] >= 0
        if self.tried(may, lambda: stock.post_count(key=key(), **it), "count posted"):
            self.model.here["milk"] += self.count["found"]
            self.count = {}

    @rule(much=st.integers(1, 30), arrives=st.integers(1, 30), back=st.booleans())
    def transfer(self, much: int, arrives: int, back: bool) -> None:
        """To the branch: a part arrives, the rest comes back or is lost."""
        milk, it = self.skus["milk"].pk, {"by": self.owner, "at": MORNING}
        lines = [Packed(milk, D(much))]
        draft = stock.draft_transfer(source_id=self.corner.shop.pk, destination_id=self.town.branch.pk, lines=lines, key=key(), **it)
        may = self.model.free("milk") >= much
        if not self.tried(may, lambda: stock.dispatch_transfer(transfer_id=draft.pk, key=key(), **it), "transfer"):
            return
        self.model.here["milk"] -= much
        said = {milk: D(arrives)}
        if self.tried(arrives <= much, lambda: stock.receive_transfer(transfer_id=draft.pk, arrived=said, key=key(), **it), "arrives"):
            self.model.branch += arrives
            much -= arrives
        if much:
            stock.cancel_transfer(transfer_id=draft.pk, how="back" if back else "write_off", reason="broken", key=key(), **it)
            self.model.here["milk"] += much if back else 0

    @invariant()
    def both_agree(self) -> None:
        levels = {level.sku_id: level for level in Level.objects.filter(sku__in=[*(sku.pk for sku in self.skus.values()), self.town.twin.pk])}
        for good, sku in self.skus.items():
            level = levels[sku.pk]
            assert (level.on_hand, level.reserved) == (self.model.here[good], self.model.promised[good]), good
            assert level.on_hand >= level.reserved >= 0
        there = levels.get(self.town.twin.pk)
        assert (there.on_hand if there else 0) == self.model.branch
        money = self.town.money()
        assert money == {name: self.model.money[name] for name in money}
        assert Member.objects.get(pk=self.town.member.pk).points == self.model.points

    @invariant()
    def the_books_agree(self) -> None:
        """Each room's proofs take longer than what is proved: now and then, and at the end. What is wrong stays wrong until then."""
        self.steps += 1
        if self.steps % BOOKS_EVERY == 0:
            self._proved()

    def _proved(self) -> None:
        moved = Movement.objects.values("level").annotate(sum=Sum("quantity"), holds=F("level__on_hand"))
        assert [row for row in moved if row["sum"] != row["holds"]] == []
        assert [(line.name, line.differences) for _room, proof in ports.proofs for line in proof.prove() if line.differences] == []

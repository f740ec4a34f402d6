"""A street on which everybody does something at random, all at once: what a run of it leaves must still add up.

Each act picks what it acts on out of the database as it finds it, so that it often comes too
late: a refusal is an answer. The run's clock goes ``HASTE`` times as fast as ours.
"""

from __future__ import annotations

import random
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.db import close_old_connections, connection
from django.db.models import Model, QuerySet

from ecosystem.identity.public import Person
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import DomainError
from ecosystem.payments.public import BANK_ACCOUNT, Payment
from merchants.aftersale import actions as aftersale
from merchants.aftersale.models import Case
from merchants.aftersale.rules import Asked
from merchants.customers.models import Card
from merchants.customers.public import make_link, pay_tab
from merchants.orders.public import (
    Order,
    Wanted,
    accept_order,
    cancel_order,
    close_unpaid,
    mark_ready,
    reject_order,
    send_out,
)
from merchants.payouts.public import Payout, approve_payout, pay_out, pay_out_by_schedule, reject_payout
from merchants.pools import actions as pools
from merchants.pools.models import Pool
from merchants.procurement import actions as buying_acts
from merchants.procurement.actions import Bill, Counted
from merchants.procurement.models import DebitNote, Invoice, Receipt, Shipment
from merchants.procurement.models import Line as PurchaseLine
from merchants.procurement.models import Order as Purchase
from merchants.procurement.rules import Want
from merchants.promotions.public import Promotion, claim_coupon
from merchants.settlement.actions import claw_back, release_held
from merchants.sourcing import actions as sourcing
from merchants.sourcing.models import Quotation, Rfq
from merchants.sourcing.offers import comparison_of
from merchants.sourcing.queries import comparable
from merchants.stock import actions as stock
from merchants.stock.models import Count
from merchants.stock.public import ReceiptLine
from merchants.till import actions as till
from merchants.till.models import Sale, Shift
from merchants.vouchers import actions as vouchers
from merchants.vouchers.models import Redemption, Voucher
from residents.baskets.actions import checkout, pay_order, put_in_basket
from tests import asking, buying, cast, counter, dealing, pooling
from tests.cast import MORNING, actor
from tests.counter import line, ticket
from tests.trading import SLOW_BANK, hand_over, money_arrives, wish

HASTE = 120
D = Decimal


def key() -> str:
    return uuid4().hex


@dataclass
class Tally:
    """What became of each act: done, nothing to do, refused by code."""

    told: dict[str, Counter[str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, act: str, outcome: str) -> None:
        with self.lock:
            self.told.setdefault(act, Counter())[outcome] += 1

    def acts(self) -> int:
        """How many were tried."""
        return sum(sum(outcomes.values()) for outcomes in self.told.values())

    def never(self) -> list[str]:
        """Acts that nobody ever got done: the street has no place for them, or the code none."""
        return [doing.__name__ for doing in ACTS if not self.told.get(doing.__name__, Counter())["done"]]

    def lines(self) -> Iterator[str]:
        for act, outcomes in sorted(self.told.items()):
            refused = " ".join(f"{code}×{times}" for code, times in outcomes.most_common() if code not in {"done", "idle"})
            yield f"{act:<24}{outcomes['done']:>6} done {outcomes['idle']:>6} idle  {refused}"


class Street:
    """The people, and what each of them does. A method whose name is an act's takes the act's own chance."""

    def __init__(self) -> None:
        self.bazaar = asking.bazaar(money_minor=5_000_000)
        self.town, self.corner = self.bazaar.town, self.bazaar.town.corner
        self.shop, self.skus = self.town.shop, [self.corner.milk, self.corner.bread]
        self.owner, self.supplier = actor(self.town.owner), actor(self.town.wholesaler)
        self.residents = [self.corner.resident, *[cast.person(f"neighbour{n}", money_minor=200_000) for n in range(3)]]
        self.manager, self.operator = actor(self.town.manager), actor(cast.banker("operator", "operator"))
        self.second = actor(cast.banker("operator", "second"))
        self._furnish()
        self.begun = time.monotonic()

    def _furnish(self) -> None:
        counter.shift(self.corner)
        counter.customer(self.corner, limit_minor=50_000)
        dealing.ladder(self.corner, (3_000, 200))
        dealing.coupon(self.corner, threshold_minor=1_000, off_minor=100, total=500, per_person=50)
        self.product = vouchers.define_product(
            shop_id=self.shop.pk,
            sku_id=self.corner.milk.pk,
            name="Card",
            uses=3,
            price_minor=1_003,
            valid_days=30,
            key=key(),
            by=self.owner,
            at=MORNING,
        )
        pools.set_ladder(article_id=self.town.case.pk, steps=pooling.LADDER, by=self.supplier, at=MORNING)
        place = pooling._neighbourhood("Here")
        type(self.shop).objects.filter(pk=self.shop.pk).update(neighbourhood=place)
        owner = cast.person("Second")
        shop = cast.shop(owner, "Second", neighbourhood=place)
        buying.fund(shop.party_id, 5_000_000)
        buying.link(owner, cast.article(shop, owner), self.town.case, "24")
        self.neighbour, self.neighbours_shop = actor(owner), shop

    @property
    def now(self) -> datetime:
        return MORNING + timedelta(seconds=HASTE * (time.monotonic() - self.begun))


Act = Callable[[Street, random.Random], object]
ACTS: list[Act] = []
IDLE = "idle"


def act(doing: Act) -> Act:
    ACTS.append(doing)
    return doing


def some(rows: QuerySet[Any], chance: random.Random) -> Any:
    """One of the latest of them, or none. Whoever reads it does not hold it."""
    found = list(rows.order_by("-pk")[:12])
    return chance.choice(found) if found else None


def _order(at: Street, chance: random.Random, *status: str) -> Any:
    """One that was ordered from afar."""
    return some(Order.objects.filter(shop=at.shop, status__in=status, channel__in=["pickup", "delivery"]), chance)


def _person(at: Street, chance: random.Random) -> Person:
    return chance.choice(at.residents)


def _buyer(at: Street, found: Model) -> Actor:
    party = getattr(found, "buyer_id", None)
    return next((actor(person) for person in at.residents if person.party_id == party), at.owner)


# Residents.


@act
def buys(at: Street, chance: random.Random) -> object:
    person = _person(at, chance)
    for sku in chance.sample(at.skus, chance.randint(1, 2)):
        put_in_basket(sku_id=sku.pk, quantity=D(chance.randint(1, 4)), by=actor(person), at=at.now)
    method, channel = chance.choice([BANK_ACCOUNT, BANK_ACCOUNT, SLOW_BANK]), chance.choice(["pickup", "delivery"])
    return checkout(wish=wish(person, channel=channel, method=method, at=at.now), key=key(), by=actor(person), at=at.now)


@act
def pays_again(at: Street, chance: random.Random) -> object:
    order = _order(at, chance, "pending_payment")
    return IDLE if order is None else pay_order(order_id=order.pk, method=BANK_ACCOUNT, key=key(), by=_buyer(at, order), at=at.now)


@act
def money_arrives_late(at: Street, chance: random.Random) -> object:
    payment = some(Payment.objects.filter(status="pending", method=SLOW_BANK), chance)
    return IDLE if payment is None else money_arrives(payment, at.now)


@act
def cancels(at: Street, chance: random.Random) -> object:
    order = _order(at, chance, "pending_payment", "paid", "accepted")
    return IDLE if order is None else cancel_order(order_id=order.pk, key=key(), by=_buyer(at, order), at=at.now)


@act
def claims_coupon(at: Street, chance: random.Random) -> object:
    return claim_coupon(promotion_id=Promotion.objects.get(kind="coupon", points=None).pk, key=key(), by=actor(_person(at, chance)), at=at.now)


@act
def buys_voucher(at: Street, chance: random.Random) -> object:
    return vouchers.buy_voucher(product_id=at.product.pk, method=BANK_ACCOUNT, key=key(), by=actor(_person(at, chance)), at=at.now)


@act
def returns_voucher(at: Street, chance: random.Random) -> object:
    voucher = some(Voucher.objects.filter(status="issued"), chance)
    return IDLE if voucher is None else vouchers.refund_voucher(voucher_id=voucher.pk, key=key(), by=_holder(at, voucher), at=at.now)


def _holder(at: Street, voucher: Voucher) -> Actor:
    return next(actor(person) for person in at.residents if person.party_id == voucher.holder_id)


@act
def shows_voucher(at: Street, chance: random.Random) -> object:
    voucher = some(Voucher.objects.filter(status="issued"), chance)
    if voucher is None:
        return IDLE
    code = vouchers.renew_code(voucher_id=voucher.pk, by=_holder(at, voucher), at=at.now).code
    return till.redeem_voucher(shop_id=at.shop.pk, shown=code, key=key(), by=at.owner, at=at.now)


@act
def takes_back_use(at: Street, chance: random.Random) -> object:
    use = Redemption.objects.filter(undone_at=None).order_by("-pk").first()
    return IDLE if use is None else till.undo_redemption(redemption_id=use.pk, key=key(), by=at.manager, at=at.now)


@act
def complains(at: Street, chance: random.Random) -> object:
    order = _order(at, chance, "completed")
    if order is None or order.buyer_id is None:
        return IDLE
    kind, reason = chance.choice([("refund_only", "damaged"), ("return_and_refund", "not_wanted"), ("return_and_refund", "wrong")])
    wanted = aftersale.Application(order.pk, kind, reason, "sour", (Asked(1, D(1)),))
    return aftersale.apply(application=wanted, key=key(), by=_buyer(at, order), at=at.now)


def _case(chance: random.Random, *status: str) -> Any:
    return some(Case.objects.filter(status__in=status) if status else Case.objects.all(), chance)


@act
def complaint_moves(at: Street, chance: random.Random) -> object:
    case = _case(chance)
    if case is None:
        return IDLE
    buyer, it = _buyer(at, case.order), {"case_id": case.pk, "at": at.now}
    steps: list[Callable[[], object]] = [
        lambda: aftersale.agree(key=key(), by=at.owner, **it),
        lambda: aftersale.agree(key=key(), by=at.owner, **it),
        lambda: aftersale.reject(reason="fresh", by=at.owner, **it),
        lambda: aftersale.offer(amount_minor=100, reason="half", by=at.owner, **it),
        lambda: aftersale.answer_offer(taken=chance.random() < 0.7, key=key(), by=buyer, **it),
        lambda: aftersale.send_back(by=buyer, **it),
        lambda: aftersale.accept_goods(restock={1: "sellable"}, key=key(), by=at.owner, **it),
        lambda: aftersale.refuse_goods(reason="empty", by=at.owner, **it),
        lambda: aftersale.escalate(text="it was not", by=buyer, **it),
        lambda: aftersale.decide(refund=chance.random() < 0.5, reason="seen", key=key(), by=at.operator, **it),
        lambda: aftersale.second(agree=True, key=key(), by=at.second, **it),
        lambda: aftersale.withdraw(by=buyer, **it),
        lambda: aftersale.time_out(**it),
    ]
    return chance.choice(steps)()


# The shop.


@act
def serves(at: Street, chance: random.Random) -> object:
    order = _order(at, chance, "paid", "accepted", "ready", "out_for_delivery")
    if order is None:
        return IDLE
    it = {"order_id": order.pk, "by": at.owner, "at": at.now}
    if order.status == "ready" and order.channel == "delivery":
        # Most wait for a rider.
        return send_out(**it) if chance.random() < 0.2 else IDLE
    steps: dict[str, Callable[..., object]] = {"paid": accept_order, "accepted": mark_ready}
    return steps[order.status](**it) if order.status in steps else hand_over(key=key(), **it)


ACTS.append(serves)
ACTS.append(serves)


@act
def rejects(at: Street, chance: random.Random) -> object:
    order = _order(at, chance, "paid")
    if order is None or chance.random() < 0.7:
        return IDLE
    return reject_order(order_id=order.pk, reason="busy", key=key(), by=at.owner, at=at.now)


@act
def refunds_a_line(at: Street, chance: random.Random) -> object:
    order = _order(at, chance, "completed")
    if order is None:
        return IDLE
    asked = [Asked(1, D(1), chance.choice(["sellable", "quarantine", "nothing"]))]
    return aftersale.refund_lines(order_id=order.pk, asked=asked, reason="kind", key=key(), by=at.manager, at=at.now)


@act
def sells(at: Street, chance: random.Random) -> object:
    lines = [line(sku, str(chance.randint(1, 3))) for sku in chance.sample(at.skus, chance.randint(1, 2))]
    card = Card.objects.filter(shop=at.shop).first()
    tender = chance.choice(["cash", "cash", "tab"])
    said = ticket(*lines, tender=tender, customer=card if tender == "tab" else None, rung_at=at.now)
    return till.sell(shop_id=at.shop.pk, ticket=said, by=at.owner, at=at.now)


@act
def rings_up(at: Street, chance: random.Random) -> object:
    wanted = [Wanted(at.corner.milk.pk, D(2), at.corner.milk.price_minor)]
    sale = till.ring_up(shop_id=at.shop.pk, wanted=wanted, key=key(), by=at.owner, at=at.now)
    return pay_order(order_id=sale.pk, method=BANK_ACCOUNT, key=key(), by=actor(_person(at, chance)), at=at.now)


@act
def gives_back(at: Street, chance: random.Random) -> object:
    sale = some(Sale.objects.filter(order__shop=at.shop, tender__in=["cash", "tab"]), chance)
    if sale is None:
        return IDLE
    return till.give_back(order_id=sale.order_id, wanted={1: D(1)}, reason="sour", drawer_id=None, key=key(), by=at.manager, at=at.now)


@act
def drawer_moves(at: Street, chance: random.Random) -> object:
    shift = some(Shift.objects.filter(status="open"), chance)
    if shift is None:
        return till.open_shift(shop_id=at.shop.pk, drawer="1", float_minor=5_000, key=key(), by=at.owner, at=at.now)
    it = {"shift_id": shift.pk, "key": key(), "by": at.owner, "at": at.now}
    what = chance.random()
    if what < 0.4:
        return till.pay_in(amount_minor=500, reason="change", **it)
    if what < 0.8:
        return till.pay_out(amount_minor=chance.choice([300, 50_000]), reason="flour", **it)
    return till.close_shift(counted={"cash": chance.randint(0, 20_000)}, note="counted", **it)


@act
def shift_is_approved(at: Street, chance: random.Random) -> object:
    shift = some(Shift.objects.filter(status="closed"), chance)
    return IDLE if shift is None else till.approve_shift(shift_id=shift.pk, by=at.manager, at=at.now)


@act
def tab_is_paid(at: Street, chance: random.Random) -> object:
    card = Card.objects.get(shop=at.shop)
    if not card.balance_minor:
        return IDLE
    amount = chance.randint(1, card.balance_minor)
    if chance.random() < 0.5:
        return till.take_for_tab(card_id=card.pk, amount_minor=amount, wanted=[], drawer_id=None, key=key(), by=at.owner, at=at.now)
    token = make_link(card_id=card.pk, by=at.owner, at=at.now)
    return pay_tab(token=token, amount_minor=amount, wanted=[], key=key(), by=actor(_person(at, chance)), at=at.now)


@act
def stock_comes(at: Street, chance: random.Random) -> object:
    lines = [ReceiptLine(sku.pk, D(chance.randint(1, 20)), 301) for sku in at.skus]
    return stock.receive_stock(shop_id=at.shop.pk, lines=lines, key=key(), by=at.owner, at=at.now, landed_minor=chance.choice([0, 333]))


@act
def stock_is_adjusted(at: Street, chance: random.Random) -> object:
    much, sku_id, reason = D(chance.randint(1, 3)), chance.choice(at.skus).pk, chance.choice(["damaged", "found"])
    return stock.adjust_stock(shop_id=at.shop.pk, sku_id=sku_id, quantity=much, reason=reason, key=key(), by=at.manager, at=at.now)


@act
def stock_is_counted(at: Street, chance: random.Random) -> object:
    count = some(Count.objects.filter(shop=at.shop, status__in=["planned", "counting", "reviewing"]), chance)
    if count is None:
        return stock.plan_count(shop_id=at.shop.pk, name="Shelf", sku_ids=[sku.pk for sku in at.skus], key=key(), by=at.owner, at=at.now)
    it = {"count_id": count.pk, "by": at.owner, "at": at.now}
    if count.status == "planned":
        return stock.start_count(**it)
    if count.status == "reviewing":
        return stock.post_count(key=key(), **it)
    for sku in at.skus:
        stock.tally(sku_id=sku.pk, counted=D(chance.randint(10, 60)), **it)
    return stock.review_count(**it)


# Buying.


@act
def asks_for_goods(at: Street, chance: random.Random) -> object:
    wants = [Want(at.town.case.pk, D(chance.randint(1, 5))), Want(at.town.apples.pk, D("2.5"))]
    order = buying_acts.draft_order(shop_id=at.shop.pk, supplier_id=at.town.supplier.pk, wants=wants, key=key(), by=at.owner, at=at.now)
    return buying_acts.send_order(order_id=order.pk, by=at.owner, at=at.now)


def _purchase(at: Street, chance: random.Random, *status: str) -> Any:
    return some(Purchase.objects.filter(shop=at.shop, supplier=at.town.supplier, status__in=status), chance)


@act
def supplier_answers(at: Street, chance: random.Random) -> object:
    order = _purchase(at, chance, "sent")
    if order is None:
        return IDLE
    it = {"order_id": order.pk, "revision": order.revision, "by": at.supplier, "at": at.now}
    what = chance.random()
    if what < 0.7:
        return buying_acts.confirm_order(**it)
    if what < 0.9:
        return buying_acts.propose_change(wording=buying.worded(order, quantity=D(1)), reason="few", **it)
    return buying_acts.decline_order(reason="none", **it)


@act
def change_is_agreed(at: Street, chance: random.Random) -> object:
    order = _purchase(at, chance, "changed")
    return IDLE if order is None else buying_acts.agree_to_change(order_id=order.pk, revision=order.revision, by=at.owner, at=at.now)


GOING = ("acknowledged", "partially_received")


@act
def goods_leave(at: Street, chance: random.Random) -> object:
    order = _purchase(at, chance, *GOING)
    if order is None:
        return IDLE
    said = {1: D(1)}
    return buying_acts.announce_shipment(order_id=order.pk, quantities=said, expected_on=at.now.date(), key=key(), by=at.supplier, at=at.now)


@act
def goods_arrive(at: Street, chance: random.Random) -> object:
    order = _purchase(at, chance, *GOING)
    if order is None:
        return IDLE
    bad = D(chance.choice([0, 0, 1]))
    counted = [Counted(1, D(1), bad, "broken" if bad else ""), Counted(2, D("0.5"), D(0), "")]
    shipment = some(Shipment.objects.filter(order=order, status="on_the_way"), chance)
    return buying_acts.post_receipt(
        order_id=order.pk, counted=counted, shipment_id=shipment.pk if shipment else None, key=key(), by=at.owner, at=at.now
    )


ACTS.append(goods_arrive)


@act
def receipt_is_taken_back(at: Street, chance: random.Random) -> object:
    receipt = some(Receipt.objects.filter(order__shop=at.shop), chance)
    if receipt is None or chance.random() < 0.6:
        return IDLE
    return buying_acts.reverse_receipt(order_id=receipt.order_id, receipt_id=receipt.pk, reason="miscounted", key=key(), by=at.owner, at=at.now)


@act
def goods_go_back(at: Street, chance: random.Random) -> object:
    it: dict[str, Any] = {"reason": "sour", "key": key(), "by": at.owner, "at": at.now}
    # Mostly what no invoice covers yet, and one case that was paid for already: the supplier owes that then.
    going = PurchaseLine.objects.filter(order__shop=at.shop, order__status__in=["partially_received", "received"], position=1)
    line = some(going.filter(order__invoices__status="paid", billed__gte=1).distinct(), chance)
    if line is not None and chance.random() < 0.7:
        return buying_acts.return_goods(order_id=line.order_id, quantities={1: line.billable + 1}, **it)
    order = _purchase(at, chance, "partially_received", "received", "short_closed")
    return IDLE if order is None else buying_acts.return_goods(order_id=order.pk, quantities={1: D(1)}, **it)


@act
def supplier_bills(at: Street, chance: random.Random) -> object:
    order = _purchase(at, chance, "partially_received", "received")
    if order is None:
        return IDLE
    price = 7_200 if chance.random() < 0.8 else 7_900
    return buying_acts.issue_invoice(order_id=order.pk, number=key()[:10], bills=[Bill(1, D(1), price)], key=key(), by=at.supplier, at=at.now)


@act
def bill_moves(at: Street, chance: random.Random) -> object:
    invoice = some(Invoice.objects.filter(order__shop=at.shop), chance)
    if invoice is None:
        return IDLE
    it = {"invoice_id": invoice.pk, "by": at.owner, "at": at.now}
    steps: list[Callable[[], object]] = [
        lambda: buying_acts.rematch_invoice(**it),
        lambda: buying_acts.release_invoice(reason="agreed", **it),
        lambda: buying_acts.debit_differences(**it),
        lambda: buying_acts.approve_invoice(seen_version=invoice.version, pay_when_due=chance.random() < 0.5, **it),
        lambda: buying_acts.approve_invoice(seen_version=invoice.version, pay_when_due=False, **it),
        lambda: buying_acts.pay_invoice(method=BANK_ACCOUNT, key=key(), **it),
        lambda: buying_acts.pay_invoice(method=BANK_ACCOUNT, key=key(), **it),
        lambda: buying_acts.withdraw_invoice(invoice_id=invoice.pk, by=at.supplier, at=at.now),
        lambda: buying_acts.pay_by_schedule(invoice_id=invoice.pk, at=at.now),
    ]
    return chance.choice(steps)()


ACTS.append(bill_moves)


@act
def debit_is_paid_back(at: Street, chance: random.Random) -> object:
    debit = some(DebitNote.objects.filter(status="owed"), chance)
    return IDLE if debit is None else buying_acts.pay_back_debit(debit_id=debit.pk, key=key(), by=at.supplier, at=at.now)


@act
def purchase_ends(at: Street, chance: random.Random) -> object:
    order = _purchase(at, chance, "sent", *GOING)
    if order is None or chance.random() < 0.7:
        return IDLE
    ends = chance.choice([buying_acts.cancel_order, buying_acts.short_close, buying_acts.hold_order])
    return ends(order_id=order.pk, reason="enough", by=at.owner, at=at.now)


@act
def quotes_are_asked(at: Street, chance: random.Random) -> object:
    by: dict[str, Any] = {"by": at.owner, "at": at.now}
    suppliers = [supplier.pk for supplier in at.bazaar.suppliers]
    rfq = sourcing.draft_rfq(
        shop_id=at.shop.pk, wants=asking.wants(at.bazaar), supplier_ids=suppliers, answer_by=at.now + timedelta(hours=5), key=key(), **by
    )
    return sourcing.send_rfq(rfq_id=rfq.pk, **by)


@act
def quote_is_given(at: Street, chance: random.Random) -> object:
    quotation = some(Quotation.objects.filter(status__in=["invited", "viewed", "submitted"], supplier__party_id__isnull=False), chance)
    if quotation is None:
        return IDLE
    terms = asking.terms(
        chance.randint(6_000, 9_000), chance.randint(700, 1_500), freight_minor=chance.choice([0, 300]), holds=(at.now + timedelta(days=5)).date()
    )
    by = actor(at.bazaar.boss(quotation.supplier))
    return sourcing.submit_quote(quotation_id=quotation.pk, terms=terms, seen_number=quotation.number, by=by, at=at.now)


ACTS.append(quote_is_given)


@act
def award_is_made(at: Street, chance: random.Random) -> object:
    rfq = some(Rfq.objects.filter(shop=at.shop, status__in=["partially_quoted", "quoted"]), chance)
    if rfq is None:
        return IDLE
    plan = comparison_of(comparable(rfq.pk, today=at.now.date()), today=at.now.date()).split
    if plan is None or not plan.cells:
        return IDLE
    return sourcing.award(rfq_id=rfq.pk, picks=asking.picks(plan), seen_total_minor=plan.total_minor, key=key(), by=at.owner, at=at.now)


@act
def pool_moves(at: Street, chance: random.Random) -> object:
    pool = some(Pool.objects.filter(status="open"), chance)
    if pool is None:
        closes = at.now + timedelta(hours=30)
        return pools.open_pool(shop_id=at.shop.pk, article_id=at.town.case.pk, quantity=D(20), closes_at=closes, key=key(), by=at.owner, at=at.now)
    it = {"pool_id": pool.pk, "shop_id": at.neighbours_shop.pk, "by": at.neighbour, "at": at.now}
    steps: list[Callable[[], object]] = [
        lambda: pools.join_pool(quantity=D(20), **it),
        lambda: pools.confirm_place(key=key(), **it),
        lambda: pools.withdraw(key=key(), **it),
        lambda: pools.close_pool(pool_id=pool.pk, at=pool.closes_at),
    ]
    return chance.choice(steps)()


# The bank, and what runs by itself.


@act
def payout_moves(at: Street, chance: random.Random) -> object:
    payout = some(Payout.objects.filter(shop=at.shop, status="draft"), chance)
    if payout is None:
        return pay_out(shop_id=at.shop.pk, key=key(), by=at.owner, at=at.now)
    if chance.random() < 0.8:
        return approve_payout(payout_id=payout.pk, by=at.operator, at=at.now)
    return reject_payout(payout_id=payout.pk, reason="odd", by=at.operator, at=at.now)


@act
def sweeps(at: Street, chance: random.Random) -> object:
    steps: list[Callable[[], object]] = [
        lambda: close_unpaid(at=at.now),
        lambda: release_held(shop_id=at.shop.pk, at=at.now),
        lambda: claw_back(shop_id=at.shop.pk, at=at.now),
        lambda: pay_out_by_schedule(shop_id=at.shop.pk, at=at.now),
        lambda: vouchers.expire_vouchers(at=at.now),
    ]
    return chance.choice(steps)()


def trade(street: Street, *, seconds: float, workers: int, seed: int) -> Tally:
    """Everybody acts until the time is over; what is no refusal is kept as a fault, with its traceback."""
    tally, ends = Tally(), time.monotonic() + seconds

    def work(number: int) -> None:
        chance = random.Random(f"{seed}/{number}")
        try:
            while time.monotonic() < ends:
                doing = chance.choice(ACTS)
                try:
                    tally.note(doing.__name__, IDLE if doing(street, chance) == IDLE else "done")
                except DomainError as refusal:
                    tally.note(doing.__name__, refusal.code)
                except Exception:
                    tally.faults.append(f"{doing.__name__}, seed {seed}, worker {number}\n{traceback.format_exc()}")
                    close_old_connections()
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[number]) for number in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tally

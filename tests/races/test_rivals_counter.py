"""Steps at the counter, on a tab and on a voucher, each beside the step that would leave it without its premise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from merchants.cards.actions import stop_plan
from merchants.customers.actions import change_card, remind
from merchants.customers.models import Card
from merchants.customers.public import Details, set_terms
from merchants.orders.public import Order, Wanted
from merchants.promotions.actions import void_coupon
from merchants.promotions.codes import slip_of
from merchants.promotions.public import Coupon
from merchants.till.actions import (
    book_again,
    close_shift,
    close_todo,
    collect,
    drop_held,
    invoicing,
    link_to_sale,
    link_to_tab,
    pay_in,
    replay,
    ring_up,
    sell,
    take_order,
    undo_redemption,
)
from merchants.till.actions.phoning import Handover
from merchants.till.models import Collection, Invoice, Sale, Shift, Todo
from merchants.till.simulated_bureau import SimulatedTaxBureau
from merchants.vouchers.actions import expire_vouchers, refund_shop_vouchers, stop_product
from merchants.vouchers.models import Product, Redemption, Voucher
from tests import cast, counter, dealing
from tests.buying import D
from tests.cast import MORNING, Corner, actor
from tests.counter import line, sold, ticket
from tests.merchants.cards.cast import plan
from tests.merchants.money import operator
from tests.merchants.vouchers.test_vouchers import bought, redeem
from tests.rivals import Race, acts_about, in_turn, race, state_of

pytestmark = pytest.mark.race
LATER = MORNING + timedelta(days=40)


@pytest.fixture(scope="module")
def town(committed_throughout: str) -> Corner:
    made = cast.corner(stock="5000", money_minor=10_000_000)
    counter.shift(made)
    return made


@dataclass(frozen=True)
class Elsewhere:
    """A corner of its own, for what concerns a whole shop, and one voucher sold there."""

    corner: Corner
    voucher: Voucher
    code: str


def spoilt(town: Corner) -> Todo:
    """A sale from the queue that the books refused, and could take now: its drawer was not open."""
    drawer = counter.shift(town, drawer=uuid4().hex[:6])
    count(town, drawer)
    held = replay(shop_id=town.shop.pk, ticket=ticket(line(town.milk), drawer=drawer.drawer_id), by=actor(town.owner), at=MORNING)
    assert isinstance(held, Todo)
    counter.shift(town, drawer=drawer.drawer.name)
    return held


def booked_with_a_question(town: Corner) -> Todo:
    """Booked, and asked about: it was sold below the shelf's price."""
    return counter.replayed(town, line(town.milk, price_minor=400))


def received(town: Corner) -> Collection:
    said = {"amount_minor": 500, "note": "", "method": "bank_account", "key": uuid4().hex}
    return collect(shop_id=town.shop.pk, by=actor(town.resident), at=MORNING, **said)  # type: ignore[arg-type]


def owing(town: Corner) -> Card:
    card = counter.customer(town, uuid4().hex[:8])
    sold(town, line(town.milk, "2"), tender="tab", customer=card)
    return card


def invoiced(town: Corner) -> Invoice:
    """Not due before the others were put off."""
    invoicing.claim_due(at=LATER, most=100)
    return ask_invoice(town, sold(town, line(town.milk)))


def issued(town: Corner) -> Invoice:
    invoice = ask_invoice(town, sold(town, line(town.milk)))
    invoicing.send_due(issuer=SimulatedTaxBureau("prompt"), at=MORNING)
    return invoice


def ask_invoice(town: Corner, sale: Sale) -> Invoice:
    said = {"title": "Wu", "tax_number": "", "key": uuid4().hex}
    return invoicing.request_invoice(order_id=sale.pk, **said, by=actor(town.owner), at=MORNING)


def late(town: Corner) -> Voucher:
    """Its day is over at the end of the forty days; those before it were ended."""
    expire_vouchers(at=LATER)
    return bought(town)[0]


def elsewhere(_town: Corner) -> Elsewhere:
    corner = cast.corner()
    return Elsewhere(corner, *bought(corner))


def voucher_used(town: Corner) -> Redemption:
    return redeem(town, bought(town)[1])


def coupon_claimed(town: Corner) -> Coupon:
    return dealing.claimed(dealing.coupon(town), town.resident)


def void(town: Corner, coupon: Coupon) -> Coupon:
    return void_coupon(coupon_id=coupon.pk, reason="a mistake", by=actor(town.owner), at=MORNING)


def take_off(town: Corner, coupon: Coupon) -> Sale:
    """At the till, from the slip that its holder showed."""
    said = ticket(line(town.milk, "7"), deal_minor=500, coupon=slip_of(coupon.pk, town.shop.pk, MORNING))
    return sell(shop_id=town.shop.pk, ticket=said, by=actor(town.owner), at=MORNING)


def on_sale(town: Corner) -> Product:
    return bought(town)[0].product


def stop(town: Corner, product: Product) -> Product:
    return stop_product(product_id=product.pk, by=actor(town.owner), at=MORNING)


def change(town: Corner, card: Card) -> Card:
    return change_card(card_id=card.pk, details=Details(card.name + "x"), seen_version=card.version, by=actor(town.owner), at=MORNING)


def trust(limit_minor: int) -> Any:
    return lambda town, card: set_terms(card_id=card.pk, limit_minor=limit_minor, terms_days=7, by=actor(town.owner), at=MORNING)


def phone_order(name: str, quantity: int) -> Any:
    """Of different goods, so that nobody waits for the other's shelf."""

    def act(town: Corner, card: Card) -> Order:
        sku = getattr(town, name)
        wanted = [Wanted(sku.pk, D(quantity), sku.price_minor)]
        said = {"shop_id": town.shop.pk, "card_id": card.pk, "wanted": wanted, "handover": Handover("pickup"), "key": uuid4().hex}
        return take_order(**said, by=actor(town.owner), at=MORNING)

    return act


def fetch_change(town: Corner, shift: Shift) -> object:
    return pay_in(shift_id=shift.pk, amount_minor=300, reason="change", key=uuid4().hex, by=actor(town.owner), at=MORNING)


def count(town: Corner, shift: Shift) -> Shift:
    return close_shift(shift_id=shift.pk, counted={"cash": 10_000}, note="", key=uuid4().hex, by=actor(town.owner), at=MORNING)


def to_tab(town: Corner, one: Collection) -> Collection:
    return link_to_tab(collection_id=one.pk, card_id=owed(town).pk, by=actor(town.owner), at=MORNING)


def owed(town: Corner) -> Card:
    return Card.objects.filter(shop=town.shop, balance_minor__gte=500).earliest("created_at")


def to_sale(town: Corner, one: Collection) -> Collection:
    sale = Order.objects.filter(shop=town.shop, status="pending_payment").latest("placed_at")
    return link_to_sale(collection_id=one.pk, order_id=sale.pk, by=actor(town.owner), at=MORNING)


def received_for_something(town: Corner) -> Collection:
    owing(town)
    ring_up(shop_id=town.shop.pk, wanted=[Wanted(town.milk.pk, D(1), 500)], key=uuid4().hex, by=actor(town.owner), at=MORNING)
    return received(town)


def undo(town: Corner, used: Redemption) -> Redemption:
    return undo_redemption(redemption_id=used.pk, key=uuid4().hex, by=actor(town.owner), at=MORNING)


def give_shops_back(_town: Corner, at: Elsewhere) -> int:
    by = actor(operator())
    return refund_shop_vouchers(shop_id=at.corner.shop.pk, reason="closing", key=uuid4().hex, by=by, at=MORNING)


def use_there(_town: Corner, at: Elsewhere) -> Redemption:
    return redeem(at.corner, at.code)


def ended_there(_town: Corner, at: Elsewhere) -> tuple[str, int]:
    return state_of(at.voucher), at.voucher.released_minor + at.voucher.refunded_minor


def by_keeper(verb: Any, **more: Any) -> Any:
    """A step about a sale from the queue, by whoever keeps its shop."""

    return lambda town, todo: verb(todo_id=todo.pk, by=actor(town.owner), at=MORNING, **more)


def sold_or_dropped(town: Corner, todo: Todo) -> tuple[bool, int, int]:
    todo.refresh_from_db()
    return todo.booked, Sale.objects.filter(pk=todo.sale_id).count(), times_closed(town, todo)


def times_closed(_town: Corner, todo: Todo) -> int:
    return acts_about(f"order/{todo.sale_id}", "till.close_todo")


def counted(_town: Corner, shift: Shift) -> tuple[str, int]:
    """What was expected in the drawer when it was counted, and what moved in it since it was opened but for the counting."""
    moved = sum(shift.movements.exclude(kind__in=["difference", "taken"]).values_list("amount_minor", flat=True))
    return state_of(shift), shift.counts.get(tender="cash").expected_minor - moved


def card_of(_town: Corner, card: Card) -> tuple[int, int]:
    card.refresh_from_db()
    return card.balance_minor, card.version


RACES = [
    race("a held sale is booked and dropped", spoilt, by_keeper(book_again), by_keeper(drop_held, reason="doubt"), shows=sold_or_dropped,
         ends={"(True, 1, 1): Todo Todo", "(False, 0, 1): SaleDropped Todo"}),
    race("a question is closed by two", booked_with_a_question, by_keeper(close_todo), by_keeper(close_todo), shows=times_closed,
         ends={"1: Todo Todo"}),
    race("a held sale is dropped by two", spoilt, *[by_keeper(drop_held, reason="doubt")] * 2, shows=times_closed, ends={"1: Todo Todo"}),
    race("a receipt goes to a tab and to a sale", received_for_something, to_tab, to_sale,
         shows=lambda _town, it: state_of(it), ends={"linked: Collection CollectionLinked"}),
    race("change is fetched while the drawer is counted", lambda town: counter.shift(town, drawer=uuid4().hex[:6]), fetch_change, count,
         shows=counted, ends={"('closed', 0): CashMovement Shift", "('closed', 0): Shift ShiftMoved"}),
    race("an invoice is asked for by two", lambda town: sold(town, line(town.milk)), ask_invoice, ask_invoice,
         shows=lambda _town, it: Invoice.objects.filter(order=it.pk).count(), ends={"1: Invoice InvoiceStands"}),
    race("an invoice is sent by two workers", invoiced, *[lambda _town, _it: len(invoicing.claim_due(at=MORNING, most=10))] * 2,
         shows=lambda _town, it: Invoice.objects.get(pk=it.pk).attempts, ends={"1: 0 1"}),
    race("an invoice is taken back by two", issued,
         *[lambda town, it: invoicing.take_back_invoice(invoice_id=it.pk, reason="no", by=actor(town.owner), at=MORNING)] * 2,
         shows=lambda _town, it: acts_about(f"invoice/{it.pk}", "till.take_back_invoice"), ends={"1: Invoice Invoice"}),
    race("two orders by phone for one limit", lambda town: counter.customer(town, uuid4().hex[:8]), phone_order("milk", 12),
         phone_order("bread", 5), writes="customers_openitem", shows=card_of,
         ends={"(6000, 1): Order TabLimitReached", "(6250, 1): Order TabLimitReached"}),
    race("a use of a voucher is undone by two", voucher_used, undo, undo,
         shows=lambda _town, it: Voucher.objects.get(pk=it.voucher_id).remaining, ends={"3: Redemption TooLateToUndo"}),
    race("a card is changed by two", lambda town: counter.customer(town, uuid4().hex[:8]), change, change,
         shows=card_of, ends={"(0, 2): Card CardChanged"}),
    race("terms are set by two", lambda town: counter.customer(town, uuid4().hex[:8]), trust(20_000), trust(30_000),
         shows=lambda _town, it: in_turn("customers.set_terms", target=f"customer/{it.pk}"), ends={"in turn: Card Card"}),
    race("she is reminded by two", owing, *[lambda town, it: remind(card_id=it.pk, by=actor(town.owner), at=LATER)] * 2,
         shows=lambda _town, it: it.reminders.count(), ends={"1: RemindedToday Reminder"}),
    race("a coupon is taken back by two", coupon_claimed, void, void, ends={"voided: Coupon PromotionNotFound"}),
    race("a coupon is taken back while a sale uses it", coupon_claimed, void, take_off,
         ends={"used: PromotionNotFound Sale", "voided: Coupon CouponGone"}),
    race("a voucher's sale is stopped by two", on_sale, stop, stop,
         shows=lambda _town, it: acts_about(f"vouchers.product/{it.pk}", "vouchers.stop_product"), ends={"1: Product Product"}),
    race("the sale of a card is stopped by two", plan, *[lambda town, it: stop_plan(plan_id=it.pk, by=actor(town.owner), at=MORNING)] * 2,
         shows=lambda _town, it: acts_about(f"cards.plan/{it.pk}", "cards.stop_plan"), ends={"1: Plan Plan"}),
    race("vouchers whose day is over are ended by two", late, *[lambda _town, _it: expire_vouchers(at=LATER)] * 2, ends={"expired: 0 1"}),
    race("a shop's vouchers are given back while one is used", elsewhere, give_shops_back, use_there, shows=ended_there,
         ends={"('refunded', 1000): 1 Redemption", "('refunded', 1000): 1 VoucherOver"}),
]  # fmt: skip


@pytest.mark.parametrize("each", RACES)
def test_neck_and_neck(town: Corner, each: Race) -> None:
    each.run(town)

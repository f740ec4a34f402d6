"""Steps of an order, of a case about it and of the shop that serves it, each beside the step that would leave it without its premise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from ecosystem import ports
from ecosystem.audit.models import Act
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date
from ecosystem.payments.models import Refund
from ecosystem.payments.public import BANK_ACCOUNT
from ecosystem.ports import Outcome
from merchants.aftersale import actions as cases
from merchants.aftersale.models import Case
from merchants.orders import actions as orders
from merchants.orders import public as orders_room
from merchants.orders.actions.timing import _cancel_unanswered, _complete, _time_out, pause_if_missed
from merchants.orders.public import Order
from merchants.reviews.actions import count_rating
from merchants.reviews.models import Rating, Review
from merchants.shops import actions as shops
from merchants.shops import pacing
from merchants.shops.models import Shop
from merchants.shops.public import Door, SpecialDay, every_day, put_up_sign, set_special_days, set_tables
from merchants.stock.models import Quarantine
from residents.baskets.actions import pay_order
from tests import cast, trading
from tests.cast import MORNING, Corner, actor
from tests.merchants.aftersale.cast import StubbornBank, agreed, applied, handed_over, rejected
from tests.merchants.money import operator
from tests.merchants.reviews.cast import reviewed
from tests.rivals import Race, acts_about, in_turn, race, state_of
from tests.trading import SLOW_BANK, SlowBank, order_in, seated

pytestmark = pytest.mark.race
FIVE, TEN, WEEK = MORNING + timedelta(minutes=5), MORNING + timedelta(minutes=10), MORNING + timedelta(days=7)
STUBBORN = "stubborn_bank"


@dataclass(frozen=True)
class Town:
    corner: Corner
    bank: StubbornBank
    one: Actor
    two: Actor

    @property
    def owner(self) -> Actor:
        return actor(self.corner.owner)

    @property
    def buyer(self) -> Actor:
        return actor(self.corner.resident)


@pytest.fixture(scope="module")
def town(committed_throughout: str) -> Iterator[Town]:
    bank = StubbornBank()
    ports.payment_methods.join(STUBBORN, bank)
    ports.payment_methods.join(SLOW_BANK, SlowBank())
    yield Town(cast.corner(stock="5000", money_minor=10_000_000), bank, actor(operator("one")), actor(operator("two")))
    ports.payment_methods.leave(STUBBORN)
    ports.payment_methods.leave(SLOW_BANK)


def order(status: str, channel: str = "pickup") -> Any:
    return lambda town: order_in(status, town.corner, channel=channel)


def asked_out_of(town: Town) -> Order:
    """Its buyer asked to get out of it, and hears nothing for ten minutes."""
    return orders.ask_to_cancel(order_id=order_in("accepted", town.corner).pk, by=town.buyer, at=MORNING)


def stays(town: Town, it: Order) -> Order:
    return orders.stay(order_id=it.pk, by=town.buyer, at=MORNING)


def agree(town: Town, it: Order) -> Order:
    return orders.agree_to_cancel(order_id=it.pk, key=uuid4().hex, by=town.owner, at=MORNING)


def by_owner(verb: Any, at: datetime = MORNING, **more: Any) -> Any:
    return lambda town, it: verb(order_id=it.pk, by=town.owner, at=at, **more)


def by_clock(verb: Any, at: datetime) -> Any:
    return lambda _town, it: verb(order_id=it.pk, at=at)


def hand_over(at: datetime = MORNING) -> Any:
    return lambda town, it: trading.hand_over(order_id=it.pk, key=uuid4().hex, by=town.owner, at=at)


def missing(_town: Town) -> Shop:
    """A shop that let as many orders run out as it may."""
    own = cast.corner()
    for _ in range(own.shop.misses_allowed):
        order_in("paid", own)
    for one in Order.objects.filter(shop=own.shop):
        _time_out(order_id=one.pk, at=FIVE)
    return own.shop


def claim(town: Town, **more: Any) -> Case:
    return applied(town.corner, handed_over(town.corner), **more)


def awaiting(town: Town) -> Case:
    return agreed(town.corner, claim(town, kind="return_and_refund"))


def refused(town: Town) -> Case:
    return rejected(town.corner, claim(town))


def part_offered(town: Town) -> Case:
    return cases.offer(case_id=claim(town).pk, amount_minor=200, reason="opened", by=town.owner, at=MORNING)


def back_unseen(town: Town) -> Case:
    """Its goods came back, the shop did not look, and nobody said where they go."""
    case = awaiting(town)
    cases.send_back(case_id=case.pk, by=town.buyer, at=MORNING)
    return cases.time_out(case_id=case.pk, at=WEEK)


def failed_for_good(town: Town) -> Case:
    town.bank.answers = [Outcome("failed", reason="account_closed")]
    return agreed(town.corner, applied(town.corner, handed_over(town.corner, method=STUBBORN)))


def account_named(town: Town) -> Case:
    case = failed_for_good(town)
    cases.ask_by_hand(case_id=case.pk, sent_to="6222 0001", key=uuid4().hex, by=town.one, at=MORNING)
    return case


def by_buyer(verb: Any, **more: Any) -> Any:
    return lambda town, case: verb(case_id=case.pk, by=town.buyer, at=MORNING, **more)


def by_keeper(verb: Any, **more: Any) -> Any:
    return lambda town, case: verb(case_id=case.pk, by=town.owner, at=MORNING, **more)


def answer(*, taken: bool) -> Any:
    return lambda town, case: cases.answer_offer(case_id=case.pk, taken=taken, key=uuid4().hex, by=town.buyer, at=MORNING)


def accept_goods(town: Town, case: Case) -> Case:
    return cases.accept_goods(case_id=case.pk, restock={1: "sellable"}, key=uuid4().hex, by=town.owner, at=MORNING)


def put_away(town: Town, case: Case) -> Case:
    return cases.decide_restock(case_id=case.pk, choices={1: "quarantine"}, key=uuid4().hex, by=town.owner, at=MORNING)


def name_account(town: Town, case: Case) -> Case:
    return cases.ask_by_hand(case_id=case.pk, sent_to="6222 0002", key=uuid4().hex, by=town.one, at=MORNING)


def send_money(town: Town, case: Case) -> Case:
    return cases.send_by_hand(case_id=case.pk, key=uuid4().hex, by=town.two, at=MORNING)


def last_step(_town: Town, case: Case) -> tuple[str, str]:
    return state_of(case), case.steps.latest("pk").act


def put_aside(_town: Town, case: Case) -> int:
    return Quarantine.objects.filter(cause=case.order_id).count()


def sent_to(_town: Town, case: Case) -> tuple[str, str]:
    """Its status, and the account that it was sent to by the trail."""
    status, sent = state_of(case), Act.objects.get(target=f"payments.refund/{case.refund_id}", act="payments.send_refund_by_hand").after
    return status, sent["sent_to"] if sent == {"sent_to": Refund.objects.get(pk=case.refund_id).sent_to} else "elsewhere"


def own_shop(town: Town) -> Shop:
    """One more of the owner's, for what concerns a whole shop."""
    return cast.shop(town.corner.owner, uuid4().hex[:6])


def paused(town: Town) -> Shop:
    pacing.end_modes(at=TEN)
    return pacing.pause_selling(shop_id=own_shop(town).pk, minutes=5, by=town.owner, at=MORNING)


def stopped(town: Town) -> Shop:
    return shops.stop_selling(shop_id=own_shop(town).pk, by=town.owner, at=MORNING)


def at_shop(verb: Any, **more: Any) -> Any:
    return lambda town, shop: verb(shop_id=shop.pk, by=town.owner, at=MORNING, **more)


def new_hours(closes: int) -> Any:
    return lambda town, shop: shops.change_hours(shop_id=shop.pk, hours=every_day(0, closes), seen_version=shop.version, by=town.owner, at=MORNING)


def special(closes: int) -> Any:
    days = [SpecialDay(business_date(MORNING), ((0, closes),))]
    return lambda town, shop: set_special_days(shop_id=shop.pk, days=days, seen_version=shop.version, by=town.owner, at=MORNING)


def shows(code: str = "") -> Any:
    """At the counter: the right code, or another one."""
    return lambda town, it: orders.try_to_hand_over(
        order_id=it.pk, shown=code or orders_room.code_of(it.pk), without="", key=uuid4().hex, by=town.owner, at=MORNING
    )


def tried(_town: Town, it: Order) -> str:
    return f"{state_of(it)} {it.wrong_codes}"


def slower(minutes: int) -> Any:
    def act(town: Town, shop: Shop) -> Shop:
        terms = replace(pacing.serving_terms(shop), prep_minutes=minutes)
        return pacing.set_serving(shop_id=shop.pk, terms=terms, seen_version=shop.version, by=town.owner, at=MORNING)

    return act


def tidy(_town: Town, _shop: Shop) -> int:
    return pacing.end_modes(at=TEN)


def trail(act: str) -> Any:
    return lambda _town, shop: in_turn(f"merchants.shop.{act}", target=f"shops.shop/{shop.pk}")


def version(_town: Town, shop: Shop) -> int:
    return Shop.objects.get(pk=shop.pk).version - shop.version


def times(act: str) -> Any:
    return lambda _town, shop: acts_about(f"shops.shop/{shop.pk}", f"merchants.shop.{act}")


def pause_of(_town: Town, shop: Shop) -> tuple[bool, bool]:
    shop.refresh_from_db()
    return shop.paused_until is not None, shop.selling


def named(*names: str) -> Any:
    return lambda town, shop: set_tables(shop_id=shop.pk, names=names, seen_version=shop.version, by=town.owner, at=MORNING)


def sign(text: str) -> Any:
    return lambda town, shop: put_up_sign(shop_id=shop.pk, door=Door(sign=text), seen_version=shop.version, by=town.owner, at=MORNING)


def wrote(text: str) -> Any:
    return lambda town, it: orders.write_word(order_id=it.pk, text=text, key=uuid4().hex, by=town.owner, at=MORNING)


def words_said(_town: Town, it: Order) -> list[int]:
    return sorted(it.words.values_list("number", flat=True))


def paid_now(town: Town, it: Order) -> UUID:
    return pay_order(order_id=it.pk, method=BANK_ACCOUNT, key=uuid4().hex, by=town.buyer, at=MORNING)


def let_go_unpaid(town: Town, it: Order) -> Order:
    return orders.cancel_order(order_id=it.pk, key=uuid4().hex, by=town.buyer, at=MORNING)


def at_table(town: Town) -> Order:
    """Somebody sits at table 4 and waits for what she paid."""
    return seated(town.corner, "accepted")


def let_go(town: Town, it: Order) -> Order:
    return orders.reject_order(order_id=it.pk, reason="sold_out", key=uuid4().hex, by=town.owner, at=MORNING)


def to_be_reviewed(town: Town) -> Order:
    """At a shop that has a rating."""
    count_rating(shop_id=town.corner.shop.pk, at=MORNING)
    return order_in("completed", town.corner)


def rated(_town: Town, it: Order) -> bool:
    """Whether the rating counts every review."""
    return Rating.objects.get(shop=it.shop_id).published == Review.objects.filter(shop=it.shop_id).count()


RACES = [
    race("an order runs out while it is accepted", order("paid"), by_clock(_time_out, FIVE), by_owner(orders.accept_order, FIVE),
         ends={"cancelled: OrderMoved True", "accepted: False Order"}),
    race("an order counts as arrived while it is handed over", order("out_for_delivery", "delivery"), by_clock(_complete, WEEK), hand_over(WEEK),
         ends={"completed: False Order", "completed: OrderMoved True"}),
    race("nobody answered the buyer until now", asked_out_of, by_clock(_cancel_unanswered, TEN), by_owner(orders.refuse_to_cancel, TEN),
         ends={"cancelled: NothingAsked True", "accepted: False Order"}),
    race("the buyer stays while the shop lets her go", asked_out_of, stays, agree,
         ends={"accepted: NothingAsked Order", "cancelled: Order OrderMoved"}),
    race("two workers let a shop rest", missing, *[lambda _town, it: pause_if_missed(shop_id=it.pk, at=FIVE)] * 2,
         shows=version, ends={"1: False True"}),
    race("an offer is taken and left", part_offered, answer(taken=True), answer(taken=False),
         ends={"done: Case CaseMoved", "rejected: Case CaseMoved"}),
    race("a refusal is brought before the platform twice", refused, *[by_buyer(cases.escalate, text="it was not")] * 2,
         ends={"escalated: Case CaseMoved"}),
    race("goods are sent back twice", awaiting, *[by_buyer(cases.send_back)] * 2, ends={"returned: Case CaseMoved"}),
    race("goods are refused and accepted", awaiting, accept_goods, by_keeper(cases.refuse_goods, reason="worn"),
         ends={"done: Case Case", "done: Case CaseMoved"}),
    race("a word comes while the case is withdrawn", claim, by_buyer(cases.withdraw), by_keeper(cases.say, text="well"), shows=last_step,
         ends={"('withdrawn', 'withdraw'): Case CaseMoved", "('withdrawn', 'withdraw'): Case Step"}),
    race("goods that came back are put away by two", back_unseen, put_away, put_away,
         shows=put_aside, ends={"1: Case NothingToReturn"}),
    race("money is sent by hand while another account is named", account_named, name_account, send_money, shows=sent_to,
         ends={"('done', '6222 0001'): Case CaseMoved", "('done', '6222 0002'): Case Case"}),
    race("money is sent by hand by two", account_named, send_money, send_money, ends={"done: Case CaseMoved"}),
    race("a rating is counted while a review comes", to_be_reviewed,
         lambda town, it: reviewed(town.corner, order=it), lambda _town, it: count_rating(shop_id=it.shop_id, at=MORNING),
         shows=rated, ends={"True: Rating Review"}),
    race("a shop stops for two", own_shop, *[at_shop(shops.stop_selling)] * 2, shows=times("stop"), ends={"1: Shop Shop"}),
    race("a shop goes on for two", stopped, *[at_shop(shops.resume_selling)] * 2, shows=times("resume"), ends={"1: Shop Shop"}),
    race("hours are changed by two", own_shop, new_hours(600), new_hours(700), shows=version, ends={"1: Shop ShopChanged"}),
    race("a day is said by two", own_shop, special(600), special(700), shows=version, ends={"1: Shop ShopChanged"}),
    race("a right code and two wrong ones at once", order("ready"), shows(), shows("x"), shows("y"), shows=tried,
         ends={"completed 0: OrderMoved OrderMoved Told", "completed 1: OrderMoved Told Told", "completed 2: Told Told Told"}),
    race("tables are named by two", own_shop, named("1"), named("2"), shows=version, ends={"1: Shop ShopChanged"}),
    race("two write about one order", order("accepted"), wrote("soy?"), wrote("or none?"), shows=words_said, ends={"[1, 2]: Word Word"}),
    race("a sign is put up by two", own_shop, sign("until four"), sign("until five"), shows=version, ends={"1: Shop ShopChanged"}),
    race("what nobody has paid yet is let go of while it is paid", order("pending_payment"), let_go_unpaid, paid_now,
         ends={"closed: Order OrderMoved", "cancelled: Order UUID"}),
    race("a table is served by two", at_table, hand_over(), hand_over(), ends={"completed: Order OrderMoved"}),
    race("a table is served while its guest is let go", at_table, hand_over(), let_go,
         ends={"completed: HandedOver Order", "cancelled: Order OrderMoved"}),
    race("a shop gets slower for two", own_shop, slower(40), slower(50), shows=version, ends={"1: Shop ShopChanged"}),
    race("a shop is busy twice", own_shop, at_shop(pacing.be_busy, more_minutes=5), at_shop(pacing.be_busy, more_minutes=9),
         shows=trail("busy"), ends={"in turn: Shop Shop"}),
    race("a shop is paused twice", own_shop, at_shop(pacing.pause_selling, minutes=5), at_shop(pacing.pause_selling, minutes=9),
         shows=trail("pause"), ends={"in turn: Shop Shop"}),
    race("a pause is over and begins anew", paused, at_shop(pacing.pause_selling, minutes=60), tidy, shows=pause_of,
         ends={"(True, True): 0 Shop", "(True, True): 1 Shop"}),
]  # fmt: skip


@pytest.mark.parametrize("each", RACES)
def test_neck_and_neck(town: Town, each: Race) -> None:
    each.run(town)

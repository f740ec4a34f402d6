"""One card at two counters, ended while it pays, and its shop stopped meanwhile. Real threads, real commits."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest
from django.db import transaction

from ecosystem.ledger.public import balance_of, book_total, custody_of, deposit_of, pending_of
from ecosystem.payments.actions import take_acquirer_word
from ecosystem.payments.models import Payment
from ecosystem.payments.simulators.acquirer import NAME
from ecosystem.payments.simulators.telling import MERCHANT_NO
from ecosystem.ports import AcquirerWord
from merchants.aftersale.actions import refund_lines
from merchants.aftersale.rules import Asked
from merchants.cards.actions import buy_card, end_card, lapse_bonus, refund_suspended_cards
from merchants.cards.models import CardLimits, CardUse, PrepaidCard
from merchants.cards.rules import token_of, way_of
from merchants.orders.public import Order, close_unpaid
from merchants.shops.suspending import suspend_selling
from merchants.till.actions import take_by_pay_code
from residents.baskets.actions import pay_again, pay_order
from tests import cast
from tests.acquiring import acquirer, passes, payment_of, seconds
from tests.cast import BANK, MORNING, Corner, actor
from tests.merchants.cards.cast import card, left, money, plan, rung
from tests.together import at_once, kinds, neck_and_neck
from tests.trading import check_out, differences, put

pytestmark = pytest.mark.race


@pytest.fixture
def town(committed: str) -> Corner:
    return cast.corner()


def pays(town: Corner, made: PrepaidCard, order: Order) -> partial[object]:
    return partial(pay_order, order_id=order.pk, method=way_of(made.pk), key=uuid4().hex, by=actor(town.resident), at=MORNING)


def test_a_card_used_at_several_counters_at_once_gives_what_is_on_it_once(town: Corner) -> None:
    """Six sales of ten yuan on a card that holds twenty-two: two are paid by it, the third in part, and the rest refused."""
    made = card(town, plan(town, price_minor=2_000, bonus_minor=200))
    # An article each: the shelf of one would make them wait for each other before they come to the card.
    goods = [cast.article(town.shop, town.owner, name=f"Goods {number}") for number in range(6)]
    answers = at_once(*(pays(town, made, order) for order in [rung(town, sku=sku) for sku in goods]))
    assert kinds(answers) == {"UUID": 3, "CardOver": 3}
    assert (left(made), money(town)[3]) == ((0, 0), 98_000 - 800)
    assert sum(use.card_minor for use in CardUse.objects.all()) == 2_200
    assert differences() == []


def test_a_code_that_two_tills_read_at_once_pays_one_of_them(town: Corner) -> None:
    made, token = card(town), ""
    token, clerks = token_of(made.pk, MORNING), [cast.clerk(town.shop, f"clerk{number}") for number in range(4)]
    acts = [partial(take_by_pay_code, order_id=rung(town).pk, code=token, key=uuid4().hex, by=actor(clerk), at=MORNING) for clerk in clerks]
    assert kinds(at_once(*acts)) == {"Order": 1, "ShownCardUsed": 3}
    assert sum(left(made)) == 9_800
    assert differences() == []


def test_ending_a_card_and_paying_with_it_share_its_money_between_them(town: Corner) -> None:
    of = plan(town, price_minor=3_000, bonus_minor=300)
    for _round in range(3):
        made, before = card(town, of), money(town)
        end = partial(end_card, card_id=made.pk, key=uuid4().hex, by=actor(town.resident), at=MORNING)
        acts = [pays(town, made, rung(town)), end, pays(town, made, rung(town))]
        assert set(kinds(at_once(*acts))) <= {"UUID", "PrepaidCard", "CardOver"}
        spent = sum(use.paid_minor for use in made.uses.all())
        assert (left(made), made.status, made.refunded_minor) == ((0, 0), "ended", 3_000 - spent)
        assert money(town)[3] == before[3] + 3_000 - spent
    assert balance_of(custody_of(town.shop.party_id)) == 0
    assert differences() == []


def test_a_stop_meets_uses_and_refunds_and_nobody_loses_a_fen(town: Corner) -> None:
    """Two workers give back while cards pay and goods come back; a lapse of bonuses runs between."""
    of = plan(town, price_minor=3_000, bonus_minor=300)
    cards = [card(town, of) for _ in range(4)]
    bought = [rung(town) for _ in cards]
    for made, order in zip(cards, bought, strict=True):
        pays(town, made, order)()
    orders = [rung(town) for _ in cards]
    with transaction.atomic():
        suspend_selling(party_id=town.shop.party_id, why="bank", by=BANK, at=MORNING)
    stops = [partial(refund_suspended_cards, shop_id=town.shop.pk, at=MORNING, most=most) for most in (2, 100)]
    backs = [
        partial(refund_lines, order_id=order.pk, asked=[Asked(1, Decimal(1))], reason="sour", key=uuid4().hex, by=actor(town.owner), at=MORNING)
        for order in bought
    ]
    lapse = partial(lapse_bonus, at=MORNING + timedelta(days=365))
    acts = [stops[0], *(pays(town, made, order) for made, order in zip(cards, orders, strict=True)), *backs, lapse, stops[1]]
    answers = at_once(*acts)
    assert set(kinds(answers)) <= {"UUID", "CardOver", "int", "Case"}, answers
    assert kinds(answers)["Case"] == 4
    while refund_suspended_cards(shop_id=town.shop.pk, at=MORNING):
        continue
    assert (balance_of(custody_of(town.shop.party_id)), PrepaidCard.objects.exclude(status="refunded").count()) == (0, 0)
    # Whatever came first: each holder is out what she used and did not bring back, less the bonus's part of it.
    mine = sum(use.paid_minor for use in CardUse.objects.all())
    assert balance_of(deposit_of(town.resident.party_id)) >= 100_000 - mine
    assert [one for one in differences() if one[0] != "a suspended shop has a cause in its file"] == []  # type: ignore[index]


def test_two_who_buy_at_once_do_not_pass_the_merchants_limit_together(town: Corner) -> None:
    of = plan(town)
    CardLimits.objects.update(per_card_minor=10_800, per_shop_minor=25_000)
    neighbours = [cast.person(f"n{number}", money_minor=20_000) for number in range(5)]
    acts = [partial(buy_card, plan_id=of.pk, method="bank_account", key=uuid4().hex, by=actor(one), at=MORNING) for one in neighbours]
    assert kinds(at_once(*acts)) == {"PrepaidCard": 2, "ShopOwesTooMuch": 3}
    assert differences() == []


def beside(town: Corner, *, quantity: int = 2) -> tuple[PrepaidCard, Order, Payment]:
    """A sale of ten yuan for which five and a half are set aside on a card, and the rest is asked of an acquirer."""
    made = card(town, plan(town, price_minor=500, bonus_minor=50))
    order = rung(town, quantity)
    pay_order(order_id=order.pk, method=f"{way_of(made.pk)}/{NAME}", key=uuid4().hex, by=actor(town.resident), at=MORNING)
    passes(timedelta())
    return made, order, payment_of(order)


def says(payment: Payment, status: str) -> partial[object]:
    word = AcquirerWord("payment", payment.pk, status, MERCHANT_NO, payment.asked_minor, "CNY", reference=f"R-{payment.pk.hex[:8]}")
    return partial(take_acquirer_word, acquirer=NAME, word=word, at=MORNING)


def test_one_card_set_aside_by_several_payments_at_once_is_set_aside_once(town: Corner) -> None:
    made = card(town, plan(town, price_minor=500, bonus_minor=50))
    goods = [cast.article(town.shop, town.owner, name=f"Goods {number}") for number in range(4)]
    orders = [rung(town, sku=sku) for sku in goods]
    ways = [f"{way_of(made.pk)}/{NAME}", way_of(made.pk)] * 2
    acts = [
        partial(pay_order, order_id=order.pk, method=way, key=uuid4().hex, by=actor(town.resident), at=MORNING)
        for order, way in zip(orders, ways, strict=True)
    ]
    assert kinds(neck_and_neck(*acts, writes="cards_carduse")) == {"UUID": 1, "CardOver": 3}
    assert (left(made), CardUse.objects.count()) == ((0, 0), 1)
    assert differences() == []


@pytest.mark.parametrize("turn", [1, -1])
def test_a_refusal_and_paying_another_way_let_go_of_the_card_once(town: Corner, turn: int) -> None:
    """Both have found the payment open, and what is set aside beside it, before either lets go."""
    made, order, payment = beside(town)
    again = partial(pay_again, payment_id=payment.pk, method="bank_account", key=uuid4().hex, by=actor(town.resident), at=MORNING)
    answers = neck_and_neck(*[says(payment, "failed"), again][::turn], writes="payments_payment")
    assert set(kinds(answers)) <= {"bool", "UUID"}, answers
    order.refresh_from_db()
    assert (order.status, left(made), [use.status for use in CardUse.objects.all()]) == ("completed", (500, 50), ["let_go"])
    assert [entry.kind for entry in made.entries.order_by("number")] == ["bought", "used", "back"]
    assert differences() == []


def test_money_that_meets_the_close_of_its_order_pays_for_it_or_goes_back_whole(town: Corner) -> None:
    for _round in range(3):
        made, order, payment = beside(town)
        late = order.pay_until + timedelta(minutes=6)
        acquirer().pay(payment_id=payment.pk, at=MORNING)
        at_once(says(payment, "succeeded"), partial(close_unpaid, at=late), says(payment, "succeeded"))
        passes(*seconds(5, 10, 40, 60))
        order.refresh_from_db()
        paid = order.status == "completed"
        assert order.status in {"completed", "closed"}
        assert sum(left(made)) == (0 if paid else 550)
    assert balance_of(pending_of(town.shop.party_id)) == 0
    assert book_total("acquirer", "CNY") == -450 * Order.objects.filter(status="completed").count()
    assert differences() == []


def test_what_a_refusal_gives_back_is_not_lost_while_the_card_pays_elsewhere(town: Corner) -> None:
    """An errand over two shops, of which the card pays one: its part comes back in the moment in which a counter draws on the rest."""
    made = card(town, plan(town, price_minor=1_500, bonus_minor=150))
    fish = cast.article(town.rival_shop, town.rival, name="Fish")
    other = rung(town, 1, sku=cast.article(town.shop, town.owner, name="Buns"))
    for sku in (town.milk, fish):
        put(town.resident, sku)
    check_out(town.resident, method=f"{way_of(made.pk)}/{NAME}")
    passes(timedelta())
    payment = Payment.objects.get(method=NAME)
    assert (payment.beside_minor, sum(left(made))) == (500, 1_150)
    assert kinds(neck_and_neck(says(payment, "failed"), pays(town, made, other))) == {"bool": 1, "UUID": 1}
    assert sum(left(made)) == 1_650 - 500
    assert differences() == []

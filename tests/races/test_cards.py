"""One card at two counters, ended while it pays, and its shop stopped meanwhile. Real threads, real commits."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest
from django.db import transaction

from ecosystem.ledger.public import balance_of, custody_of, deposit_of
from merchants.aftersale.actions import refund_lines
from merchants.aftersale.rules import Asked
from merchants.cards.actions import buy_card, end_card, lapse_bonus, refund_suspended_cards
from merchants.cards.models import CardLimits, CardUse, PrepaidCard
from merchants.cards.rules import token_of, way_of
from merchants.orders.public import Order
from merchants.shops.suspending import suspend_selling
from merchants.till.actions import take_by_pay_code
from residents.baskets.actions import pay_order
from tests import cast
from tests.cast import BANK, MORNING, Corner, actor
from tests.merchants.cards.cast import card, left, money, plan, rung
from tests.together import at_once, kinds
from tests.trading import differences

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

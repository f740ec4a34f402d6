"""Money paid ahead on a card: the bank holds it, the shop has it use by use, and what is not spent goes back to the fen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.feed.public import FactRow
from ecosystem.kernel.errors import NotFound, Unauthenticated
from ecosystem.ledger.public import InsufficientFunds
from ecosystem.once.public import KeyUsedOtherwise
from ecosystem.payments.actions import work_on_all
from ecosystem.payments.public import PaymentFailed, latest_payment_of
from ecosystem.payments.simulators.acquirer import NAME as ACQUIRER
from merchants.aftersale.actions import refund_lines
from merchants.aftersale.rules import Asked
from merchants.cards import queries, rules
from merchants.cards.actions import buy_card, define_plan, end_card, ending, lapse_bonus, refund_suspended_cards, stop_plan
from merchants.cards.errors import (
    AboveShown,
    BadPlan,
    BonusNotFunded,
    CardElsewhere,
    CardNotFound,
    CardOver,
    OwnCard,
    PlanAboveLimits,
    PlanNotFound,
    ShopOwesTooMuch,
    ShownCardStale,
    ShownCardUsed,
)
from merchants.cards.models import CardEntry, CardLimits, CardUse, Plan, PrepaidCard
from merchants.cards.rules import Mix, given_back, taken, token_of, way_of
from merchants.orders.public import Order, Wanted, cancel_order
from merchants.shops.suspending import suspend_selling
from merchants.till.actions import ring_up, take_by_pay_code
from residents.baskets.actions import pay_order
from tests import cast
from tests.acquiring import acquirer, passes
from tests.cast import BANK, MORNING, Corner, actor
from tests.merchants.cards.cast import card, left, money, plan, rung
from tests.trading import check_out, differences, put, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield cast.corner()


@given(st.integers(1, 500_000), st.integers(0, 100_000), st.lists(st.integers(1, 200_000), max_size=12))
def test_uses_take_both_kinds_of_money_evenly_and_nothing_is_left_at_the_end(price: int, bonus: int, uses: list[int]) -> None:
    rest = Mix(price, bonus)
    for use in uses:
        if rest.all_minor:
            part = taken(rest, min(use, rest.all_minor))
            assert 0 <= part.paid_minor <= rest.paid_minor
            assert 0 <= part.bonus_minor <= rest.bonus_minor
            # Nobody pays more than a fen more of her own money for a use than its even share.
            assert part.paid_minor * rest.all_minor < part.all_minor * rest.paid_minor + rest.all_minor
            rest = Mix(rest.paid_minor - part.paid_minor, rest.bonus_minor - part.bonus_minor)
    if rest.all_minor:
        assert taken(rest, rest.all_minor) == rest
    with pytest.raises(ValueError, match="no more than is left"):
        taken(rest, rest.all_minor + 1)


@given(st.integers(0, 900), st.integers(0, 900), st.integers(0, 900), st.lists(st.integers(1, 400), max_size=20))
def test_any_sequence_of_refunds_sums_to_what_was_taken(paid: int, bonus: int, account: int, parts: list[int]) -> None:
    if not paid + bonus:
        return
    total, before, sums = paid + bonus + account, 0, [0, 0, 0]
    for part in [*parts, total]:
        amount = min(part, total - before)
        if amount:
            back = given_back(Mix(paid, bonus), total, before, amount)
            each = (back.paid_minor, back.bonus_minor, back.account_minor)
            assert min(each) >= 0
            assert sum(each) == amount
            sums, before = [one + more for one, more in zip(sums, each, strict=True)], before + amount
    assert sums == [paid, bonus, account]


def test_a_card_is_paid_into_custody_with_the_shops_bonus_and_released_use_by_use(town: Corner) -> None:
    of = plan(town)
    made = card(town, of, key="one")
    assert card(town, of, key="one").pk == made.pk
    assert PrepaidCard.objects.count() == 1
    assert (made.status, left(made), money(town)) == ("active", (10_000, 800), (10_800, 4_200, 0, 90_000))
    put(town.resident, town.milk, "10")
    order = Order.objects.get(errand_id=check_out(town.resident, method=way_of(made.pk)))
    assert (order.status, order.tender, order.total_minor) == ("paid", "card", 5_000)
    assert (left(made), money(town)) == ((5_370, 430), (5_800, 4_200, 0, 90_000))
    fact = FactRow.objects.get(kind="trade.card_used")
    assert (fact.standing, fact.body["paid_minor"], fact.body["bonus_minor"]) == ("settled", 4_630, 370)
    assert differences() == []
    # The second order costs more than is left: the card first, the rest from the account, to the fen.
    put(town.resident, town.milk, "13")
    second = Order.objects.get(errand_id=check_out(town.resident, method=way_of(made.pk)))
    assert (second.total_minor, left(made), money(town)) == (6_500, (0, 0), (0, 4_200, 0, 90_000 - 700))
    with pytest.raises(CardOver):
        pay_order(order_id=rung(town).pk, method=way_of(made.pk), key="k", by=actor(town.resident), at=MORNING)
    assert differences() == []
    # Cancelled, everything is where it was: paid money, bonus, account.
    cancel_order(order_id=second.pk, key="c", by=actor(town.resident), at=MORNING)
    assert (left(made), money(town)) == ((5_370, 430), (5_800, 4_200, 0, 90_000))
    kinds = list(queries.statement_of(made.pk).values_list("kind", "paid_minor", "bonus_minor", "left_minor"))
    assert kinds == [("back", 5_370, 430, 5_800), ("used", -5_370, -430, 0), ("used", -4_630, -370, 5_800), ("bought", 10_000, 800, 10_800)]
    assert differences() == []


def test_an_errand_of_two_shops_is_begun_by_the_card_of_one(town: Corner) -> None:
    made, rice = card(town), cast.article(town.rival_shop, town.rival, name="Rice", price_minor=2_000)
    put(town.resident, town.milk, "2")
    put(town.resident, rice, "1")
    errand = check_out(town.resident, method=way_of(made.pk))
    assert (sum(left(made)), money(town)[3]) == (9_800, 88_000)
    for order in Order.objects.filter(errand_id=errand):
        cancel_order(order_id=order.pk, key=uuid4().hex, by=actor(town.resident), at=MORNING)
    assert (left(made), money(town)) == ((10_000, 800), (10_800, 4_200, 0, 90_000))
    put(town.resident, rice, "1")
    before = standing()
    for way, refusal in ((way_of(made.pk), CardElsewhere), ("card", PaymentFailed), ("card/x", CardNotFound)):
        with pytest.raises(refusal):
            check_out(town.resident, method=way)
    assert standing() == before
    assert differences() == []


def test_goods_that_come_back_go_onto_the_card_in_the_proportion_they_were_paid(town: Corner) -> None:
    made = card(town, plan(town, price_minor=1_000, bonus_minor=100))
    order = rung(town, 3)
    pay_order(order_id=order.pk, method=way_of(made.pk), key="p", by=actor(town.resident), at=MORNING)
    order.refresh_from_db()
    assert (order.status, order.tender, left(made), money(town)[3]) == ("completed", "card", (0, 0), 99_000 - 400)
    assert differences() == []
    for back, still in ((1, (333, 33)), (2, (667, 66)), (3, (1_000, 100))):
        refund_lines(order_id=order.pk, asked=[Asked(1, Decimal(1))], reason="sour", key=str(back), by=actor(town.owner), at=MORNING)
        assert left(made) == still
        assert differences() == []
    assert money(town) == (1_100, 4_900, 0, 99_000)


def test_what_comes_back_after_a_card_ended_goes_to_whose_money_it_was(town: Corner) -> None:
    made = card(town, plan(town, price_minor=1_000, bonus_minor=100))
    order = rung(town, 1)
    pay_order(order_id=order.pk, method=way_of(made.pk), key="p", by=actor(town.resident), at=MORNING)
    for _again in range(2):
        end_card(card_id=made.pk, key="e", by=actor(town.resident), at=MORNING)
    assert (made.refresh_from_db(), made.status, made.refunded_minor) == (None, "ended", 545)
    assert money(town)[:2] == (0, 4_955)
    with pytest.raises(CardOver):
        end_card(card_id=made.pk, key="f", by=actor(town.resident), at=MORNING)
    refund_lines(order_id=order.pk, asked=[Asked(1, Decimal(1))], reason="sour", key="r", by=actor(town.owner), at=MORNING)
    assert money(town) == (0, 5_000, 0, 100_000)
    assert differences() == []


def test_a_till_reads_a_card_once_and_only_for_so_much(town: Corner) -> None:
    made = card(town)
    token = token_of(made.pk, MORNING)

    def read(order: Order, code: str, *, by: cast.Person = town.owner, at=MORNING) -> Order:  # type: ignore[no-untyped-def]
        return take_by_pay_code(order_id=order.pk, code=code, key=uuid4().hex, by=actor(by), at=at)

    paid = read(rung(town), token, by=cast.clerk(town.shop))
    assert (paid.status, paid.tender, paid.buyer_id, sum(left(made))) == ("completed", "card", town.resident.party_id, 9_800)
    waits = rung(town)
    forged = token[:-9] + ("B" if token[-9] == "A" else "A") + token[-8:]
    before = standing()
    with pytest.raises(ShownCardUsed):
        read(waits, token)
    for code, at in ((token_of(made.pk, MORNING), MORNING + timedelta(seconds=61)), (forged, MORNING), ("TCS.x", MORNING)):
        with pytest.raises(ShownCardStale):
            read(waits, code, at=at)
    with pytest.raises(NotFound):
        read(waits, token_of(made.pk, MORNING), by=town.rival)
    assert standing() == before
    theirs = cast.article(town.rival_shop, town.rival, name="Rice", price_minor=500)
    elsewhere = ring_up(shop_id=town.rival_shop.pk, wanted=[Wanted(theirs.pk, Decimal(1), 500)], key="r", by=actor(town.rival), at=MORNING)
    with pytest.raises(CardNotFound):
        read(elsewhere, token_of(made.pk, MORNING), by=town.rival)
    CardLimits.objects.update(shown_minor=1_500, shown_day_minor=2_500)
    with pytest.raises(AboveShown):
        read(rung(town, 4), token_of(made.pk, MORNING))
    read(waits, token_of(made.pk, MORNING))
    with pytest.raises(AboveShown):
        read(rung(town), token_of(made.pk, MORNING))
    # On her own phone she is known: no such limit.
    pay_order(order_id=rung(town).pk, method=way_of(made.pk), key="own", by=actor(town.resident), at=MORNING)
    later = MORNING + timedelta(hours=25)
    assert read(rung(town, at=later), token_of(made.pk, later), at=later).status == "completed"
    assert differences() == []


def test_a_bonus_lapses_and_paid_money_never_does(town: Corner) -> None:
    made = card(town, plan(town, days=30))
    order = rung(town)
    pay_order(order_id=order.pk, method=way_of(made.pk), key="p", by=actor(town.resident), at=MORNING)
    over = MORNING + timedelta(days=30)
    assert (lapse_bonus(at=over - timedelta(seconds=1)), lapse_bonus(at=over), lapse_bonus(at=over)) == (0, 1, 0)
    assert (left(made), money(town)[:2]) == ((9_074, 0), (9_074, 4_926))
    refund_lines(order_id=order.pk, asked=[Asked(1, Decimal(2))], reason="sour", key="r", by=actor(town.owner), at=MORNING)
    assert lapse_bonus(at=over) == 1
    assert (left(made), money(town)[:2]) == ((10_000, 0), (10_000, 5_000))
    years = MORNING + timedelta(days=5_000)
    late = rung(town, at=years)
    pay_order(order_id=late.pk, method=way_of(made.pk), key="l", by=actor(town.resident), at=years)
    assert left(made) == (9_000, 0)
    assert differences() == []


def test_all_holders_have_theirs_back_when_the_bank_stops_the_shop_in_batches_that_may_be_killed(
    town: Corner, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = plan(town)
    cards = [card(town, of) for _ in range(3)]
    pay_order(order_id=rung(town).pk, method=way_of(cards[0].pk), key="p", by=actor(town.resident), at=MORNING)
    assert (refund_suspended_cards(shop_id=town.shop.pk, at=MORNING), queries.stopped_with_cards()) == (0, [])
    with transaction.atomic():
        suspend_selling(party_id=town.shop.party_id, why="bank", by=cast.BANK, at=MORNING)
    assert queries.stopped_with_cards() == [town.shop.pk]
    assert refund_suspended_cards(shop_id=town.shop.pk, at=MORNING, most=1) == 1
    assert mismatches() == []

    def killed(*_told: object, **_more: object) -> None:
        raise KeyboardInterrupt

    # The worker dies in its second batch, all money moved and nothing committed: nothing of it stands.
    before = standing()
    with monkeypatch.context() as dying, pytest.raises(KeyboardInterrupt):
        dying.setattr(ending, "notify", killed)
        refund_suspended_cards(shop_id=town.shop.pk, at=MORNING)
    assert standing() == before
    assert PrepaidCard.objects.filter(status="refunded").count() == 1
    assert [refund_suspended_cards(shop_id=town.shop.pk, at=MORNING) for _ in range(2)] == [2, 0]
    assert money(town) == (0, 5_000 - 74, 996, 100_000 - 926)
    with pytest.raises(PlanNotFound):
        card(town, of)
    assert mismatches() == []


def test_by_an_acquirer_a_card_can_be_used_once_the_money_is_there(town: Corner) -> None:
    of = plan(town)
    made = card(town, of, method=ACQUIRER)
    assert (made.status, left(made), money(town)[:2]) == ("pending", (0, 0), (0, 5_000))
    assert list(queries.cards_of(town.resident.party_id)) == []
    with pytest.raises(CardOver):
        pay_order(order_id=rung(town).pk, method=way_of(made.pk), key="p", by=actor(town.resident), at=MORNING)
    passes(timedelta())
    payment = latest_payment_of([made.pk])
    assert payment is not None
    acquirer().pay(payment_id=payment.pk, at=MORNING)
    passes(timedelta())
    assert (left(made), money(town)) == ((10_000, 800), (10_800, 4_200, 0, 100_000))
    assert differences() == []
    end_card(card_id=made.pk, key="e", by=actor(town.resident), at=MORNING)
    # On its way: custody holds it until the acquirer has taken it back.
    assert (left(made), money(town)[:2]) == ((0, 0), (10_000, 5_000))
    assert differences() == []
    work_on_all(at=MORNING)
    passes(timedelta())
    assert money(town) == (0, 5_000, 0, 100_000)
    assert differences() == []


def test_money_that_comes_after_the_shops_word_has_run_out_goes_back(town: Corner) -> None:
    made = card(town, method=ACQUIRER)
    passes(timedelta())
    payment = latest_payment_of([made.pk])
    assert payment is not None
    acquirer().pay(payment_id=payment.pk, at=MORNING)
    late = timedelta(hours=25)
    passes(late, late)
    assert (made.refresh_from_db(), made.status, made.refunded_minor) == (None, "void", 10_000)
    assert differences() == []


def test_what_is_no_card_is_refused_and_nothing_changes(town: Corner) -> None:
    said = {
        "shop_id": town.shop.pk,
        "name": "X",
        "price_minor": 10_000,
        "bonus_minor": 800,
        "bonus_days": 365,
        "by": actor(town.owner),
        "at": MORNING,
    }
    wrong = [{"name": " "}, {"price_minor": 0}, {"bonus_minor": -1}, {"bonus_days": 29}, {"bonus_days": 1_096}, {"name": "x" * 61}]
    for change in wrong:
        with pytest.raises(BadPlan):
            define_plan(**{**said, **change}, key=uuid4().hex)
    for change in ({"bonus_minor": 2_001}, {"price_minor": 500_000, "bonus_minor": 1}):
        with pytest.raises(PlanAboveLimits):
            define_plan(**{**said, **change}, key=uuid4().hex)
    for stranger in (cast.clerk(town.shop), town.rival, town.resident):
        with pytest.raises(NotFound):
            define_plan(**{**said, "by": actor(stranger)}, key=uuid4().hex)
    assert not Plan.objects.exists()
    assert define_plan(**said, key="k").pk == define_plan(**said, key="k").pk
    with pytest.raises(KeyUsedOtherwise):
        define_plan(**{**said, "name": "Y"}, key="k")
    poor = plan(town, funded=0)
    before = (money(town), standing())
    with pytest.raises(BonusNotFunded):
        card(town, poor)
    assert (money(town), standing(), PrepaidCard.objects.count()) == (*before, 0)
    rich = plan(town)
    with pytest.raises(InsufficientFunds):
        card(town, plan(town, price_minor=200_000, bonus_minor=0))
    with pytest.raises(Unauthenticated):
        buy(rich, BANK)
    with pytest.raises(OwnCard):
        buy(rich, cast.Actor(person_id=town.owner.pk, party_id=town.shop.party_id))
    CardLimits.objects.update(per_shop_minor=19_999, per_card_minor=19_999)
    card(town, rich)
    with pytest.raises(ShopOwesTooMuch):
        card(town, rich)
    with pytest.raises(NotFound):
        stop_plan(plan_id=rich.pk, by=actor(town.rival), at=MORNING)
    for _again in range(2):
        assert stop_plan(plan_id=rich.pk, by=actor(town.owner), at=MORNING).status == "stopped"
    with pytest.raises(PlanNotFound):
        card(town, rich)
    assert (PrepaidCard.objects.count(), CardUse.objects.count(), CardEntry.objects.count()) == (1, 0, 1)
    assert differences() == []


def mismatches() -> list[object]:
    """What is wrong but that this shop was stopped without a file of its merchant's."""
    return [one for one in differences() if one[0] != "a suspended shop has a cause in its file"]  # type: ignore[index]


def buy(of: Plan, by: cast.Actor) -> PrepaidCard:
    return buy_card(plan_id=of.pk, method="bank_account", key=uuid4().hex, by=by, at=MORNING)


def test_only_its_holder_pays_with_a_card_or_ends_it(town: Corner) -> None:
    made, other = card(town), cast.person("other", money_minor=50_000)
    put(other, town.milk)
    before = (standing(), left(made))
    with pytest.raises(CardNotFound):
        check_out(other, method=way_of(made.pk))
    for stranger in (other, town.owner, town.outsider):
        with pytest.raises(CardNotFound):
            end_card(card_id=made.pk, key="e", by=actor(stranger), at=MORNING)
    assert (standing(), left(made)) == before
    assert rules.card_of_way("bank_account") is None

"""Rounds: a seat before the money, shares that sum to the fee, nobody who pays more than she saw, and who may do what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from ecosystem import ports
from ecosystem.kernel.errors import NotFound
from ecosystem.ledger.public import balance_of, deposit_of, pending_of
from ecosystem.notices.models import Notice
from ecosystem.once.public import KeyUsedOtherwise
from ecosystem.payments.public import Payment, Refund
from merchants.aftersale.actions import refund_lines
from merchants.aftersale.rules import Asked
from merchants.orders.public import (
    OrderMoved,
    accept_order,
    cancel_order,
    close_unpaid,
    go_on_with_rounds,
    mark_ready,
    reject_order,
    send_out,
)
from merchants.reports.queries.health import measures_of
from merchants.rounds import rules
from merchants.rounds.actions import call_off_round, close_rounds, leave_round, open_round, serve_round, warn_rounds
from merchants.rounds.errors import BadRound, NotOnRound, RoundFull, RoundHasOrders, RoundNotFound, RoundOver
from merchants.rounds.models import Round, Seat, Serving
from merchants.settlement.public import Settlement
from merchants.shops.suspending import suspend_selling
from residents.baskets.errors import QuoteChanged
from residents.baskets.queries import quote_for
from residents.baskets.rules import in_round
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.grouping import neighbours
from tests.riding import BEGINS, CUT_OFF, HOUR, cut_off, estate, joined, opened, order_of, planned, standing_of
from tests.trading import SLOW_BANK, SlowBank, differences, hand_over, money_arrives, put, standing

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def town() -> Iterator[Corner]:
    ports.payment_methods.join(SLOW_BANK, SlowBank())
    with time_machine.travel(MORNING, tick=False):
        yield cast.corner()
    ports.payment_methods.leave(SLOW_BANK)


def everything() -> list[Any]:
    rounds = [list(model.objects.order_by("pk").values()) for model in (Round, Seat, Serving)]
    return [*standing(), *rounds]


def money(person: Any) -> int:
    return balance_of(deposit_of(person.party_id))


@given(st.integers(1, 100_000), st.integers(2, 200), st.integers(1, 200))
def test_shares_sum_to_the_fee_and_nobody_bears_more_than_she_saw(fee: int, least: int, people: int) -> None:
    shared, shown = rules.share_out(fee, least=least, people=people), rules.share_most(fee, least)
    assert sum(shared.shares) + shared.borne_minor == fee
    assert len(shared.shares) == people
    assert max(shared.shares) <= shown
    assert max(shared.shares) - min(shared.shares) <= 1
    assert shared.borne_minor == 0 or people < least
    more = rules.share_out(fee, least=least, people=people + 1)
    assert all(after <= before for before, after in zip(shared.shares, more.shares, strict=False))


def test_a_round_of_two_shops_is_shared_to_the_fen(town: Corner) -> None:
    fish = cast.article(town.rival_shop, town.rival, name="Fish", price_minor=2_000)
    friends = neighbours(2)
    found = opened(town)
    assert found.share_most_minor == 334
    mine = joined(found, town.resident, town.milk, fish)
    assert [(order.status, order.total_minor, order.delivery_fee_minor, order.deliver_to) for order in mine] == [
        ("gathering", 834, 334, "松庭 东门"),
        ("gathering", 2_334, 334, "松庭 东门"),
    ]
    for friend in friends:
        [theirs] = joined(found, friend, town.milk)
    assert standing_of(found) == ("open", 4, 4)
    assert not Notice.objects.filter(kind__in=["order_arrived", "round_to_pack"]).exists()
    assert (money(town.resident), money(friends[0])) == (100_000 - 834 - 2_334, 10_000 - 834)
    assert cut_off(CUT_OFF - timedelta(seconds=1)) == (0, 0)
    assert cut_off() == (1, 4)
    # ¥10.00 over four, the earlier ones bear nothing more here; each gets ¥0.84 back, once.
    assert list(Seat.objects.values_list("share_minor", flat=True)) == [250] * 4
    assert list(Refund.objects.values_list("amount_minor", "reason").distinct()) == [(84, "round_shared")]
    assert (money(town.resident), money(friends[0])) == (100_000 - 750 - 2_250, 10_000 - 750)
    order = order_of(mine[0].pk)
    assert (order.status, order.promised_at, order.fee_back_minor, order.net_total_minor) == ("accepted", BEGINS, 84, 750)
    assert (Notice.objects.filter(kind="round_shared").count(), Notice.objects.filter(kind="round_to_pack").count()) == (4, 2)
    assert cut_off() == (0, 0)
    assert differences() == []
    # Neither the wait for the cut-off nor what a round gives back is held against a shop.
    measured = {one.part: (one.bad, one.of) for one in measures_of(town.shop.pk, at=CUT_OFF)}
    assert (measured["late_accepts"], measured["refunds"][0]) == ((0, 0), 0)
    # What the shops get is the goods and the shares of their own orders; the rest of an order is as ever.
    mark_ready(order_id=order.pk, by=actor(town.owner), at=CUT_OFF)
    send_out(order_id=order.pk, by=actor(town.owner), at=BEGINS)
    hand_over(order_id=order.pk, key="h", by=actor(town.owner), at=BEGINS)
    assert Settlement.objects.get(order_id=order.pk).delivery_fee_minor == 250
    refund_lines(order_id=order.pk, asked=[Asked(1, Decimal(1))], reason="other", with_delivery_fee=True, key="b", by=actor(town.owner), at=BEGINS)
    assert money(town.resident) == 100_000 - 2_250
    # Let go after the cut-off: all that she has paid by now, and nobody else's share moves.
    reject_order(order_id=theirs.pk, reason="sold_out", key="r", by=actor(town.owner), at=CUT_OFF)
    assert (money(friends[1]), standing_of(found)) == (10_000, ("closed", 4, 4))
    assert differences() == []


def test_where_too_few_come_they_hear_it_and_pay_what_they_saw(town: Corner) -> None:
    found = opened(town)
    [friend] = neighbours(1)
    [order] = joined(found, town.resident, town.milk)
    joined(found, friend, town.milk)
    assert warn_rounds(at=CUT_OFF - rules.WARN_BEFORE - MINUTE) == 0
    assert [warn_rounds(at=CUT_OFF - rules.WARN_BEFORE) for _ in range(2)] == [1, 0]
    told = Notice.objects.filter(kind="round_few")
    assert (told.count(), told[0].values) == (2, {"people": 2, "least": 3, "time": "13:00", "amount_minor": 334})
    # Who does not like it leaves, and her seat is free.
    cancel_order(order_id=order.pk, key="c", by=actor(town.resident), at=CUT_OFF - MINUTE)
    assert (standing_of(found), money(town.resident)) == (("open", 1, 1), 100_000)
    assert cut_off() == (1, 1)
    found.refresh_from_db()
    assert (found.status, found.shared_minor, found.borne_minor) == ("closed", 334, 666)
    assert (money(friend), Notice.objects.filter(kind="round_closed").count()) == (10_000 - 834, 1)
    assert not Refund.objects.filter(reason="round_shared").exists()
    assert differences() == []


def test_a_round_that_nobody_joined_or_that_is_called_off_gives_all_back(town: Corner) -> None:
    empty, off = opened(town), opened(town, cuts_off_at=CUT_OFF - HOUR)
    [order] = joined(off, town.resident, town.milk)
    with pytest.raises(RoundNotFound):
        call_off_round(round_id=off.pk, key=uuid4().hex, by=actor(town.rival), at=MORNING)
    for key in ("off", "off", "again"):
        call_off_round(round_id=off.pk, key=key, by=actor(town.owner), at=MORNING)
    assert cut_off() == (1, 1)
    assert (standing_of(empty), Round.objects.get(pk=empty.pk).reason) == (("called_off", 0, 0), "nobody_came")
    assert (order_of(order.pk).status, order_of(order.pk).reason) == ("cancelled", "round_called_off")
    assert (money(town.resident), balance_of(pending_of(town.shop.party_id))) == (100_000, 0)
    assert Notice.objects.filter(kind="round_called_off").count() == 1
    assert differences() == []


def test_a_seat_is_counted_before_it_is_paid_and_lost_unpaid_at_the_cut_off(town: Corner) -> None:
    one, two, three = neighbours(3)
    found = opened(town, least=2, most=3)
    joined(found, one, town.milk)
    [slow] = joined(found, two, town.milk, method=SLOW_BANK)
    [late] = joined(found, three, town.milk, method=SLOW_BANK, at=CUT_OFF - MINUTE)
    assert (standing_of(found), late.pay_until) == (("open", 3, 1), CUT_OFF)
    put(town.resident, town.milk)
    before = everything()
    with pytest.raises(RoundFull):
        joined(found, town.resident)
    assert everything() == before
    assert close_unpaid(at=MORNING + HOUR) == 1
    assert (standing_of(found), order_of(slow.pk).status) == (("open", 2, 1), "closed")
    assert cut_off() == (1, 1)
    assert standing_of(found) == ("closed", 1, 1)
    # Money that comes after the cut-off goes back.
    money_arrives(Payment.objects.get(shares__document_id=late.pk), CUT_OFF)
    assert go_on_with_rounds(at=CUT_OFF) == 1
    assert (order_of(late.pk).reason, money(three)) == ("round_called_off", 10_000)
    assert differences() == []


def test_what_a_stopped_shop_would_bring_is_left_out(town: Corner) -> None:
    fish = cast.article(town.rival_shop, town.rival, name="Fish", price_minor=2_000)
    found = opened(town, least=2)
    mine, theirs = joined(found, town.resident, town.milk, fish)
    with transaction.atomic():
        suspend_selling(party_id=town.rival_shop.party_id, why="bank", by=cast.BANK, at=MORNING)
    assert cut_off() == (1, 2)
    assert (order_of(mine.pk).status, order_of(theirs.pk).status) == ("accepted", "cancelled")
    found.refresh_from_db()
    assert (found.shared_minor, found.borne_minor, money(town.resident)) == (500, 500, 100_000 - 1_000)
    # The bank's file of the shop has no cause here, and nothing else differs.
    assert [name for name, _lines in differences()] == ["a suspended shop has a cause in its file"]


def test_every_refusal_changes_nothing(town: Corner) -> None:
    fish = cast.article(town.rival_shop, town.rival, name="Fish", price_minor=2_000)
    alone, found = opened(town, both=False), opened(town)
    joined(found, town.resident, town.milk)
    over = opened(town)
    call_off_round(round_id=over.pk, key=uuid4().hex, by=actor(town.owner), at=MORNING)
    [friend] = neighbours(1)
    for sku in (town.milk, fish):
        put(friend, sku)
    outsider, owner, rival = actor(town.outsider), actor(town.owner), actor(town.rival)
    begin: dict[str, Any] = {"shop_id": town.shop.pk, "key": "k", "by": owner, "at": MORNING}
    for refusal, act in [
        (NotOnRound, lambda: joined(alone, friend)),
        (RoundOver, lambda: joined(found, friend, at=CUT_OFF)),
        (RoundOver, lambda: joined(over, friend)),
        (QuoteChanged, lambda: joined(found, friend, quote="x")),
        (RoundNotFound, lambda: joined(found, friend, round_id=uuid4())),
        (NotFound, lambda: open_round(**{**begin, "by": outsider}, plan=planned())),
        (BadRound, lambda: open_round(**begin, plan=planned(landmark="moon"))),
        (BadRound, lambda: open_round(**begin, plan=planned(gate=" "))),
        (BadRound, lambda: open_round(**begin, plan=planned(fee_minor=0))),
        (BadRound, lambda: open_round(**begin, plan=planned(least=1))),
        (BadRound, lambda: open_round(**begin, plan=planned(most=2))),
        (BadRound, lambda: open_round(**begin, plan=planned(cuts_off_at=MORNING + MINUTE))),
        (BadRound, lambda: open_round(**begin, plan=planned(cuts_off_at=BEGINS))),
        (BadRound, lambda: open_round(**begin, plan=planned(ends_at=BEGINS + 5 * HOUR))),
        (NotFound, lambda: serve_round(round_id=alone.pk, shop_id=town.rival_shop.pk, by=owner, at=MORNING)),
        (RoundNotFound, lambda: serve_round(round_id=uuid4(), shop_id=town.rival_shop.pk, by=rival, at=MORNING)),
        (RoundOver, lambda: serve_round(round_id=over.pk, shop_id=town.rival_shop.pk, by=rival, at=MORNING)),
        (RoundHasOrders, lambda: leave_round(round_id=alone.pk, shop_id=town.shop.pk, by=owner, at=MORNING)),
        (RoundOver, lambda: leave_round(round_id=found.pk, shop_id=town.rival_shop.pk, by=rival, at=CUT_OFF)),
        (RoundNotFound, lambda: call_off_round(round_id=found.pk, key=uuid4().hex, by=outsider, at=MORNING)),
    ]:
        before = everything()
        with pytest.raises(refusal):
            act()
        assert everything() == before, refusal


def test_the_same_key_opens_and_joins_once_and_a_shop_comes_and_goes(town: Corner) -> None:
    first, again = opened(town, both=False, key="o"), opened(town, both=False, key="o")
    assert first.pk == again.pk
    with pytest.raises(KeyUsedOtherwise):
        opened(town, key="o", fee_minor=1)
    rival: dict[str, Any] = {"round_id": first.pk, "shop_id": town.rival_shop.pk, "by": actor(town.rival), "at": MORNING}
    assert [serve_round(**rival).pk, serve_round(**rival).pk] == [first.pk] * 2
    assert first.servings.count() == 2
    assert [leave_round(**rival).pk, leave_round(**rival).pk] == [first.pk] * 2
    assert first.servings.count() == 1
    [order] = joined(first, town.resident, town.milk, key="j")
    assert [one.pk for one in joined(first, town.resident, key="j", quote=order_quote(first, town))] == [order.pk]
    with pytest.raises(OrderMoved):
        accept_order(order_id=order.pk, by=actor(town.owner), at=MORNING)
    assert close_rounds(at=CUT_OFF) == 1
    with pytest.raises(RoundOver):
        call_off_round(round_id=first.pk, key=uuid4().hex, by=actor(town.owner), at=CUT_OFF)


def order_quote(found: Round, town: Corner) -> str:
    """The quote that the first checkout was made by."""
    put(town.resident, town.milk)
    return in_round(quote_for(town.resident.party_id, at=MORNING), found.share_most_minor).digest


BREACHES: list[tuple[type[Any], dict[str, Any], str]] = [
    (Round, {"code": "x"}, "a_round_code_is_eight_letters"),
    (Round, {"gate": ""}, "a_round_says_at_which_gate"),
    (Round, {"begins_at": MORNING}, "a_round_comes_after_its_cut_off"),
    (Round, {"fee_minor": 0}, "bringing_a_round_costs_something|a_closed_round_is_paid_to_the_fen"),
    (Round, {"least": 1}, "a_round_is_shared_by_two_or_more"),
    (Round, {"most": 2, "least": 2, "seats_taken": 3}, "round_seats_never_oversold"),
    (Round, {"seats_taken": 0}, "nobody_pays_for_a_round_she_is_not_in"),
    (Round, {"status": "lost"}, "round_has_a_known_status|a_closed_round_is_paid_to_the_fen"),
    (Round, {"shared_minor": 1}, "a_closed_round_is_paid_to_the_fen"),
    (Round, {"decided_at": None}, "a_decided_round_says_when"),
    (Seat, {"status": "lost"}, "round_seat_has_a_known_status|nobody_bears_more_of_a_round_than_she_saw"),
    (Seat, {"share_minor": 335}, "nobody_bears_more_of_a_round_than_she_saw"),
    (Seat, {"paid_minor": 0, "share_minor": 0}, "a_seat_in_a_round_costs_something"),
    (Seat, {"paid_at": None}, "a_paid_round_seat_says_when"),
    (Seat, {"left_at": MORNING}, "a_round_seat_given_up_says_when"),
]


def test_the_database_refuses_what_no_verb_does(town: Corner) -> None:
    found = opened(town)
    [order] = joined(found, town.resident, town.milk)
    cut_off()
    for model, change, rule in BREACHES:
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            model.objects.update(**change)
    beyond: list[tuple[dict[str, Any], str]] = [
        ({"round": None}, "a_round_gives_back_a_part_of_the_fee|only_an_order_in_company_waits_for_others"),
        ({"fee_back_minor": 335}, "a_round_gives_back_a_part_of_the_fee"),
        ({"channel": "pickup"}, "what_comes_in_a_round_is_a_delivery"),
    ]
    for change, rule in beyond:
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            type(order).objects.filter(pk=order.pk).update(**{"fee_back_minor": 1, **change})
    twice: list[tuple[Any, str]] = [
        (Round, "a_round_code_is_given_once"),
        (Seat, "a_round_seat_is_one_order"),
        (Serving, "a_shop_serves_a_round_once"),
    ]
    for model, rule in twice:
        row = model.objects.first()
        row.pk = uuid4() if model is Round else None
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            row.save(force_insert=True)
    assert estate().pk == found.landmark_id

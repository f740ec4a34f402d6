"""A firm of riders brings an order: found, fetched, handed over and paid; or not found, too dear, silent, wrong, late and twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from ecosystem.kernel.errors import DomainError, NotFound
from ecosystem.ledger.public import Hold, balance_of, book_total, deposit_of, free_of
from ecosystem.notices.models import Notice
from ecosystem.ports import CourierWord
from merchants.couriers import actions, rules
from merchants.couriers.errors import (
    BadCourierRule,
    CallNotSigned,
    CallTooOld,
    CourierMoved,
    CourierNotFound,
    CourierTooDear,
    NoMoneyForCourier,
    NotForACourier,
)
from merchants.couriers.models import CourierCall, CourierRule, Dispatch, SimulatedRide, SimulatedRideCall
from merchants.couriers.simulator import NAME, said_of
from merchants.delivery import actions as bringing
from merchants.delivery.errors import AlreadyTaken, CourierHasIt, NotToBeBrought
from merchants.delivery.models import Delivery
from merchants.orders.actions.timing import complete_arrived
from merchants.orders.errors import OrderNotFound
from merchants.orders.models import Order
from merchants.orders.public import code_of, reject_order
from tests.cast import MORNING, Corner, actor
from tests.couriering import MOST, PRICE, firm, go_by, later, let, sent, standing_of
from tests.merchants.staff.cast import hired
from tests.pointing import ordered, served
from tests.trading import differences, hand_over, order_in, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(corner: Corner) -> Iterator[Corner]:
    let(corner)
    yield corner
    firm().manner, firm().away_until, firm().clock_off = "prompt", None, timedelta()


def account(town: Corner) -> tuple[int, int]:
    """The shop's money at the bank, and how much of it is free."""
    code = deposit_of(town.shop.party_id)
    return balance_of(code), free_of(code)


def told(party_id: UUID) -> list[str]:
    return list(Notice.objects.filter(party_id=party_id, kind__startswith="courier_").order_by("pk").values_list("kind", flat=True))


def refuse(error: type[DomainError], act: object) -> None:
    before = [*standing(), *(list(model.objects.order_by("pk").values_list()) for model in (Dispatch, Delivery, Hold, CourierRule))]
    with pytest.raises(error):
        act()  # type: ignore[operator]
    assert [*standing(), *(list(model.objects.order_by("pk").values_list()) for model in (Dispatch, Delivery, Hold, CourierRule))] == before


def test_a_courier_brings_it_with_the_buyers_code_and_is_paid_what_it_offered(town: Corner) -> None:
    had = account(town)[0]
    dispatch = sent(town, key="k")
    assert sent(town, key="k", order=dispatch.delivery.order).pk == dispatch.pk
    assert account(town) == (had, had - PRICE)
    actions.work_on(dispatch_id=dispatch.pk, at=MORNING)
    firm().treat(dispatch_id=dispatch.pk, manner="prompt", code=code_of(dispatch.delivery.order_id), at=MORNING)
    seen = []
    for minute in (1, 3, 5, 15):
        go_by(minute, since=minute)
        seen.append(standing_of(dispatch)[:2])
    assert seen == [("ready", "accepted"), ("ready", "at_store"), ("out_for_delivery", "picked_up"), ("completed", "delivered")]
    assert (standing_of(dispatch)[2:], Delivery.objects.get().proof) == (("settled", PRICE, ""), "code")
    assert (account(town), book_total("courier", "CNY")) == ((had - PRICE, had - PRICE), PRICE)
    assert (told(town.shop.party_id), differences()) == ([], [])


def test_without_the_code_its_word_stands_until_nobody_has_objected(town: Corner) -> None:
    dispatch = sent(town)
    go_by(16)
    assert (standing_of(dispatch), Delivery.objects.get().proof) == (("out_for_delivery", "delivered", "settled", PRICE, ""), "courier")
    assert (told(town.resident.party_id), differences()) == (["courier_delivered"], [])
    assert complete_arrived(at=later(60 * 24 * 8)) == 1
    assert (Order.objects.get().status, differences()) == ("completed", [])


@pytest.mark.parametrize("manner", ["late", "twice", "out_of_order", "wrong_status", "dear", "silent"])
def test_however_it_calls_it_ends_once_and_gets_no_more_than_it_offered(town: Corner, manner: str) -> None:
    dispatch = sent(town, manner)
    if manner == "silent":
        # Nobody says that a rider was found: it is called off, given up, and free for the shop's own.
        go_by(16)
        assert standing_of(dispatch) == ("ready", "withdrawn", "settled", 0, "")
        rider = hired(town.shop, "rider")
        mine = bringing.claim(order_id=dispatch.delivery.order_id, by=actor(rider), at=later(16))
        # It comes back to life, and is believed in nothing.
        firm().call_us(at=later(70))
        word = CourierWord(dispatch.pk, "picked_up", later(69))
        assert not actions.take_word(courier=NAME, word=word, at=later(70))
        assert (standing_of(dispatch)[4], Delivery.objects.get(pk=mine.pk).status) == ("after_end", "accepted")
        assert told(town.shop.party_id) == ["courier_cancelled", "courier_disputed"]
    else:
        go_by(40)
        assert standing_of(dispatch) == ("out_for_delivery", "delivered", "settled", PRICE, "fee" if manner == "dear" else "")
        assert told(town.shop.party_id) == {
            "dear": ["courier_disputed", "courier_delivered"],
            "wrong_status": ["courier_disputed", "courier_delivered"],
        }.get(manner, ["courier_delivered"])
    assert (book_total("courier", "CNY"), differences()) == (0 if manner == "silent" else PRICE, [])


def test_no_rider_is_found_and_the_shops_own_sees_it_again(town: Corner) -> None:
    had = account(town)
    dispatch = sent(town, "nobody")
    refuse(CourierHasIt, lambda: bringing.assign(order_id=dispatch.delivery.order_id, rider_id=town.owner.pk, by=actor(town.owner), at=MORNING))
    refuse(AlreadyTaken, lambda: sent(town, "nobody", order=dispatch.delivery.order))
    go_by(5)
    assert (standing_of(dispatch), account(town)) == (("ready", "declined", "settled", 0, ""), had)
    assert told(town.shop.party_id) == ["courier_cancelled"]
    again = sent(town, order=dispatch.delivery.order)
    go_by(16)
    assert (standing_of(again)[2:4], differences()) == (("settled", PRICE), [])


def test_nobody_at_the_door_and_it_comes_back_for_its_price(town: Corner) -> None:
    dispatch = sent(town, "fails")
    go_by(31)
    assert standing_of(dispatch) == ("out_for_delivery", "failed", "settled", PRICE, "")
    assert (Delivery.objects.get().failed_for, told(town.shop.party_id)) == ("nobody_there", ["courier_back"])
    bringing.bring_back(delivery_id=dispatch.delivery_id, key="back", by=actor(town.owner), at=later(40))
    assert (Order.objects.get().status, differences()) == ("ready", [])


def test_it_gives_up_with_the_goods_and_gets_nothing(town: Corner) -> None:
    dispatch = sent(town, "drops")
    go_by(10)
    assert standing_of(dispatch) == ("out_for_delivery", "failed", "settled", 0, "cancelled_with_goods")
    bringing.bring_back(delivery_id=dispatch.delivery_id, key="back", by=actor(town.owner), at=later(40))
    assert (told(town.shop.party_id), differences()) == (["courier_disputed"], [])


def test_a_shop_calls_it_back_until_it_has_the_goods_and_pays_half_of_a_way_made(town: Corner) -> None:
    unasked, found, gone = sent(town), sent(town), sent(town)
    by = {"by": actor(town.owner)}
    for stranger in (town.rival, town.outsider, town.resident):
        refuse(CourierNotFound, lambda stranger=stranger: actions.recall_courier(dispatch_id=found.pk, by=actor(stranger), at=MORNING))
    actions.recall_courier(dispatch_id=unasked.pk, at=MORNING, **by)
    go_by(2)
    for _ in range(2):
        actions.recall_courier(dispatch_id=found.pk, at=later(2), **by)
    go_by(6, since=2)
    refuse(CourierMoved, lambda: actions.recall_courier(dispatch_id=gone.pk, at=later(6), **by))
    assert [standing_of(one)[1:4] for one in (unasked, found, gone)] == [
        ("withdrawn", "settled", 0),
        ("withdrawn", "settled", PRICE // 2),
        ("picked_up", "under_way", None),
    ]
    # The shop's own button first; the firm's word after it ends the errand all the same.
    hand_over(order_id=gone.delivery.order_id, key="own", at=later(7), **by)
    go_by(16, since=7)
    assert (standing_of(gone)[:4], differences()) == (("completed", "delivered", "settled", PRICE), [])


def test_an_order_that_is_cancelled_calls_its_courier_back(town: Corner) -> None:
    dispatch = sent(town)
    go_by(2)
    reject_order(order_id=dispatch.delivery.order_id, reason="sold_out", gone=None, key="no", by=actor(town.owner), at=later(2))
    go_by(3, since=2)
    assert (standing_of(dispatch), differences()) == (("cancelled", "withdrawn", "settled", PRICE // 2, ""), [])


def test_one_that_has_the_goods_and_is_quiet_is_told_once(town: Corner) -> None:
    dispatch = sent(town)
    go_by(6)
    firm().away_until = later(600)
    go_by(200, since=7, step=10)
    assert (standing_of(dispatch)[1:3], told(town.shop.party_id)) == (("picked_up", "under_way"), ["courier_quiet"])
    assert differences() == []


def test_a_shop_sends_only_what_its_rule_and_its_money_let(town: Corner) -> None:
    order = order_in("ready", town, channel="delivery")
    for stranger in (town.rival, town.outsider, town.resident):
        refuse(NotFound, lambda stranger=stranger: actions.let_couriers(shop_id=town.shop.pk, most_added_minor=1, by=actor(stranger), at=MORNING))
        refuse(NotFound, lambda stranger=stranger: actions.forbid_couriers(shop_id=town.shop.pk, by=actor(stranger), at=MORNING))
        with pytest.raises(OrderNotFound):
            actions.offers_for(order_id=order.pk, by=actor(stranger), at=MORNING)
    for most in (-1, rules.MOST_ADDED_MINOR + 1):
        refuse(BadCourierRule, lambda most=most: actions.let_couriers(shop_id=town.shop.pk, most_added_minor=most, by=actor(town.owner), at=MORNING))
    [offer] = actions.offers_for(order_id=order.pk, by=actor(town.owner), at=MORNING)
    assert (offer.courier, offer.quote.price_minor, offer.added_minor) == (NAME, PRICE, PRICE - order.delivery_fee_minor)
    refuse(CourierTooDear, lambda: sent(town, order=order, price=order.delivery_fee_minor + MOST + 1))
    refuse(
        CourierNotFound,
        lambda: actions.order_courier(order_id=order.pk, courier="none", quote="", price_minor=1, key="k", by=actor(town.owner), at=MORNING),
    )
    fetched = order_in("ready", town)
    refuse(NotToBeBrought, lambda: sent(town, order=fetched))
    to_point = ordered(served(town), town.resident, town.milk)
    Order.objects.filter(pk=to_point.pk).update(status="accepted")
    refuse(NotForACourier, lambda: sent(town, order=to_point))
    Order.objects.filter(pk=to_point.pk).update(status="paid")
    actions.forbid_couriers(shop_id=town.shop.pk, by=actor(town.owner), at=MORNING)
    refuse(CourierNotFound, lambda: sent(town, order=order))
    actions.let_couriers(shop_id=town.shop.pk, most_added_minor=rules.MOST_ADDED_MINOR, by=actor(town.owner), at=MORNING)
    firm().away_until = later(5)
    assert actions.offers_for(order_id=order.pk, by=actor(town.owner), at=MORNING) == []
    for _ in range(2):
        sent(town, price=5_000)
    refuse(NoMoneyForCourier, lambda: sent(town, order=order))
    assert differences() == []


def test_calls_are_signed_kept_once_and_old_ones_only_asked_about(town: Corner) -> None:
    dispatch = sent(town)
    actions.work_on(dispatch_id=dispatch.pk, at=MORNING)
    headers, body = firm().signed(said_of(CourierWord(dispatch.pk, "accepted", later(1))), at=later(1))
    for broken in ({**headers, "Courier-Signature": "0"}, {**headers, "Courier-Nonce": "other"}, {}):
        with pytest.raises(CallNotSigned):
            actions.hear(name=NAME, headers=broken, body=body, at=later(1))
    with pytest.raises(CourierNotFound):
        actions.hear(name="nobody", headers=headers, body=body, at=later(1))
    assert (CourierCall.objects.count(), standing_of(dispatch)[1]) == (0, "assigned")
    with pytest.raises(CallTooOld):
        actions.hear(name=NAME, headers=headers, body=body, at=later(7))
    assert (CourierCall.objects.get().fresh, standing_of(dispatch)[1]) == (False, "assigned")
    fresh, same = firm().signed(json.loads(body), at=later(2))
    assert [actions.hear(name=NAME, headers=fresh, body=same, at=later(2)) for _ in range(3)] == [True, False, False]
    assert (CourierCall.objects.count(), standing_of(dispatch)[1]) == (2, "accepted")
    # What is said of somebody else's, of a moment to come, or in words that nobody knows.
    for word, why in (
        (CourierWord(town.shop.pk, "delivered", later(2)), ""),
        (CourierWord(dispatch.pk, "delivered", later(30)), "moment"),
        (CourierWord(dispatch.pk, "eaten", later(2)), "status"),
    ):
        assert not actions.take_word(courier=NAME, word=word, at=later(3))
        assert standing_of(dispatch) == ("ready", "accepted", "under_way", None, why)
    # Older than what is believed already.
    assert not actions.take_word(courier=NAME, word=CourierWord(dispatch.pk, "cancelled", later(0.5)), at=later(3))
    with pytest.raises(DatabaseError), transaction.atomic():
        CourierCall.objects.update(fresh=True)


BROKEN: list[tuple[Any, dict[str, Any], str]] = [
    (CourierRule, {"most_added_minor": -1}, "a_shop_does_not_add_too_much_to_a_courier"),
    (Dispatch, {"price_minor": 0}, "a_courier_costs_something_and_not_too_much"),
    (Dispatch, {"fee_minor": PRICE + 1}, "a_courier_takes_no_more_than_it_offered_and_only_at_the_end"),
    (Dispatch, {"status": "under_way"}, "a_courier_takes_no_more_than_it_offered_and_only_at_the_end"),
    (Dispatch, {"transfer_id": None}, "what_a_courier_takes_is_moved_and_nothing_else"),
    (Delivery, {"courier": ""}, "a_delivery_is_a_riders_or_a_couriers"),
]


def test_the_database_refuses_what_no_verb_does_and_proofs_see_the_rest(town: Corner) -> None:
    dispatch = sent(town)
    go_by(16)
    for model, change, constraint in BROKEN:
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            model._default_manager.update(**change)
    call = CourierCall.objects.first()
    assert call is not None
    call.pk = None
    with pytest.raises(IntegrityError, match="a_couriers_nonce_is_used_once"), transaction.atomic():
        call.save(force_insert=True)
    assert differences() == []
    Dispatch.objects.update(fee_minor=PRICE - 1)
    assert "a courier gets what its errand says, once" in str(differences())
    Dispatch.objects.update(fee_minor=PRICE, courier="another")
    assert "a courier's delivery has its errand" in str(differences())
    assert SimulatedRideCall.objects.filter(ride=SimulatedRide.objects.get(pk=dispatch.pk), due_at__isnull=False).count() == 0

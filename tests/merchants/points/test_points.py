"""A shop receives parcels of another: ordered, dropped with a picture, collected by code and paid; or gone back after its days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from ecosystem import ports
from ecosystem.kernel.errors import DomainError, NotFound
from ecosystem.ledger.public import available_of, balance_of, deposit_of
from ecosystem.notices.models import Notice
from merchants.delivery import actions as bringing
from merchants.delivery.errors import DoorCodeLocked, NotToBeBrought, PictureNeeded
from merchants.delivery.models import Delivery, Photo
from merchants.orders.actions.timing import complete_arrived
from merchants.orders.errors import GoesToItsPoint, OrderNotFound
from merchants.orders.models import Order
from merchants.orders.public import WrongDoorCode, cancel_order, close_unpaid, code_of
from merchants.payouts.actions import pay_out
from merchants.payouts.queries import days_of, terms_of
from merchants.points import actions, queries, rules
from merchants.points.actions import Terms
from merchants.points.errors import BadPoint, NotToThatPoint, OwnPoint, ParcelMoved, ParcelNotFound, PointFull, PointHolds, PointNotFound
from merchants.points.models import Bringing, Parcel, Point
from merchants.settlement.public import Settlement
from residents.baskets.actions import checkout
from residents.baskets.errors import QuoteChanged
from tests.cast import MORNING, Corner, actor
from tests.pointing import KEPT, WAY, collect, drop, dropped, offered, ordered, sent, served, shelf_of_the_point, wish_to
from tests.trading import SLOW_BANK, SlowBank, differences, hand_over, put, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(corner: Corner) -> Iterator[Corner]:
    ports.payment_methods.join(SLOW_BANK, SlowBank())
    yield corner
    ports.payment_methods.leave(SLOW_BANK)


def taken(point: Point) -> int:
    return Point.objects.get(pk=point.pk).taken


def told(party_id: object) -> list[str]:
    return list(Notice.objects.filter(party_id=party_id, kind__startswith="parcel_").order_by("pk").values_list("kind", flat=True))


def refuse(error: type[DomainError], act: object) -> None:
    """It refuses, and nothing has changed."""
    before = [*standing(), *(list(model.objects.order_by("pk").values_list()) for model in (Point, Bringing, Parcel, Delivery, Photo))]
    with pytest.raises(error):
        act()  # type: ignore[operator]
    assert [*standing(), *(list(model.objects.order_by("pk").values_list()) for model in (Point, Bringing, Parcel, Delivery, Photo))] == before


def test_a_parcel_is_dropped_collected_by_code_and_its_point_is_paid(town: Corner) -> None:
    point = served(town)
    mine = balance_of(deposit_of(town.resident.party_id))
    order = ordered(point, town.resident, town.milk)
    assert (order.delivery_fee_minor, order.point_fee_minor, order.total_minor) == (KEPT + WAY, KEPT, order.goods_minor + KEPT + WAY)
    assert (order.deliver_to, taken(point)) == (point.deliver_to, 1)
    parcel = dropped(point, town, key="drop")
    assert drop(Order.objects.get(pk=parcel.order_id), town.owner, key="drop").status == "dropped"
    assert (parcel.keep_until, Delivery.objects.get(order=parcel.order_id).proof) == (MORNING + rules.KEPT_FOR, "photo")
    assert (told(town.resident.party_id), told(town.rival_shop.party_id)) == (["parcel_dropped"], ["parcel_came"])
    # Nobody takes it as arrived because a day is over.
    assert complete_arrived(at=MORNING + timedelta(days=30)) == 0
    for _ in range(2):
        assert collect(parcel, town.rival, key="code").status == "collected"
    done = Order.objects.get(pk=parcel.order_id)
    sale, kept = Settlement.objects.get(order_id=done.pk, kind="sale"), Settlement.objects.get(order_id=done.pk, kind="parcel")
    assert (done.status, sale.delivery_fee_minor, kept.net_minor, kept.shop_id) == ("completed", WAY, KEPT, town.rival_shop.pk)
    assert sale.transfer_id == kept.transfer_id
    assert balance_of(available_of(town.rival_shop.party_id)) == KEPT
    assert balance_of(deposit_of(town.resident.party_id)) == mine - 2 * order.total_minor
    assert (taken(point), differences()) == (1, [])
    [day] = days_of(town.rival_shop.pk, terms_of(town.rival_shop.pk), at=MORNING)
    assert (day.gross_minor, day.net_minor, day.orders) == (KEPT, KEPT, 0)
    paid = pay_out(shop_id=town.rival_shop.pk, key="out", by=actor(town.rival), at=MORNING)
    assert (paid.delivery_fee_minor, paid.net_minor, differences()) == (KEPT, KEPT, [])


def test_what_nobody_collects_is_paid_back_and_fetched(town: Corner) -> None:
    point, mine = served(town), balance_of(deposit_of(town.resident.party_id))
    parcel = dropped(point, town)
    late = MORNING + rules.KEPT_FOR
    assert bringing.send_overdue_back(at=late - timedelta(seconds=1)) == 0
    refuse(ParcelMoved, lambda: bringing.fetch_back(order_id=parcel.order_id, by=actor(town.owner), at=late))
    assert (bringing.send_overdue_back(at=late), bringing.send_overdue_back(at=late)) == (1, 0)
    order = Order.objects.get()
    assert (order.status, order.reason, taken(point)) == ("cancelled", "not_collected", 1)
    assert balance_of(deposit_of(town.resident.party_id)) == mine
    assert told(town.resident.party_id) == ["parcel_dropped", "parcel_not_collected"]
    assert (told(town.shop.party_id), told(town.rival_shop.party_id)) == (["parcel_to_fetch"], ["parcel_came", "parcel_overdue"])
    refuse(ParcelMoved, lambda: collect(parcel, town.rival, at=late))
    for stranger in (town.rival, town.outsider, town.resident):
        refuse(ParcelNotFound, lambda stranger=stranger: bringing.fetch_back(order_id=order.pk, by=actor(stranger), at=late))
    assert [one.pk for one in queries.to_fetch(town.shop.pk)] == [parcel.pk]
    assert bringing.fetch_back(order_id=order.pk, by=actor(town.owner), at=late).status == "returned"
    assert (taken(point), Settlement.objects.count(), differences()) == (0, 0, [])


def test_only_its_buyers_code_takes_a_parcel_and_only_at_its_point(town: Corner) -> None:
    parcel = dropped(served(town), town)
    wrong = f"{(int(code_of(parcel.order_id)) + 1) % 10_000:04d}"
    for stranger in (town.owner, town.outsider, town.resident):
        refuse(ParcelNotFound, lambda stranger=stranger: collect(parcel, stranger))
    for left in range(rules.MOST_TRIES - 1, 0, -1):
        with pytest.raises(WrongDoorCode) as refused:
            collect(parcel, town.rival, wrong)
        assert refused.value.details == {"left": left}
    for code in (wrong, ""):
        with pytest.raises(DoorCodeLocked):
            collect(parcel, town.rival, code)
    # Its shop can still say that its buyer has it; the point is paid all the same.
    hand_over(order_id=parcel.order_id, key="shop", by=actor(town.owner), at=MORNING)
    assert (Parcel.objects.get().status, balance_of(available_of(town.rival_shop.party_id)), differences()) == ("collected", KEPT, [])


def test_it_is_dropped_with_a_picture_by_who_rides_for_its_shop(town: Corner) -> None:
    point = served(town)
    waiting, order = ordered(point, town.resident, town.milk), sent(point, town)
    for stranger in (town.rival, town.outsider, town.resident):
        refuse(OrderNotFound, lambda stranger=stranger: drop(order, stranger))
    refuse(NotToBeBrought, lambda: drop(waiting, town.owner))
    refuse(PictureNeeded, lambda: bringing.drop(order_id=order.pk, shots=(), key="k", by=actor(town.owner), at=MORNING))
    refuse(GoesToItsPoint, lambda: hand_over(order_id=order.pk, key="k", by=actor(town.owner), at=MORNING))
    refuse(NotToBeBrought, lambda: bringing.let_leave(order_id=order.pk, by=actor(town.resident), at=MORNING))
    refuse(ParcelMoved, lambda: collect(queries.parcel_of(order.pk) or pytest.fail(), town.rival))
    drop(order, town.owner, shelf_of_the_point())
    refuse(ParcelMoved, lambda: drop(order, town.owner))
    assert differences() == []


def test_a_place_is_taken_before_it_is_paid_and_given_up_with_its_order(town: Corner) -> None:
    point = served(town, capacity=2)
    unpaid = ordered(point, town.resident, town.milk, method=SLOW_BANK)
    paid = ordered(point, town.resident, town.milk)
    assert taken(point) == 2
    put(town.resident, town.milk, "2")
    refuse(PointFull, lambda: ordered(point, town.resident, town.milk))
    assert queries.ways_with_all([town.shop.pk]) == []
    refuse(PointHolds, lambda: actions.offer_point(shop_id=town.rival_shop.pk, terms=Terms(KEPT, 1), by=actor(town.rival), at=MORNING))
    close_unpaid(at=MORNING + timedelta(hours=1))
    cancel_order(order_id=paid.pk, key="c", by=actor(town.resident), at=MORNING)
    assert set(Parcel.objects.values_list("status", flat=True)) == {"left"}
    assert (taken(point), Order.objects.get(pk=unpaid.pk).status, differences()) == (0, "closed", [])


def test_terms_are_what_was_shown_or_nothing_is_bought(town: Corner) -> None:
    point = served(town)
    put(town.resident, town.milk, "2")
    shown = wish_to(point, town.resident)

    def buy() -> object:
        return checkout(wish=shown, key=uuid4().hex, by=actor(town.resident), at=MORNING)

    actions.bring_to_point(point_id=point.pk, shop_id=town.shop.pk, fee_minor=WAY + 1, by=actor(town.owner), at=MORNING)
    refuse(QuoteChanged, buy)
    shown = wish_to(point, town.resident)
    offered(town, fee=KEPT + 1)
    refuse(QuoteChanged, buy)
    shown = wish_to(point, town.resident)
    actions.close_point(shop_id=town.rival_shop.pk, by=actor(town.rival), at=MORNING)
    refuse(PointFull, buy)
    offered(town)
    actions.stop_bringing(point_id=point.pk, shop_id=town.shop.pk, by=actor(town.owner), at=MORNING)
    refuse(NotToThatPoint, buy)
    assert not Order.objects.exists()


def test_only_managers_offer_and_only_strangers_bring(town: Corner) -> None:
    shop, rival = {"shop_id": town.shop.pk}, {"shop_id": town.rival_shop.pk}
    by, at = actor(town.rival), MORNING
    for terms in (Terms(0, 5), Terms(rules.MOST_FEE_MINOR + 1, 5), Terms(KEPT, 0), Terms(KEPT, rules.MOST_PARCELS + 1)):
        refuse(BadPoint, lambda terms=terms: actions.offer_point(terms=terms, by=by, at=at, **rival))
    refuse(NotFound, lambda: actions.offer_point(terms=Terms(KEPT, 5), by=by, at=at, **shop))
    refuse(PointNotFound, lambda: actions.close_point(by=by, at=at, **rival))
    point = offered(town)
    to = {"point_id": point.pk, "at": at}
    refuse(OwnPoint, lambda: actions.bring_to_point(fee_minor=0, by=by, **to, **rival))
    refuse(BadPoint, lambda: actions.bring_to_point(fee_minor=-1, by=actor(town.owner), **to, **shop))
    refuse(NotFound, lambda: actions.bring_to_point(fee_minor=0, by=by, **to, **shop))
    refuse(NotFound, lambda: actions.stop_bringing(by=by, **to, **shop))
    assert [(one.point.pk, one.bringing) for one in queries.points_near(town.shop)] == [(point.pk, None)]
    actions.bring_to_point(fee_minor=0, by=actor(town.owner), **to, **shop)
    [way] = queries.ways_with_all([town.shop.pk])
    assert (way.fee_of(town.shop.pk), queries.ways_with_all([town.shop.pk, town.rival_shop.pk])) == (KEPT, [])


BROKEN = [
    (Point, {"fee_minor": 0}, "a_point_asks_something_and_not_too_much"),
    (Point, {"capacity": 0, "taken": 0}, "a_point_has_room_for_something"),
    (Point, {"taken": 6}, "a_point_never_holds_more_than_it_has_room_for"),
    (Bringing, {"fee_minor": -1}, "bringing_to_a_point_does_not_cost_too_much"),
    (Parcel, {"status": "lost"}, "a_parcel_has_a_known_status"),
    (Parcel, {"fee_minor": 0}, "keeping_a_parcel_is_paid"),
    (Parcel, {"wrong_codes": 6}, "a_parcels_code_has_few_tries"),
    (Parcel, {"keep_until": MORNING}, "a_parcel_lies_there_after_it_was_dropped_and_for_a_while"),
    (Parcel, {"ended_at": MORNING}, "a_parcel_that_is_gone_says_when"),
    (Order, {"point_fee_minor": 0}, "what_is_collected_at_a_point_is_brought_there_and_pays_it"),
    (Order, {"point_fee_minor": KEPT + WAY + 1}, "what_is_collected_at_a_point_is_brought_there_and_pays_it"),
    (Order, {"point_id": None}, "what_is_collected_at_a_point_is_brought_there_and_pays_it"),
]


def test_the_database_refuses_what_no_verb_does_and_proofs_see_the_rest(town: Corner) -> None:
    parcel = dropped(served(town), town)
    for model, change, constraint in BROKEN:
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            model._default_manager.update(**change)
    for row, constraint in ((Bringing.objects.get(), "a_shop_brings_to_a_point_by_one_fee"), (parcel, "a_parcel_is_one_order")):
        row.pk = None
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            row.save(force_insert=True)
    collect(Parcel.objects.get(), town.rival)
    again: list[tuple[dict[str, object], str]] = [
        ({"key": "again", "goods_minor": 1, "net_minor": KEPT + 1}, "settlement_parts_have_the_sign_of_their_kind"),
        ({"key": "again", "delivery_fee_minor": 0, "net_minor": 0}, "settlement_parts_have_the_sign_of_their_kind"),
        ({}, "a_reversal_or_recovery_happens_once"),
    ]
    for other, constraint in again:
        kept = Settlement.objects.get(kind="parcel")
        kept.pk = uuid4()
        for name, value in other.items():
            setattr(kept, name, value)
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            kept.save(force_insert=True)
    assert differences() == []
    Parcel.objects.update(fee_minor=KEPT + 1)
    found = str(differences())
    assert "a point was paid for what was collected there, once, and for nothing else" in found
    assert "a parcel is an order that goes to its point" in found

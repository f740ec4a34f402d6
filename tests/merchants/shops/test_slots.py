"""Slots: which are offered, how one is taken and let go, and who says what they are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.kernel.errors import DomainError, NotFound
from merchants.catalog.public import Sku
from merchants.orders import actions
from merchants.orders.public import Order
from merchants.shops.errors import BadSlots, NoSlotLeft, ShopChanged, SlotGone
from merchants.shops.models import Booking, Shop, Slot, SlotRow
from merchants.shops.public import Row, Work, be_busy, every, open_slots, pause_selling, serving_shops, set_slots
from merchants.shops.slot_rules import Booked, offered
from residents.baskets.actions import Wish, checkout
from residents.baskets.queries import quote_for
from residents.baskets.times import times_of
from tests import cast
from tests.cast import MORNING, STREET, Corner, actor
from tests.trading import Api, differences, hand_over, order_in, put, standing

pytestmark = pytest.mark.django_db
# Ten in the morning in the town is two o'clock in UTC.
ELEVEN = MORNING + timedelta(hours=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def town() -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield cast.corner(stock="500")


def weekly(town: Corner, *, channel: str = "pickup", orders: int = 2, items: int | None = None, minutes: int | None = None, cutoff: int = 0) -> None:
    """From ten to six by the hour, every day."""
    holds = {"max_orders": orders, "max_items": items, "max_minutes": minutes, "cutoff_minutes": cutoff}
    rows = every(channel, weekdays=range(7), from_minute=600, until_minute=1080, length=60, **holds)  # type: ignore[arg-type]
    version = Shop.objects.get(pk=town.shop.pk).version
    set_slots(shop_id=town.shop.pk, channel=channel, rows=rows, seen_version=version, by=actor(town.owner), at=MORNING)


def bought(town: Corner, begins: datetime | None = None, *, quantity: str = "1", channel: str = "pickup", at: datetime = MORNING) -> Order:
    put(town.resident, town.milk, quantity)
    slots = ((town.shop.pk, begins),) if begins else ()
    door, where = ("Pine Court 3-201", STREET) if channel == "delivery" else ("", None)
    quote = quote_for(town.resident.party_id, where=where, slots=slots, at=at).digest
    wish = Wish(quote=quote, channel=channel, method="bank_account", deliver_to=door, where=where, slots=slots)
    return Order.objects.get(errand_id=checkout(wish=wish, key=uuid4().hex, by=actor(town.resident), at=at))


def test_as_soon_as_possible_is_the_first_slot_with_a_place(town: Corner) -> None:
    weekly(town)
    froms = [bought(town).slot_from for _ in range(5)]
    assert froms == [ELEVEN, ELEVEN, ELEVEN + HOUR, ELEVEN + HOUR, ELEVEN + 2 * HOUR]
    assert list(Slot.objects.order_by("begins_at").values_list("orders", flat=True)) == [2, 2, 1]
    assert actions.accept_order(order_id=Order.objects.earliest("placed_at").pk, by=actor(town.owner), at=MORNING).promised_at == ELEVEN
    assert differences() == []


def test_a_chosen_slot_is_had_or_refused_and_nothing_changes(town: Corner) -> None:
    weekly(town, orders=1)
    assert bought(town, ELEVEN + 3 * HOUR).slot_from == ELEVEN + 3 * HOUR
    put(town.resident, town.milk)
    before = (standing(), list(Slot.objects.values()), Booking.objects.count())
    for wrong in (ELEVEN + 3 * HOUR, MORNING - HOUR, ELEVEN + timedelta(minutes=7), MORNING + timedelta(days=30)):
        with pytest.raises(SlotGone):
            bought(town, wrong)
        assert (standing(), list(Slot.objects.values()), Booking.objects.count()) == before


def test_items_fill_a_slot_as_orders_do_and_channels_are_apart(town: Corner) -> None:
    weekly(town, orders=10, items=5)
    weekly(town, channel="delivery", orders=1)
    assert bought(town, quantity="4").slot_from == ELEVEN
    assert bought(town, quantity="2").slot_from == ELEVEN + HOUR
    assert bought(town, quantity="1").slot_from == ELEVEN
    assert bought(town, quantity="2", channel="delivery").slot_from == ELEVEN
    assert bought(town, quantity="2", channel="delivery").slot_from == ELEVEN + HOUR
    put(town.resident, town.milk, "6")
    with pytest.raises(NoSlotLeft):
        bought(town, quantity="6")
    assert differences() == []


def test_an_article_that_is_made_says_when_it_is_ready_and_fills_a_slot_by_its_minutes(town: Corner) -> None:
    """Ninety minutes a slot, thirty a cake: three of them, and whatever lies on the shelf beside."""
    weekly(town, orders=10, minutes=90)
    Sku.objects.filter(pk=town.milk.pk).update(make_minutes=30)
    first = bought(town, quantity="2")
    assert (first.slot_from, first.prep_minutes) == (ELEVEN, 30)
    # What stands in the way is the minutes, on the page and in the program's answer before it is at the counter.
    put(town.resident, town.milk, "2")
    assert times_of(quote_for(town.resident.party_id, at=MORNING), at=MORNING)[0].offers[0].begins_at == ELEVEN + HOUR
    told = Api().get(f"shops/{town.shop.pk}/slots/pickup?items=2&making=60&longest=30").json()
    assert [one["is_free"] for one in told[:2]] == [False, True]
    with pytest.raises(SlotGone):
        bought(town, ELEVEN, quantity="2")
    later = bought(town, quantity="2")
    assert later.slot_from == ELEVEN + HOUR
    assert bought(town, quantity="1").slot_from == ELEVEN
    # The shop makes it faster from now on: what was promised stays, and so does what it fills.
    Sku.objects.filter(pk=town.milk.pk).update(make_minutes=0)
    assert bought(town, quantity="9").slot_from == ELEVEN
    assert [(slot.orders, slot.minutes) for slot in Slot.objects.order_by("begins_at")] == [(3, 90), (1, 60)]
    actions.cancel_order(order_id=later.pk, key="c", by=actor(town.resident), at=MORNING)
    assert [(slot.orders, slot.minutes) for slot in Slot.objects.order_by("begins_at")] == [(3, 90), (0, 0)]
    # Longer than the way to the first slot.
    Sku.objects.filter(pk=town.milk.pk).update(make_minutes=80)
    assert bought(town).slot_from == ELEVEN + HOUR
    Sku.objects.filter(pk=town.milk.pk).update(make_minutes=91)
    with pytest.raises(NoSlotLeft):
        bought(town)
    assert differences() == []


def test_a_place_comes_back_when_the_order_ends_without_its_goods(town: Corner) -> None:
    weekly(town, orders=1)
    order = bought(town)
    actions.cancel_order(order_id=order.pk, key="c", by=actor(town.resident), at=MORNING)
    assert (Slot.objects.get().orders, Booking.objects.get().released) == (0, True)
    kept = bought(town)
    assert kept.slot_from == ELEVEN
    actions.accept_order(order_id=kept.pk, by=actor(town.owner), at=MORNING)
    hand_over(order_id=kept.pk, key="h", by=actor(town.owner), at=ELEVEN)
    assert Slot.objects.get().orders == 1
    assert differences() == []


def test_preparing_and_being_busy_push_the_first_slot_back_and_a_pause_closes_what_begins_in_it(town: Corner) -> None:
    weekly(town)

    def starts(items: int = 1) -> datetime:
        shop = serving_shops([town.shop.pk])[town.shop.pk]
        return open_slots([shop], "pickup", works={shop.id: Work(Decimal(items))}, at=MORNING)[shop.id][0].begins_at

    assert starts() == ELEVEN
    Shop.objects.filter(pk=town.shop.pk).update(prep_items=4, prep_more_minutes=10)
    assert (starts(8), starts(9)) == (ELEVEN, ELEVEN + HOUR)
    told = Api().get(f"shops/{town.shop.pk}/slots/pickup?items=9").json()
    assert datetime.fromisoformat(told[0]["begins_at"]) == ELEVEN + HOUR
    assert bought(town, quantity="9").slot_from == ELEVEN + HOUR
    be_busy(shop_id=town.shop.pk, more_minutes=60, by=actor(town.owner), at=MORNING)
    assert starts() == ELEVEN + HOUR
    pause_selling(shop_id=town.shop.pk, minutes=150, by=actor(town.owner), at=MORNING)
    assert starts() == ELEVEN + 2 * HOUR
    # A shop that is paused or shut now still takes orders for later.
    assert bought(town).slot_from == ELEVEN + 2 * HOUR


def test_a_day_that_is_otherwise_stands_instead_of_its_weekday(town: Corner) -> None:
    weekly(town)
    put_day = lambda on, rows: set_slots(  # noqa: E731
        shop_id=town.shop.pk,
        channel="pickup",
        rows=rows,
        on=on,
        seen_version=Shop.objects.get(pk=town.shop.pk).version,
        by=actor(town.owner),
        at=MORNING,
    )
    today, tomorrow = date(2026, 11, 3), date(2026, 11, 4)
    put_day(today, [Row("pickup", None, today, 0, 1440, 0)])
    put_day(tomorrow, [Row("pickup", None, tomorrow, 900, 960, 1)])
    assert bought(town).slot_from == datetime(2026, 11, 4, 7, 0, tzinfo=UTC)
    assert bought(town).slot_from == datetime(2026, 11, 5, 2, 0, tzinfo=UTC)
    put_day(today, [])
    assert bought(town).slot_from == ELEVEN


@pytest.mark.parametrize(
    "rows",
    [
        [Row("pickup", 0, None, 600, 660, 1), Row("pickup", 0, None, 630, 690, 1)],
        [Row("pickup", 0, None, 600, 600, 1)],
        [Row("pickup", 0, None, -1, 60, 1)],
        [Row("pickup", 0, None, 600, 660, -1)],
        [Row("pickup", 0, None, 600, 660, 1, 0)],
        [Row("pickup", 0, None, 600, 660, 1, None, 20_000)],
        [Row("delivery", 0, None, 600, 660, 1)],
        [Row("pickup", None, date(2026, 11, 3), 600, 660, 1)],
    ],
)
def test_what_is_no_slot_is_refused(town: Corner, rows: list[Row]) -> None:
    with pytest.raises(BadSlots):
        set_slots(shop_id=town.shop.pk, channel="pickup", rows=rows, seen_version=town.shop.version, by=actor(town.owner), at=MORNING)
    assert SlotRow.objects.count() == 0


def test_slots_are_for_managers_who_saw_the_shop_as_it_is(town: Corner) -> None:
    refusals: list[tuple[Any, int, type[DomainError]]] = [
        (cast.clerk(town.shop), 0, NotFound),
        (town.rival, 0, NotFound),
        (town.owner, 9, ShopChanged),
    ]
    for who, version, refusal in refusals:
        with pytest.raises(refusal):
            set_slots(shop_id=town.shop.pk, channel="pickup", rows=[], seen_version=version, by=actor(who), at=MORNING)


def test_the_pages_set_show_and_offer_them(town: Corner) -> None:
    owner, buyer = Api(town.owner), Api(town.resident)
    address = f"/shop/{town.shop.pk}/slots/"
    form = {"channel": "pickup", "from": "10:00", "until": "18:00", "length": "60", "orders": "1", "making": "90", "cutoff": "0", "version": "0"}
    assert owner.client.post(f"{address}week/", {**form, "day": ["0", "1"]}).status_code == 302
    assert owner.client.post(f"{address}day/", {**form, "version": "1", "on": "2026-11-03", "how": "closed"}).status_code == 302
    page = owner.client.get(address).content.decode()
    assert page.count("10:00–18:00") == 2
    assert "2026年11月3日" in page
    assert set(SlotRow.objects.exclude(max_orders=0).values_list("max_minutes", flat=True)) == {90}
    assert "1 单，90 分钟制作量" in page
    put(town.resident, town.milk)
    monday = "2026-11-09T10:00:00+08:00"
    basket = buyer.client.get("/basket/").content.decode()
    assert monday in basket
    offers = buyer.get(f"shops/{town.shop.pk}/slots/pickup").json()
    assert offers[0] == {"begins_at": monday, "ends_at": "2026-11-09T11:00:00+08:00", "is_free": True}
    answer = buyer.post("checkout", {"quote": buyer.quote(), "channel": "pickup", "slots": [{"shop": str(town.shop.pk), "begins_at": monday}]})
    assert answer.status_code == 201
    put(town.resident, town.milk)
    taken = {"quote": buyer.quote(), "channel": "pickup", f"slot-pickup-{town.shop.pk}": monday, "idempotency_key": "t"}
    refused = buyer.client.post("/basket/pay/", taken)
    assert (refused.status_code, b"slot_gone" in refused.content) == (409, True)
    for wrong in ("soon", "2026-11-09T10:00:00"):
        assert buyer.client.post("/basket/pay/", {**taken, f"slot-pickup-{town.shop.pk}": wrong}).status_code == 422
    assert "2026-11-09" not in owner.client.get("/shop/orders/").content.decode()
    assert "10:00–11:00" in owner.client.get("/shop/orders/").content.decode()


@pytest.mark.parametrize(
    ("model", "wrong", "constraint"),
    [
        (SlotRow, {"channel": "code"}, "a_slot_is_of_a_known_channel"),
        (SlotRow, {"weekday": None}, "a_slot_is_weekly_or_of_a_day"),
        (SlotRow, {"ends_minute": 600}, "a_slot_ends_within_a_day_of_its_begin"),
        (SlotRow, {"max_orders": -1}, "a_slot_holds_something"),
        (SlotRow, {"max_minutes": 0}, "a_slot_holds_something"),
        (SlotRow, {"cutoff_minutes": -1}, "a_cut_off_is_within_a_week"),
        (SlotRow, {"begins_minute": 660, "ends_minute": 720}, "a_weekly_slot_begins_once"),
        (Slot, {"channel": "code"}, "a_booked_slot_is_of_a_known_channel"),
        (Slot, {"ends_at": MORNING}, "a_booked_slot_ends_after_it_begins"),
        (Slot, {"orders": -1}, "a_slot_is_never_less_than_empty"),
        (Slot, {"minutes": -1}, "a_slot_is_never_less_than_empty"),
        (Slot, {"begins_at": ELEVEN + HOUR, "ends_at": ELEVEN + 2 * HOUR}, "a_slot_is_there_once"),
        (Order, {"slot_until": None}, "an_order_for_a_slot_says_from_and_until"),
    ],
)
def test_the_database_refuses_wrong_slots(town: Corner, model: Any, wrong: dict[str, Any], constraint: str) -> None:
    weekly(town, orders=1)
    bought(town)
    bought(town)
    row = model.objects.order_by("begins_at" if model is Slot else "pk").first()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        model.objects.filter(pk=row.pk).update(**wrong)


def test_no_day_has_two_slots_that_begin_at_once(town: Corner) -> None:
    day = {"shop": town.shop, "channel": "pickup", "on": date(2026, 11, 3), "begins_minute": 600, "ends_minute": 660, "max_orders": 1}
    SlotRow.objects.create(**day)
    with pytest.raises(IntegrityError, match="a_days_slot_begins_once"), transaction.atomic():
        SlotRow.objects.create(**day)


@given(st.integers(0, 7 * 1440), st.integers(0, 300), st.integers(0, 600), st.lists(st.integers(0, 3), min_size=8, max_size=8))
def test_what_is_offered_can_be_kept(later: int, prep: int, cutoff: int, taken: list[int]) -> None:
    at = MORNING + timedelta(minutes=later)
    rows = every("pickup", weekdays=range(7), from_minute=600, until_minute=1080, length=60, max_orders=2, cutoff_minutes=cutoff)
    bare = offered(rows, "pickup", at=at, ready_at=at + timedelta(minutes=prep), booked={})
    booked = {offer.begins_at: Booked(orders) for offer, orders in zip(bare, taken, strict=False)}
    offers = offered(rows, "pickup", at=at, ready_at=at + timedelta(minutes=prep), booked=booked)
    assert [offer.begins_at for offer in offers] == [offer.begins_at for offer in bare] == sorted({offer.begins_at for offer in offers})
    assert all(offer.begins_at >= at + timedelta(minutes=max(prep, cutoff)) for offer in offers)
    assert [offer for offer in offers if offer.is_free] == [offer for offer in offers if booked.get(offer.begins_at, Booked()).orders < 2]


def test_a_shop_without_slots_needs_none(town: Corner) -> None:
    assert order_in("paid", town).slot_from is None
    put(town.resident, town.milk)
    with pytest.raises(SlotGone):
        bought(town, ELEVEN)

"""Days that are otherwise: what they do to hours, orders, slots and pages, and who says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.audit.models import Act
from ecosystem.kernel.errors import NotFound
from merchants.orders.errors import ShopClosed
from merchants.shops.day_rules import MOST_DAYS, SpecialDay, is_open_on, next_change_on
from merchants.shops.errors import BadSpecialDay, HoursOverlap, ShopChanged, SlotGone
from merchants.shops.models import Shop, SpecialHours
from merchants.shops.public import Hours, every, open_slots, serving_shops, set_slots, set_special_days
from residents.baskets.actions import Wish, checkout
from residents.baskets.queries import quote_for
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.trading import Api, check_out, put, standing

SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = MORNING.astimezone(SHANGHAI).date()
TOMORROW = TODAY + timedelta(days=1)
MIDNIGHT = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=SHANGHAI)
span = st.tuples(st.integers(0, 1439), st.integers(1, 1440)).map(lambda pair: (pair[0], pair[0] + pair[1]))
weekly = st.lists(st.builds(lambda day, times: Hours(day, *times), st.integers(0, 6), span), max_size=4)
days = st.dictionaries(st.integers(-1, 9), st.lists(span, max_size=2), max_size=3)


def after(minute: int) -> datetime:
    return MIDNIGHT + timedelta(minutes=minute)


def opened(hours: list[Hours], special: list[SpecialDay], minute: int) -> bool:
    """Each day with the times that count for it, one after the other."""
    for shift in range(-2, 30):
        on = TODAY + timedelta(days=shift)
        instead = [day.times for day in special if day.on == on]
        times = instead[0] if instead else [(each.opens_minute, each.closes_minute) for each in hours if each.weekday == on.weekday()]
        if any(shift * 1440 + opens <= minute < shift * 1440 + closes for opens, closes in times):
            return True
    return False


@given(weekly, days, st.integers(0, 10 * 1440))
def test_it_is_open_by_the_day_and_changes_at_the_first_minute_that_differs(hours: list[Hours], said: dict[int, Any], minute: int) -> None:
    special = [SpecialDay(TODAY + timedelta(days=shift), tuple(sorted(times))) for shift, times in said.items()]
    now = opened(hours, special, minute)
    assert is_open_on(hours, special, after(minute)) is now
    edges = {shift * 1440 + edge for shift in range(-2, 30) for each in hours for edge in (each.opens_minute, each.closes_minute)}
    edges |= {(day.on - TODAY).days * 1440 + edge for day in special for times in day.times for edge in times}
    edges |= {shift * 1440 for shift in range(-2, 30)}
    change = next_change_on(hours, special, after(minute))
    ahead = next((edge for edge in sorted(edges) if edge > minute and opened(hours, special, edge) != now), None)
    if ahead is not None and ahead < minute + 7 * 1440:
        assert change == after(ahead)


@pytest.fixture
def town() -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield cast.corner(stock="500")


def say(town: Corner, *said: SpecialDay, by: Any = None, version: int | None = None) -> Shop:
    seen = Shop.objects.get(pk=town.shop.pk).version if version is None else version
    return set_special_days(shop_id=town.shop.pk, days=said, seen_version=seen, by=actor(by or town.owner), at=MORNING)


def kept() -> list[Any]:
    hours = SpecialHours.objects.order_by("on", "opens_minute").values_list("on", "opens_minute")
    return [*hours, *Shop.objects.order_by("pk").values_list("version"), *standing()]


@pytest.mark.django_db
def test_a_closed_day_takes_no_orders_and_says_when_it_opens(town: Corner) -> None:
    put(town.resident, town.milk)
    say(town, SpecialDay(TODAY), SpecialDay(TOMORROW, ((600, 720),)))
    before = standing()
    with pytest.raises(ShopClosed):
        check_out(town.resident)
    assert standing() == before
    page = Api().client.get(f"/s/{town.shop.pk}/", headers={"Accept-Language": "en"}).content.decode()
    assert "10:00–12:00" in page
    assert "closed" in page
    told = Api().get(f"shops/{town.shop.pk}").json()
    assert (told["open"], told["special_days"]) == (
        False,
        [{"on": TODAY.isoformat(), "times": []}, {"on": TOMORROW.isoformat(), "times": [[600, 720]]}],
    )
    assert told["next_change"] == after(1440 + 600).isoformat()
    say(town, SpecialDay(TOMORROW))
    assert check_out(town.resident)


@pytest.mark.django_db
def test_slots_of_such_a_day_lie_within_its_hours(town: Corner) -> None:
    rows = every("pickup", weekdays=range(7), from_minute=600, until_minute=1080, length=60, max_orders=9)
    set_slots(shop_id=town.shop.pk, channel="pickup", rows=rows, seen_version=0, by=actor(town.owner), at=MORNING)
    say(town, SpecialDay(TODAY), SpecialDay(TOMORROW, ((840, 960),)))
    shop = serving_shops([town.shop.pk])[town.shop.pk]
    begins = [offer.begins_at for offer in open_slots([shop], "pickup", works={}, at=MORNING)[shop.id]]
    assert [moment for moment in begins if moment < after(2 * 1440)] == [after(1440 + 840), after(1440 + 900)]
    put(town.resident, town.milk)
    slots = ((town.shop.pk, after(1440 + 720)),)
    wish = Wish(quote=quote_for(town.resident.party_id, slots=slots, at=MORNING).digest, channel="pickup", method="bank_account", slots=slots)
    with pytest.raises(SlotGone):
        checkout(wish=wish, key="k", by=actor(town.resident), at=MORNING)


@pytest.mark.django_db
def test_only_managers_say_so_and_nothing_odd_is_kept(town: Corner) -> None:
    say(town, SpecialDay(TOMORROW, ((600, 720), (780, 1500))))
    say(town, SpecialDay(TOMORROW, ((780, 1500), (600, 720))))
    [act] = Act.objects.filter(act="merchants.shop.set_special_days")
    assert act.after == [[TOMORROW.isoformat(), [[600, 720], [780, 1500]]]]
    clerk = cast.clerk(town.shop)
    before = kept()
    many = [SpecialDay(TODAY + timedelta(days=shift)) for shift in range(MOST_DAYS + 1)]
    for refusal, wrong in (
        (BadSpecialDay, [SpecialDay(TODAY - timedelta(days=1))]),
        (BadSpecialDay, [SpecialDay(TODAY + timedelta(days=400))]),
        (BadSpecialDay, [SpecialDay(TODAY), SpecialDay(TODAY, ((0, 60),))]),
        (BadSpecialDay, [SpecialDay(TODAY, ((600, 600),))]),
        (BadSpecialDay, [SpecialDay(TODAY, ((0, 1441),))]),
        (BadSpecialDay, many),
        (HoursOverlap, [SpecialDay(TODAY, ((0, 61), (60, 90)))]),
    ):
        with pytest.raises(refusal):
            say(town, *wrong)
    with pytest.raises(ShopChanged):
        say(town, SpecialDay(TODAY), version=99)
    for person in (clerk, town.rival, town.resident):
        with pytest.raises(NotFound):
            say(town, SpecialDay(TODAY), by=person)
    assert kept() == before


@pytest.mark.django_db
def test_a_keeper_writes_a_day_down_and_takes_it_back(town: Corner) -> None:
    owner, there = Api(town.owner), f"/shop/{town.shop.pk}/days/"
    version = lambda: str(Shop.objects.get(pk=town.shop.pk).version)  # noqa: E731
    asked = {"on": TOMORROW.isoformat(), "opens": ["10:00", ""], "closes": ["02:00", ""]}
    assert owner.client.post(there, {"version": version(), **asked}).status_code == 302
    assert SpecialHours.objects.values_list("on", "opens_minute", "closes_minute").get() == (TOMORROW, 600, 1560)
    assert "10:00–02:00" in owner.client.get(f"/shop/{town.shop.pk}/hours/").content.decode()
    assert owner.client.post(there, {"version": version(), "on": "x"}).status_code == 422
    assert owner.client.post(there, {"version": version(), "on": TOMORROW.isoformat(), "usual": "1"}).status_code == 302
    assert not SpecialHours.objects.exists()
    address, told = f"/api/v1/shops/{town.shop.pk}/special-days", {"version": int(version()), "days": [{"on": TODAY.isoformat(), "times": []}]}
    done = owner.client.put(address, told, content_type="application/json").json()
    assert done == {"version": int(version()), "days": told["days"]} == owner.client.get(address).json()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"opens_minute": 5}, "a_special_day_is_closed_or_says_from_and_until_when"),
        ({"opens_minute": 60, "closes_minute": 60}, "a_special_day_is_closed_or_says_from_and_until_when"),
        ({"opens_minute": 1440, "closes_minute": 1500}, "a_special_day_is_closed_or_says_from_and_until_when"),
        ({}, "a_special_day_opens_once_at_a_time"),
    ],
)
def test_the_database_keeps_days_straight(town: Corner, wrong: dict[str, int], name: str) -> None:
    SpecialHours.objects.create(shop=town.shop, on=date(2026, 12, 25))
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        SpecialHours.objects.create(shop=town.shop, on=date(2026, 12, 25), **wrong)
    with pytest.raises(IntegrityError, match="each_item_more_takes_some_minutes"), transaction.atomic():
        Shop.objects.filter(pk=town.shop.pk).update(prep_more_minutes=121)

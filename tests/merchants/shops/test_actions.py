from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from ecosystem.audit.models import Act
from ecosystem.feed.public import FactRow
from ecosystem.identity.public import Person
from ecosystem.kernel.errors import NotFound, OutsideTransaction
from merchants.shops.errors import HoursOverlap, ShopChanged
from merchants.shops.models import OpeningInterval, Shop
from merchants.shops.public import Hours, change_hours, every_day, open_shop, resume_selling, serving_shops, stop_selling
from tests import cast
from tests.cast import MORNING, actor

from .test_open_shop import profile


@pytest.fixture
def owner() -> Person:
    return cast.person("owner")


@pytest.fixture
def shop(owner: Person) -> Shop:
    return cast.shop(owner)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_opening_needs_a_transaction_around_it(committed: str) -> None:
    owner = cast.person("owner")
    with pytest.raises(OutsideTransaction):
        open_shop(party=owner.party, owner=owner, profile=profile(), hours=[], by=actor(owner), at=MORNING)


@pytest.mark.django_db
def test_opening_is_told_to_the_feed_and_to_the_audit(shop: Shop) -> None:
    fact = FactRow.objects.get(kind="trade.shop_opened")
    assert fact.body == {"shop": str(shop.pk), "category": "grocer", "cell": shop.cell, "opened_on": "2026-11-03"}
    assert Act.objects.filter(act="merchants.shop.open", target=f"shops.shop/{shop.pk}").count() == 1


@pytest.mark.django_db
def test_one_tap_stops_selling_and_another_goes_on(shop: Shop, owner: Person) -> None:
    helper = cast.clerk(shop)
    for _ in range(2):
        stop_selling(shop_id=shop.pk, by=actor(helper), at=MORNING)
    assert not serving_shops([shop.pk])[shop.pk].serves_at(MORNING)
    resume_selling(shop_id=shop.pk, by=actor(owner), at=MORNING)
    assert serving_shops([shop.pk])[shop.pk].serves_at(MORNING)
    assert list(Act.objects.filter(act__startswith="merchants.shop.").order_by("pk").values_list("act", flat=True))[1:] == [
        "merchants.shop.stop",
        "merchants.shop.resume",
    ]


@pytest.mark.django_db
def test_a_rival_stops_nothing(shop: Shop) -> None:
    for verb in (stop_selling, resume_selling):
        with pytest.raises(NotFound):
            verb(shop_id=shop.pk, by=actor(cast.person("rival")), at=MORNING)
    assert Shop.objects.get(pk=shop.pk).selling and Shop.objects.get(pk=shop.pk).version == 0


@pytest.mark.django_db
def test_an_owner_changes_the_hours_once(shop: Shop, owner: Person) -> None:
    late = [Hours(4, 1080, 1560)]
    changed = change_hours(shop_id=shop.pk, hours=late, seen_version=0, by=actor(owner), at=MORNING)
    assert serving_shops([shop.pk])[shop.pk].hours == tuple(late)
    assert changed.version == 1
    with pytest.raises(ShopChanged):
        change_hours(shop_id=shop.pk, hours=every_day(1, 2), seen_version=0, by=actor(owner), at=MORNING)
    with pytest.raises(HoursOverlap):
        change_hours(shop_id=shop.pk, hours=[Hours(0, 0, 90), Hours(0, 80, 100)], seen_version=1, by=actor(owner), at=MORNING)
    assert serving_shops([shop.pk])[shop.pk].hours == tuple(late)


@pytest.mark.django_db
def test_a_clerk_does_not_change_the_hours(shop: Shop) -> None:
    with pytest.raises(NotFound):
        change_hours(shop_id=shop.pk, hours=[], seen_version=0, by=actor(cast.clerk(shop)), at=MORNING)
    assert shop.intervals.count() == 7


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"name_en": ""}, "shop_has_a_name_in_both_languages"),
        ({"category": "bank"}, "shop_has_a_known_category"),
        ({"currency": "USD"}, "shop_trades_in_a_known_currency"),
        ({"lat": Decimal("90.000001")}, "shop_is_on_earth"),
        ({"accept_minutes": 0}, "a_shop_answers_within_the_hour"),
        ({"prep_minutes": 1441}, "a_shop_prepares_within_a_day"),
        ({"misses_allowed": 0}, "a_shop_may_miss_some_orders"),
        ({"busy_minutes": 10}, "a_busy_shop_says_how_much_and_until_when"),
        ({"busy_until": MORNING}, "a_busy_shop_says_how_much_and_until_when"),
        ({"paused_until": MORNING, "paused_at": MORNING}, "a_paused_shop_says_why_and_until_when"),
        ({"paused_for": "keeper"}, "a_paused_shop_says_why_and_until_when"),
    ],
)
def test_the_database_refuses_a_wrong_shop(shop: Shop, wrong: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Shop.objects.filter(pk=shop.pk).update(**wrong)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"weekday": 7}, "weekday_is_monday_to_sunday"),
        ({"opens_minute": -1}, "a_shop_opens_on_its_weekday"),
        ({"opens_minute": 1440, "closes_minute": 1500}, "a_shop_opens_on_its_weekday"),
        ({"closes_minute": 540}, "a_shop_closes_within_a_day_of_opening"),
        ({"closes_minute": 1981}, "a_shop_closes_within_a_day_of_opening"),
        ({"opens_minute": 0}, "a_shop_opens_once_at_a_time"),
    ],
)
def test_the_database_refuses_wrong_hours(shop: Shop, wrong: dict[str, int], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        OpeningInterval.objects.create(**{"shop": shop, "weekday": 2, "opens_minute": 540, "closes_minute": 1260, **wrong})


@pytest.mark.django_db
def test_today_shows_the_switch_and_the_first_days_steps(shop: Shop, owner: Person) -> None:
    page = signed_in(owner).get("/shop/")
    assert page.status_code == 200
    assert 'id="switch"' in page.content.decode() and 'id="set-up"' in page.content.decode()
    assert [item.done for item in page.context["set_up"]] == [True, False, True, True]


@pytest.mark.django_db
def test_the_switch_answers_with_itself(shop: Shop, owner: Person) -> None:
    answer = signed_in(owner).post(f"/shop/{shop.pk}/selling/", {"on": "0"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert 'name="on" value="1"' in answer.content.decode()
    assert not Shop.objects.get(pk=shop.pk).selling


@pytest.mark.django_db
def test_strangers_have_no_today_and_touch_no_shop(shop: Shop) -> None:
    assert Client().get("/shop/").status_code == 302
    rival = signed_in(cast.person("rival"))
    # Whoever keeps no shop is led to where she may open one.
    assert rival.get("/shop/").headers["Location"] == "/shop/start/"
    assert rival.get(f"/shop/{shop.pk}/hours/").status_code == 404
    assert rival.post(f"/shop/{shop.pk}/selling/", {"on": "0"}).status_code == 404
    assert Shop.objects.get(pk=shop.pk).selling


@pytest.mark.django_db
def test_hours_are_typed_as_times(shop: Shop, owner: Person) -> None:
    client = signed_in(owner)
    assert client.get(f"/shop/{shop.pk}/hours/").status_code == 200
    form = {"version": "0", "opens-0": ["09:00", ""], "closes-0": ["12:00", ""], "opens-5": "18:00", "closes-5": "02:00"}
    assert client.post(f"/shop/{shop.pk}/hours/", form).status_code == 302
    assert serving_shops([shop.pk])[shop.pk].hours == (Hours(0, 540, 720), Hours(5, 1080, 1560))
    assert client.post(f"/shop/{shop.pk}/hours/", form).status_code == 409
    assert client.post(f"/shop/{shop.pk}/hours/", {"version": "1", "opens-0": "9", "closes-0": ""}).status_code == 422
    assert OpeningInterval.objects.filter(shop=shop).count() == 2


@pytest.mark.django_db
def test_a_program_sets_the_margin_of_the_scale_as_the_page_does(shop: Shop, owner: Person) -> None:
    address = f"/api/v1/shops/{shop.pk}/serving"

    def put(who: Person, told: dict[str, object]) -> Any:
        return signed_in(who).put(address, told, content_type="application/json")

    said = signed_in(owner).get(address).json()
    body = {**said, "weigh_margin_bp": 500}
    assert (said["weigh_margin_bp"], put(cast.person("stranger"), body).status_code) == (0, 404)
    assert put(cast.clerk(shop), body).status_code == 404
    assert put(owner, {**body, "weigh_margin_bp": 9_999}).json()["code"] == "bad_pace"
    assert put(owner, {**body, "version": said["version"] - 1}).status_code == 409
    assert signed_in(owner).get(address).json() == said
    assert put(owner, body).json()["weigh_margin_bp"] == 500
    assert Shop.objects.get(pk=shop.pk).weigh_margin_bp == 500

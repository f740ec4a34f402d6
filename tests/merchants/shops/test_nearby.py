"""The nearest shops against brute force, in every combination."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecosystem.identity.public import Party
from ecosystem.places.public import metres
from merchants.shops.models import OpeningInterval, Shop
from merchants.shops.public import After, Hours, Profile, RadiusOutOfRange, draft_intervals, draft_shop, every_day, nearby_shops
from merchants.shops.rules import is_open

AT = datetime(2026, 11, 2, 2, tzinfo=UTC)  # a Monday, 10:00 in town
HERE = (Decimal("30.600000"), Decimal("122.900000"))
BASE = Profile(name_zh="桂花面包房", name_en="Osmanthus Bakery", category="bakery", lat=HERE[0], lng=HERE[1], opened_on=date(2026, 1, 5))
NAMES = [
    ("桂花面包房", "Osmanthus Bakery"),
    ("河边菜摊", "River Greens"),
    ("老王100%_肉铺", "Old Wang 100%_Meat"),
    ("桂花药房", "Osmanthus Pharmacy"),
]

offsets = st.integers(-40_000, 40_000).map(lambda n: Decimal(n).scaleb(-6))
interval = st.builds(lambda day, opens, length: Hours(day, opens, opens + length), st.integers(0, 6), st.integers(0, 1439), st.integers(1, 1440))
shops = st.lists(
    st.tuples(offsets, offsets, st.integers(0, 3), st.sampled_from(["bakery", "butcher"]), st.booleans(), st.lists(interval, max_size=3)),
    max_size=25,
)
moments = st.none() | st.integers(0, 10_079).map(lambda minute: AT + timedelta(minutes=minute))


def stand(profile: Profile, hours: list[Hours], *, selling: bool = True) -> Shop:
    party = Party.objects.create(kind="sole_trader", name_zh="店", name_en="Shop", created_at=AT)
    shop = draft_shop(party.pk, profile)
    shop.selling = selling
    shop.save(force_insert=True)
    OpeningInterval.objects.bulk_create(draft_intervals(shop, {(h.weekday, h.opens_minute): h for h in hours}.values()))
    return shop


def brute(radius_m: int, category: str, at: datetime | None, text: str) -> list[tuple[int, Any]]:
    found = []
    for shop in Shop.objects.prefetch_related("intervals"):
        away = metres(*HERE, shop.lat, shop.lng)
        serving = at is None or (shop.selling and is_open([row.hours for row in shop.intervals.all()], at))
        named = text in f"{shop.name_zh} {shop.name_en}".lower()
        if away <= radius_m and category in ("", shop.category) and serving and named:
            found.append((away, shop.pk))
    return sorted(found)


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    shops, st.sampled_from([0, 150, 900, 1500, 3000, 8000]), st.sampled_from(["", "bakery"]), moments,
    st.sampled_from(["", "桂花", "100%_", "摊"]), st.integers(1, 7),
)  # fmt: skip
def test_pages_of_nearby_shops_are_what_brute_force_finds(
    stood: list[Any], radius_m: int, category: str, at: datetime | None, text: str, limit: int
) -> None:
    with transaction.atomic():
        for north, east, name, trade, selling, hours in stood:
            zh, en = NAMES[name]
            where = {"lat": HERE[0] + north, "lng": HERE[1] + east}
            stand(replace(BASE, name_zh=zh, name_en=en, category=trade, **where), hours, selling=selling)
        found: list[tuple[int, Any]] = []
        after: After | None = None
        while True:
            page = nearby_shops(lat=HERE[0], lng=HERE[1], radius_m=radius_m, category=category, open_at=at, text=text, limit=limit, after=after)
            found += [(near.metres, near.shop.id) for near in page.shops]
            if page.after is None:
                break
            after = page.after
        assert found == brute(radius_m, category, at, text)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_search_is_one_statement(django_assert_num_queries: Any) -> None:
    stand(BASE, every_day(540, 1260))
    with django_assert_num_queries(1):
        page = nearby_shops(lat=HERE[0], lng=HERE[1], radius_m=3000, category="bakery", open_at=AT, text="ＯＳＭＡＮＴＨＵＳ  bakery")
    assert [(near.metres, near.shop.name_en, near.shop.hours[0]) for near in page.shops] == [(0, "Osmanthus Bakery", Hours(0, 540, 1260))]


@pytest.mark.django_db
def test_a_slip_of_the_finger_still_finds_the_shop() -> None:
    stand(BASE, [])
    page = nearby_shops(lat=HERE[0], lng=HERE[1], radius_m=3000, text="osmanthis")
    assert [near.shop.name_en for near in page.shops] == ["Osmanthus Bakery"]
    assert page.loose
    assert not nearby_shops(lat=HERE[0], lng=HERE[1], radius_m=3000, text="hardware").shops


@pytest.mark.django_db
def test_a_category_is_found_by_its_name() -> None:
    stand(replace(BASE, name_zh="老王", name_en="Old Wang", category="butcher"), [])
    assert len(nearby_shops(lat=HERE[0], lng=HERE[1], radius_m=3000, text="butcher").shops) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("radius_m", [-1, 20_001])
def test_a_radius_beyond_reason_is_refused(radius_m: int) -> None:
    with pytest.raises(RadiusOutOfRange):
        nearby_shops(lat=HERE[0], lng=HERE[1], radius_m=radius_m)

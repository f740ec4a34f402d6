"""The nearest shops against brute force, in every combination."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecosystem.identity.public import Party
from ecosystem.kernel.words import loosely, slips_of, terms_of, words_of
from ecosystem.places.public import metres
from merchants.catalog.public import Article, Sku, draft_article
from merchants.shops.day_rules import is_open_on
from merchants.shops.describing import describe, described_shop, trade_names
from merchants.shops.models import DeliveryZone, OpeningInterval, Shop, SpecialHours
from merchants.shops.public import (
    After,
    Hours,
    Profile,
    RadiusOutOfRange,
    Zone,
    around,
    draft_intervals,
    draft_shop,
    every_day,
    nearby_shops,
    zones_of,
)
from merchants.shops.special_days import special_days_of
from merchants.shops.zone_rules import micro, zone_at
from merchants.shops.zoning import draft_zones

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
# Of some days the hours are others, or none.
otherwise = st.dictionaries(st.integers(-1, 7), st.none() | interval, max_size=2)
shops = st.lists(
    st.tuples(offsets, offsets, st.integers(0, 3), st.sampled_from(["bakery", "butcher"]), st.booleans(), st.lists(interval, max_size=3), otherwise),
    max_size=25,
)
moments = st.none() | st.integers(0, 10_079).map(lambda minute: AT + timedelta(minutes=minute))


def stand(profile: Profile, hours: list[Hours], *, selling: bool = True) -> Shop:
    party = Party.objects.create(kind="sole_trader", name_zh="店", name_en="Shop", created_at=AT)
    shop = draft_shop(party.pk, profile)
    shop.selling = selling
    shop.save(force_insert=True)
    describe([described_shop(shop)])
    DeliveryZone.objects.bulk_create(draft_zones(shop, profile.zones))
    OpeningInterval.objects.bulk_create(draft_intervals(shop, {(h.weekday, h.opens_minute): h for h in hours}.values()))
    return shop


def brings_to(shop: tuple[int, int], name: int) -> tuple[Zone, ...]:
    """A circle, or a three-cornered area to the north-east of the shop."""
    if name % 2:
        return around(700 + 900 * name)
    reach = 9_000 + 9_000 * name
    return (Zone(outline=(shop, (shop[0] + reach, shop[1]), (shop[0], shop[1] + reach))),)


def shelve(shop: Shop, *, on_sale: bool = True, zh: str = "鲜牛奶", en: str = "Fresh Milk") -> Sku:
    article = Article(code=f"c{uuid4().hex[:8]}", name_zh=zh, name_en=en, price_minor=680)
    drafted = draft_article(shop.party_id, shop.pk, article)
    drafted.write()
    if not on_sale:
        Sku.objects.filter(pk=drafted.sku.pk).update(on_sale=False)
    return drafted.sku


def brute(radius_m: int, category: str, at: datetime | None, text: str, delivers: bool, *, loose: bool = False) -> list[tuple[int, Any]]:
    """Every shop and everything on sale looked at, one after the other."""
    words: dict[Any, list[str]] = {}
    for shop in Shop.objects.all():
        words[shop.pk] = [words_of(shop.name_zh, shop.name_en, *trade_names(shop.category))]
    for sku in Sku.objects.filter(on_sale=True):
        words[sku.shop_id].append(words_of(sku.name_zh, sku.name_en))
    found = []
    for shop in Shop.objects.prefetch_related("intervals"):
        away = metres(*HERE, shop.lat, shop.lng)
        serving = at is None or (shop.selling and is_open_on([row.hours for row in shop.intervals.all()], special_days_of(shop, today=date.min), at))
        named = any(_answers(words_here, text, loose) for words_here in words[shop.pk])
        brought = not delivers or zone_at(zones_of(shop), micro(shop.lat, shop.lng), micro(*HERE)) is not None
        if away <= radius_m and category in ("", shop.category) and serving and named and brought:
            found.append((away, shop.pk))
    return sorted(found)


def _answers(words: str, text: str, loose: bool) -> bool:
    if not loose:
        return all(f" {term}" in words for term in terms_of(text))
    return all(
        all(f" {each}" in words for each in term) if term > "\u3400" else re.search(f" ({'|'.join(slips_of(term)).replace('_', '.')})", words)
        for term in terms_of(text)
    )


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    shops, st.sampled_from([0, 150, 900, 1500, 3000, 8000]), st.sampled_from(["", "bakery"]), moments,
    st.sampled_from(["", "桂花", "100%_", "摊", "guihua", "ghmb", "bakery", "nai", "花房", "osmantus", "mlik"]), st.integers(1, 7), st.booleans(),
)  # fmt: skip
def test_pages_of_nearby_shops_are_what_brute_force_finds(
    stood: list[Any], radius_m: int, category: str, at: datetime | None, text: str, limit: int, delivers: bool
) -> None:
    with transaction.atomic():
        for north, east, name, trade, selling, hours, special in stood:
            zh, en = NAMES[name]
            where: dict[str, Any] = {"lat": HERE[0] + north, "lng": HERE[1] + east}
            where["zones"] = brings_to(micro(where["lat"], where["lng"]), name) if selling else ()
            shop = stand(replace(BASE, name_zh=zh, name_en=en, category=trade, **where), hours, selling=selling)
            for shift, each in special.items():
                times = {"opens_minute": each.opens_minute, "closes_minute": each.closes_minute} if each else {}
                SpecialHours.objects.create(shop=shop, on=AT.date() + timedelta(days=shift), **times)
            shelve(shop, on_sale=not name % 2)
        asked: dict[str, Any] = {
            "lat": HERE[0],
            "lng": HERE[1],
            "radius_m": radius_m,
            "category": category,
            "open_at": at,
            "delivers": delivers,
            "text": text,
        }
        found: list[tuple[int, Any]] = []
        after: After | None = None
        while True:
            page = nearby_shops(**asked, limit=limit, after=after)
            found += [(near.metres, near.shop.id) for near in page.shops]
            if page.after is None:
                break
            after = page.after
        wanted = brute(radius_m, category, at, text, delivers)
        if not wanted and loosely(terms_of(text)):
            wanted = brute(radius_m, category, at, text, delivers, loose=True)
        assert found == wanted
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
@pytest.mark.parametrize("text", ["butcher", "鲜肉", "xianrou"])
def test_a_shop_is_found_by_its_trade(text: str) -> None:
    stand(replace(BASE, name_zh="老王", name_en="Old Wang", category="butcher"), [])
    assert len(nearby_shops(lat=HERE[0], lng=HERE[1], radius_m=3000, text=text).shops) == 1


@pytest.mark.django_db
def test_a_shop_is_found_by_its_goods_and_the_three_closest_are_named() -> None:
    shop = stand(BASE, [])
    milk = [shelve(shop, zh=f"{brand}牛奶", en=f"Milk {brand}") for brand in ("", "鲜", "光明鲜", "三江低脂鲜")]
    page = nearby_shops(lat=HERE[0], lng=HERE[1], radius_m=3000, text="niunai")
    assert [(near.goods, near.hits) for near in page.shops] == [(tuple(sku.pk for sku in milk[:3]), 4)]
    Sku.objects.filter(pk=milk[0].pk).delete()
    Sku.objects.filter(pk=milk[1].pk).update(on_sale=False)
    assert [near.hits for near in nearby_shops(lat=HERE[0], lng=HERE[1], radius_m=3000, text="niunai").shops] == [2]


@pytest.mark.django_db
@pytest.mark.parametrize("radius_m", [-1, 20_001])
def test_a_radius_beyond_reason_is_refused(radius_m: int) -> None:
    with pytest.raises(RadiusOutOfRange):
        nearby_shops(lat=HERE[0], lng=HERE[1], radius_m=radius_m)

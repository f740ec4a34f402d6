"""The merchants' share of the demo town: shops with their keepers, and what lies on their shelves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from ecosystem.audit.public import Note, drafted
from ecosystem.demo.public import Rows, Town, shape
from ecosystem.identity.public import Membership, Party, Person, give_role, register_party, register_person
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import TOWN_TIME
from ecosystem.places.public import Neighbourhood
from merchants.catalog.public import Article, PriceChange, Product, Sku, Variant, draft_article
from merchants.shops.public import Described, Hours, Profile, Shop, around, describe, open_shop

from .files import file_everybody
from .makers import TOWN, settle_makers

DELIVERY_FEE_MINOR, LEAST_DELIVERY_MINOR = 0, 0
REACH_M = 6_000
LEGAL_FORMS = {"sole_trader": Party.Kind.SOLE_TRADER, "micro": Party.Kind.SOLE_TRADER, "company": Party.Kind.COMPANY}
EVENING_BEFORE = timedelta(days=1)


class Streets:
    """Joined to the port ``TownPart``; runs before the residents come."""

    def load(self, *, town: Any, at: datetime) -> Iterator[str]:
        begins = datetime.combine(town.starts_on, time(), tzinfo=TOWN_TIME) - EVENING_BEFORE
        with transaction.atomic():
            shops = {shop.code: _open(shop, town, at=min(begins, at)) for shop in town.shops}
        yield f"{len(shops)} shops"
        with transaction.atomic():
            yield file_everybody(town, shops, began=min(begins, at), at=at)
        with transaction.atomic():
            yield f"{_fill(town, shops, at=min(begins, at))} articles on sale"
        with transaction.atomic():
            yield f"{settle_makers(town, at=min(begins, at))} makers with a desk in the circle"


def _open(shop: shape.Shop, town: Town, *, at: datetime) -> Shop:
    owner = register_person(email=town.keeper_email(shop.code), name_zh=shop.owner.zh, name_en=shop.owner.en, password=None, at=at)
    party = register_party(kind=LEGAL_FORMS[shop.legal_form], name_zh=shop.name.zh, name_en=shop.name.en, at=at)
    for person in town.people:
        if person.role == "clerk" and person.stands_for == shop.code:
            clerk = register_person(email=person.email, name_zh=person.name.zh, name_en=person.name.en, password=None, at=at)
            give_role(person=clerk, party=party, role=Membership.Role.CLERK, at=at)
    hours = [Hours(day.weekday, day.opens_minute, day.closes_minute) for day in shop.hours]
    return open_shop(party=party, owner=owner, profile=_profile(shop), hours=hours, by=TOWN, at=at)


def _profile(shop: shape.Shop) -> Profile:
    return Profile(
        name_zh=shop.name.zh,
        name_en=shop.name.en,
        category=shop.kind,
        lat=Decimal(str(shop.at.lat)),
        lng=Decimal(str(shop.at.lon)),
        opened_on=shop.opened_on,
        address_zh=shop.address.zh,
        address_en=shop.address.en,
        neighbourhood=Neighbourhood.objects.get(code=f"n{shop.neighbourhood}"),
        zones=around(REACH_M, fee_minor=DELIVERY_FEE_MINOR, min_order_minor=LEAST_DELIVERY_MINOR),
    )


def _fill(town: Town, shops: dict[str, Shop], *, at: datetime) -> int:
    """The articles at their first price, as ``add_sku`` puts them on sale."""
    owners = owners_of(town)
    first = first_prices(town)
    sections = {category.code: category.name for category in town.categories}
    rows, described = Rows(), list[Described]()
    for one in town.skus:
        actor = owners[one.shop]
        shop = shops[one.shop]
        drafted_rows = draft_article(shop.party_id, shop.pk, article(one, first[one.shop, one.code], sections[one.category]))
        sku = drafted_rows.sku
        rows.add(drafted_rows.product, drafted_rows.variant, sku)
        described.append(drafted_rows.described)
        rows.add(PriceChange(sku_id=sku.pk, price_minor=sku.price_minor, from_at=at, by_id=actor.person_id))
        rows.add(
            drafted(
                Note(
                    act="catalog.add",
                    target=f"sku/{sku.pk}",
                    by=actor,
                    at=at,
                    after={"code": sku.code, "price_minor": sku.price_minor},
                    about=sku.shop_id,
                )
            )
        )
    rows.write([Product, Variant, Sku, PriceChange])
    describe(described)
    return len(town.skus)


def article(one: shape.Sku, price_minor: int, section: shape.Named) -> Article:
    return Article(
        code=one.code,
        name_zh=one.name.zh,
        name_en=one.name.en,
        price_minor=price_minor,
        kind=one.category,
        section_zh=section.zh,
        section_en=section.en,
    )


def first_prices(town: Town) -> dict[tuple[str, str], int]:
    """The opening price of each article: the earliest that the town names."""
    first: dict[tuple[str, str], shape.Price] = {}
    for price in town.prices:
        known = first.get((price.shop, price.sku))
        if known is None or price.from_at < known.from_at:
            first[price.shop, price.sku] = price
    return {key: price.unit_minor for key, price in first.items()}


def owners_of(town: Town) -> dict[str, Actor]:
    """Who keeps each shop, by the shop's code."""
    emails = {town.keeper_email(shop.code): shop.code for shop in town.shops}
    people = Person.objects.filter(email__in=list(emails)).values_list("email", "pk", "party_id")
    return {emails[email]: Actor(person_id=person_id, party_id=party_id) for email, person_id, party_id in people}

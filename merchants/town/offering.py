"""Which shops of the town offer more than their shelves, and what they offer with: chosen by rules from the town that was read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from ecosystem.demo.public import Town
from ecosystem.identity.public import Membership
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import TOWN_TIME
from merchants.catalog.public import Sku
from merchants.shops.public import Shop

from .part import owners_of

MONTH, AFTER_DAYS, LEAST_MINOR = timedelta(days=30), 20, 200
# Whom a shop's noodles are asked of: a deli is told as a noodle shop in its papers.
NOODLES = "deli"


@dataclass(frozen=True, slots=True)
class Offering:
    """A shop with its owner, and its best-selling articles, those that were in most orders first."""

    code: str
    shop: Shop
    owner: Actor
    goods: tuple[Sku, ...]


def offering(town: Town) -> list[Offering]:
    """The shop of the demo's owner, then its neighbours by their code; nobody where the demo has no owner."""
    mine = next((one.stands_for for one in town.people if one.role == "owner"), "")
    home = next((shop for shop in town.shops if shop.code == mine), None)
    if home is None:
        return []
    around = [shop for shop in town.shops if shop.neighbourhood == home.neighbourhood and shop.has_history]
    codes = sorted((shop.code for shop in around), key=lambda code: (code != mine, code))
    owners, sold = owners_of(town), _sold(town)
    kept = dict(Membership.objects.filter(role=Membership.Role.OWNER, ended_at=None).values_list("person", "party"))
    stands = {shop.party_id: shop for shop in Shop.objects.filter(party__in=list(kept.values()))}
    party_of = {code: kept[person_id] for code in codes if (person_id := owners[code].person_id) in kept and person_id}
    found = [(code, stands[party_id]) for code, party_id in party_of.items()]
    return [Offering(code, shop, owners[code], _goods(shop, sold[code])) for code, shop in found]


def joined_at(town: Town) -> datetime:
    """When the programmes were opened and their first members joined: what they bought since has earned its points."""
    return datetime.combine(town.starts_on + timedelta(days=AFTER_DAYS), time(9), tzinfo=TOWN_TIME)


def regulars(town: Town, shop: str) -> list[str]:
    """Residents by how often they came to a shop, most first; those of its own neighbourhood alone."""
    where = next(one.neighbourhood for one in town.shops if one.code == shop)
    near = {one.code for one in town.residents if one.neighbourhood == where}
    came = Counter(errand.resident for errand in town.errands for order in errand.orders if order.shop == shop)
    return sorted((code for code in came if code in near), key=lambda code: (-came[code], code))


def _sold(town: Town) -> dict[str, Counter[str]]:
    """By shop, in how many orders of the last month an article was that is sold in whole pieces."""
    sold: dict[str, Counter[str]] = {shop.code: Counter() for shop in town.shops}
    since = town.ends_on - MONTH
    for order in (order for errand in town.errands if errand.placed_at.date() > since for order in errand.orders):
        sold[order.shop].update({line.sku for line in order.lines if line.quantity == int(line.quantity)})
    return sold


def _goods(shop: Shop, sold: Counter[str], most: int = 5) -> tuple[Sku, ...]:
    there = Sku.objects.filter(shop=shop, on_sale=True, code__in=list(sold), variant__whole_only=True, price_minor__gte=LEAST_MINOR)
    return tuple(sorted(there.select_related("level"), key=lambda sku: (-sold[sku.code], sku.code))[:most])

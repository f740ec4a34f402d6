"""Whom a visitor may sign in as, chosen by rules from the town that was read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from .shape import DemoPerson, Errand, Resident, Shop
from .streets import person

ENOUGH_ORDERS = 150
MONTH = 30


def owners_shop(shops: Sequence[Shop], errands: Sequence[Errand], *, starts_on: date, ends_on: date) -> Shop:
    """The shop that grew most from the first thirty days to the last, of those that sold in every week.

    At least 150 orders, or, in a smaller town, as many as the busiest shop has.
    """
    orders: Counter[str] = Counter()
    weeks: defaultdict[str, set[int]] = defaultdict(set)
    first: Counter[str] = Counter()
    last: Counter[str] = Counter()
    for errand in errands:
        day = errand.placed_at.date()
        for order in errand.orders:
            orders[order.shop] += 1
            weeks[order.shop].add((day - starts_on).days // 7)
            first[order.shop] += order.paid_minor if day < starts_on + timedelta(days=MONTH) else 0
            last[order.shop] += order.paid_minor if day > ends_on - timedelta(days=MONTH) else 0
    enough = min(ENOUGH_ORDERS, max(orders.values()))
    every_week = max(len(seen) for seen in weeks.values())
    fit = [shop for shop in shops if orders[shop.code] >= enough and len(weeks[shop.code]) == every_week and first[shop.code]]
    return max(fit, key=lambda shop: (last[shop.code] * 10_000 // first[shop.code], shop.code))


def regular_of(shop: Shop, residents: Sequence[Resident], errands: Sequence[Errand]) -> Resident:
    """Who came there most."""
    visits = Counter(errand.resident for errand in errands for order in errand.orders if order.shop == shop.code)
    return min(residents, key=lambda one: (-visits[one.code], one.code))


def demo_people(shop: Shop, resident: Resident, taken: set[str]) -> tuple[DemoPerson, ...]:
    return (
        DemoPerson(email="resident@demo.twin", role="resident", name=resident.name, stands_for=resident.code),
        DemoPerson(email="owner@demo.twin", role="owner", name=shop.owner, stands_for=shop.code),
        DemoPerson(email="clerk@demo.twin", role="clerk", name=person("clerk", taken), stands_for=shop.code),
        DemoPerson(email="officer@demo.twin", role="officer", name=person("officer", taken), stands_for=""),
        DemoPerson(email="operator@demo.twin", role="operator", name=person("operator", taken), stands_for=""),
    )

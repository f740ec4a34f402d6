"""Whom a visitor may sign in as, chosen by rules from the town that was read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from ecosystem.kernel.clock import TOWN_TIME

from .shape import Borrowing, DemoPerson, Errand, Purchase, Resident, Shop
from .streets import person

LARGEST = 8
MONTH = 30
TAKEN_AFTER, TAKEN_AT = 64, time(10, 30)
SETTLED_AFTER, SETTLED_AT = 82, time(15, 0)
"""Days into the window: the bank wants to have seen 60 days of trade before it lends."""


def growing_shops(shops: Sequence[Shop], errands: Sequence[Errand], *, starts_on: date, ends_on: date) -> list[Shop]:
    """The eight shops that sold most and sold in every week, by their growth from the first thirty days to the last."""
    sold: Counter[str] = Counter()
    weeks: defaultdict[str, set[int]] = defaultdict(set)
    first: Counter[str] = Counter()
    last: Counter[str] = Counter()
    for errand in errands:
        day = errand.placed_at.date()
        for order in errand.orders:
            sold[order.shop] += order.paid_minor
            weeks[order.shop].add((day - starts_on).days // 7)
            first[order.shop] += order.paid_minor if day < starts_on + timedelta(days=MONTH) else 0
            last[order.shop] += order.paid_minor if day > ends_on - timedelta(days=MONTH) else 0
    every_week = max(len(seen) for seen in weeks.values())
    steady = [shop for shop in shops if len(weeks[shop.code]) == every_week and first[shop.code]]
    largest = sorted(steady, key=lambda shop: (-sold[shop.code], shop.code))[:LARGEST]
    return sorted(largest, key=lambda shop: (-(last[shop.code] * 10_000 // first[shop.code]), shop.code))


def borrowings(growing: Sequence[Shop], *, starts_on: date, ends_on: date) -> tuple[Borrowing, ...]:
    """Two neighbours of the demo's owner have borrowed already, and a third of the window has repaid.

    The second shop by growth took all that it was offered, and its sales repay it still; the
    third took the least loan and settled it early. A short window is too young for either.
    """

    def moment(days: int, at: time) -> datetime:
        return datetime.combine(starts_on + timedelta(days=days), at, tzinfo=TOWN_TIME)

    if starts_on + timedelta(days=SETTLED_AFTER) > ends_on:
        return ()
    taken, settled = moment(TAKEN_AFTER, TAKEN_AT), moment(SETTLED_AFTER, SETTLED_AT)
    plans = [(False, None), (True, settled)]
    return tuple(Borrowing(shop=shop.code, taken_at=taken, least=least, settled_at=at) for shop, (least, at) in zip(growing[1:], plans, strict=False))


def regular_of(shop: Shop, residents: Sequence[Resident], errands: Sequence[Errand]) -> Resident:
    """Who came there most."""
    visits = Counter(errand.resident for errand in errands for order in errand.orders if order.shop == shop.code)
    return min(residents, key=lambda one: (-visits[one.code], one.code))


def largest_maker(shop: Shop, purchases: Sequence[Purchase]) -> int:
    """Whom the shop ordered most lines from."""
    lines: Counter[int] = Counter()
    for purchase in purchases:
        if purchase.shop == shop.code:
            lines[purchase.maker] += len(purchase.lines)
    return min(lines, key=lambda maker: (-lines[maker], maker))


def demo_people(shop: Shop, resident: Resident, cold: Sequence[Shop], maker: int, taken: set[str]) -> tuple[DemoPerson, ...]:
    """The newcomer keeps the first of the shops without history."""
    return (
        DemoPerson(email="resident@demo.twin", role="resident", name=resident.name, stands_for=resident.code),
        DemoPerson(email="owner@demo.twin", role="owner", name=shop.owner, stands_for=shop.code),
        DemoPerson(email="clerk@demo.twin", role="clerk", name=person("clerk", taken), stands_for=shop.code),
        *(DemoPerson(email="newcomer@demo.twin", role="newcomer", name=new.owner, stands_for=new.code) for new in cold[:1]),
        DemoPerson(email="supplier@demo.twin", role="supplier", name=person("supplier", taken), stands_for=str(maker)),
        DemoPerson(email="officer@demo.twin", role="officer", name=person("officer", taken), stands_for=""),
        DemoPerson(email="operator@demo.twin", role="operator", name=person("operator", taken), stands_for=""),
        DemoPerson(email="risk@demo.twin", role="risk", name=person("risk", taken), stands_for=""),
        DemoPerson(email="second@demo.twin", role="second", name=person("second", taken), stands_for=""),
        DemoPerson(email="branch@demo.twin", role="branch", name=person("branch", taken), stands_for=""),
    )

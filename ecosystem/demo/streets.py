"""Shops and who keeps them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .places import home, shop_site
from .shape import Hours, Kind, Landmark, Named, Neighbourhood, Resident, Shop
from .stable import pick, spread
from .tables import kinds, named, rows

BASE_OPENS, BASE_CLOSES, DAY = 8, 21, 24
"""Every shop is open from 8 to 21."""
LEAST_CLOSED = 4
"""A shop that could close for fewer hours than these a night does not close."""
STRAY_PERCENT, LEAST_STRAY = 2, 2
LEGAL_FORMS = ("sole_trader", "sole_trader", "sole_trader", "company", "micro")
"""个体工商户, 企业, 小微商户, in the proportion of a street."""


def person(of: str, taken: set[str]) -> Named:
    """An invented name that nobody in the town has yet; one in twelve is not a Han name."""
    for attempt in range(1000):
        seed = f"{of}/{attempt}"
        if spread(f"{seed}/other", 12) == 0:
            name = named(pick(seed, rows("others")))
        else:
            family, given = pick(f"{seed}/family", rows("surnames")), pick(f"{seed}/given", rows("given"))
            name = Named(zh=family["zh"] + given["zh"], en=f"{given['en']} {family['en']}")
        if name.zh not in taken:
            taken.add(name.zh)
            return name
    raise RuntimeError("the town has more people than names")


def hours(sold_at: Iterable[datetime]) -> tuple[Hours, ...]:
    """The same every day: 8 to 21, and on until the night in which it hardly sold.

    The shop closes for the longest run of whole hours between 21 and 8 in which at most 2 % of
    its orders were (two orders are always allowed), the quieter of two equal ones. Those few
    were served by somebody who was in before or after hours. Where that leaves fewer than four
    hours, its trade really goes through the night: it is open day and night.
    """
    orders = Counter(moment.hour for moment in sold_at)
    stray = max(LEAST_STRAY, orders.total() * STRAY_PERCENT // 100)
    closed = min(_nights(orders, stray), key=lambda night: (-night.length, night.orders, night.begins))
    if closed.length < LEAST_CLOSED:
        opens, closes = 0, DAY
    else:
        opens = (closed.begins + closed.length) % DAY
        closes = closed.begins if closed.begins > opens else closed.begins + DAY
    return tuple(Hours(weekday=weekday, opens_minute=opens * 60, closes_minute=closes * 60) for weekday in range(7))


def was_open(shop: Shop, at: datetime) -> bool:
    """By its hours of that day, or of the day before where they reach past midnight."""
    minute, today = at.hour * 60 + at.minute, shop.hours[at.weekday()]
    return today.opens_minute <= minute < today.closes_minute or minute + DAY * 60 < shop.hours[at.weekday() - 1].closes_minute


@dataclass(frozen=True, slots=True)
class _Night:
    begins: int
    length: int
    orders: int


def _nights(orders: Counter[int], most: int) -> Iterator[_Night]:
    """Every run of night hours, from 21 to 8, with at most so many orders; the empty one too."""
    evening = range(BASE_CLOSES, BASE_OPENS + DAY)
    for begins in evening:
        for length in range(BASE_OPENS + DAY - begins + 1):
            inside = sum(orders[hour % DAY] for hour in range(begins, begins + length))
            if inside <= most:
                yield _Night(begins % DAY, length, inside)


def shop(place: Neighbourhood, kind: Kind, *, sold_at: Iterable[datetime], opened_on: date | None, taken: set[str]) -> Shop:
    """``opened_on`` is given where the shop has no history; otherwise it is some years ago."""
    code = f"n{place.no}-{kind.code}"
    plot = [one.code for one in kinds()].index(kind.code)
    number = 2 + plot * 4 + spread(f"{code}/number", 2) * 2 + plot % 2
    choices = [row for row in rows("shops") if row["kind"] == kind.code]
    return Shop(
        code=code,
        kind=kind.code,
        neighbourhood=place.no,
        name=named(choices[(place.no - 1) % len(choices)]),
        owner=person(f"owner/{code}", taken),
        address=Named(zh=f"{place.name.zh}{place.road.zh} {number} 号", en=f"{number} {place.road.en}, {place.name.en}"),
        at=shop_site(place.no, plot),
        hours=hours(sold_at),
        legal_form=pick(f"form/{code}", LEGAL_FORMS),
        opened_on=opened_on or date(2015, 1, 1) + timedelta(days=spread(f"opened/{code}", 3000)),
        source_store=None if opened_on else place.source_store,
    )


def resident(household: int, *, errands_in: Counter[int], estates: tuple[Landmark, ...], taken: set[str]) -> Resident:
    """Lives in an estate of the neighbourhood where most of the household's errands went."""
    code = f"h{household}"
    where = min(errands_in, key=lambda no: (-errands_in[no], no))
    estate = pick(f"estate/{code}", [one for one in estates if one.neighbourhood == where and one.is_estate])
    return Resident(
        code=code,
        name=person(f"resident/{code}", taken),
        neighbourhood=where,
        estate=estate.code,
        home=home(estate, code),
        source_household=household,
    )

"""Shops and who keeps them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from .places import home, shop_site
from .shape import Hours, Kind, Landmark, Named, Neighbourhood, Resident, Shop
from .stable import pick, spread
from .tables import kinds, named, rows

BASE_OPENS, BASE_CLOSES, DAY = 8 * 60, 21 * 60, 24 * 60
NIGHT_ENDS = 5 * 60
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
    """The same every day: 8 to 21, widened to whole hours until every real sale is inside.

    A shop that sold before five in the morning is open day and night.
    """
    minutes = [moment.hour * 60 + moment.minute for moment in sold_at] or [BASE_OPENS]
    opens = min(BASE_OPENS, min(minutes) // 60 * 60)
    closes = max(BASE_CLOSES, (max(minutes) // 60 + 1) * 60)
    if opens < NIGHT_ENDS:
        opens, closes = 0, DAY
    return tuple(Hours(weekday=weekday, opens_minute=opens, closes_minute=closes) for weekday in range(7))


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

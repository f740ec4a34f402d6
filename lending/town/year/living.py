"""The year lived: every day told, every night looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from uuid import UUID

from ecosystem.demo.public import Year
from ecosystem.kernel.clock import TOWN_TIME, business_date
from lending.offers.public import expire_offers, qualify_parties
from lending.portraits.public import pack_some

from .businesses import open_businesses
from .days import tell_day

NIGHT = time(23, 59, 30)
TOGETHER = 10_000


def live(year: Year) -> Iterator[str]:
    """Day after day, so that no night knows of what came later. Each day and each night commits by itself."""
    parties = open_businesses(stores=year.stores(), at=_at(year.starts_on, time()))
    yield f"{len(parties)} stores of the year are businesses"
    by_day = {day: list(told) for day, told in groupby(year.baskets, key=lambda basket: business_date(basket.at))}
    asked, rows, outcomes = list(parties.values()), 0, Counter[str]()
    for place in range((year.ends_on - year.starts_on).days + 1):
        day = year.starts_on + timedelta(days=place)
        rows += tell_day(baskets=by_day.get(day, []), parties=parties)
        pack_some(TOGETHER)
        outcomes.update(_night(asked, _at(day, NIGHT)))
        if day.day == 1:
            yield f"{day:%Y-%m-%d}: {rows} rows, {outcomes.total()} nights of a business"
    yield f"{len(year.baskets)} baskets are {rows} rows of facts and books; {outcomes.total()} decisions: {dict(sorted(outcomes.items()))}"


def _night(asked: Sequence[UUID], at: datetime) -> Iterator[str]:
    expire_offers(at=at)
    for decision in qualify_parties(party_ids=asked, at=at):
        yield decision.outcome


def _at(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, tzinfo=TOWN_TIME)

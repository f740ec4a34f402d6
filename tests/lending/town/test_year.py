"""A share of the year through the code that lives the whole of it; all of it is lived by make soak ARGS=year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from ecosystem.demo.public import Basket, Year, read_year
from ecosystem.feed.public import FactRow
from ecosystem.kernel.clock import TOWN_TIME, business_date
from ecosystem.ledger.public import balances_of, deposit_of, prove_books
from lending.offers.public import Offer, qualify_party
from lending.policy.public import APPROVE, Decision
from lending.portraits.public import FeatureSnapshot
from lending.town.year.businesses import businesses
from lending.town.year.collapses import collapses, fell, larger_stores
from lending.town.year.living import live
from lending.town.year.report import report
from tests.lending.policy.replaying import differences

pytestmark = pytest.mark.timeout(900)
ENDS_ON = date(2026, 11, 22)
STORES, DAYS, AGAIN = 5, 76, 350


@pytest.fixture(scope="module")
def whole() -> Year:
    return read_year(ends_on=ENDS_ON)


def test_every_basket_of_the_source_is_in_the_year_to_the_cent(whole: Year) -> None:
    assert (len(whole.baskets), len(whole.stores())) == (155_848, 457)
    assert sum(basket.paid_minor for basket in whole.baskets) == 459_603_958
    assert (whole.starts_on.weekday(), whole.ends_on) == (6, ENDS_ON)
    assert {whole.starts_on <= business_date(basket.at) <= whole.ends_on for basket in whole.baskets} == {True}


def test_twenty_two_of_the_larger_stores_collapsed(whole: Year) -> None:
    found = collapses(whole)
    assert (len(larger_stores(whole)), len(found)) == (103, 22)
    assert all(one.then_minor * 100 < one.before_minor * 55 for one in found)


def test_a_fall_is_told_from_an_offer_that_was_never_made() -> None:
    now, before = date(2026, 5, 29), date(2026, 5, 1)
    assert fell({before: 100, now: 80}, now, 4, 20)
    assert not fell({before: 100, now: 81}, now, 4, 20)
    assert not fell({before: 0, now: 0}, now, 4, 20)
    assert not fell({now: 0}, now, 4, 20)


def _share(whole: Year) -> Year:
    """The busiest stores, for as long as a bank must have seen them and some days more."""
    ends_on = whole.starts_on + timedelta(days=DAYS - 1)
    count: dict[int, int] = {}
    for basket in whole.baskets:
        count[basket.store] = count.get(basket.store, 0) + 1
    busiest = set(sorted(count, key=lambda store: -count[store])[:STORES])
    inside = (one for one in whole.baskets if one.store in busiest and business_date(one.at) <= ends_on)
    return replace(whole, ends_on=ends_on, baskets=tuple(inside))


def _paid(baskets: Iterable[Basket], store: int) -> int:
    return sum(basket.paid_minor for basket in baskets if basket.store == store)


def test_a_share_of_the_year_is_facts_books_portraits_decisions_and_offers(committed: str, whole: Year) -> None:
    year = _share(whole)
    said = list(live(year))
    assert said[-1].startswith(f"{len(year.baskets)} baskets")
    parties = businesses()
    assert sorted(parties) == year.stores()
    for store, balance in zip(parties, balances_of([deposit_of(party) for party in parties.values()]).values(), strict=True):
        assert balance == _paid(year.baskets, store)
    free = sum(1 for basket in year.baskets if not basket.paid_minor)
    assert FactRow.objects.filter(source="journey").count() == 2 * len(year.baskets) - free
    assert prove_books(at=_night(year.ends_on)).differences == 0

    decided = Decision.objects.filter(decided_at__date__lte=year.ends_on)
    assert decided.count() == FeatureSnapshot.objects.count() == STORES * DAYS >= AGAIN
    assert decided.filter(outcome=APPROVE).exists() and Offer.objects.open().exists()
    assert differences(AGAIN) == (AGAIN, 0)
    # Nobody's night knew of what came later.
    first = FeatureSnapshot.objects.order_by("as_of").first()
    assert first is not None and first.left_out == {}
    lines = list(report(year, parties))
    assert lines[0].endswith("collapsed (three weeks under 55 % of the thirteen before)")

    # Looked at alone a moment later, a business is told the same, and the offer that stands stays.
    for party in list(parties.values())[:4]:
        before = set(Offer.objects.filter(party=party).values_list("pk", "status"))
        last = Decision.objects.filter(party=party).latest("decided_at")
        again = qualify_party(party_id=party, at=_night(year.ends_on) + timedelta(seconds=1)).decision
        assert (again.verdict_sha256, again.snapshot_id) == (last.verdict_sha256, last.snapshot_id)
        assert set(Offer.objects.filter(party=party).values_list("pk", "status")) == before


def _night(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 23, 59, 30, tzinfo=TOWN_TIME)

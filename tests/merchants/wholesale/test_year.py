"""The real file: what is taken and refused of it, to the penny, and a slice of it that is copied in as it would have been lived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import pytest
from django.db import transaction

from ecosystem.kernel.clock import TOWN_TIME
from ecosystem.ledger.public import prove_books
from merchants.procurement.models import DebitNote, Invoice, Order
from merchants.wholesale.actions import copy_in, draft_load, draft_tallies, require_adds_up
from merchants.wholesale.plan import days_to_move, plan_year
from merchants.wholesale.report import text_of
from merchants.wholesale.settling import settle_wholesaler
from merchants.wholesale.shape import Buyer, GivenBack, Purchase, Year
from merchants.wholesale.source import Line, Own, Source
from tests.alike import Tables, differences, every_table
from tests.merchants.wholesale import FILE, MISSING
from tests.merchants.wholesale.living import EVENING_BEFORE, Player

AT = datetime(2026, 11, 26, tzinfo=TOWN_TIME)
SLICE_UNTIL = datetime(2010, 1, 1)
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not FILE.is_file(), reason=MISSING),
]


@dataclass(frozen=True)
class Told:
    """The whole file, read once."""

    own: Own
    lines: Sequence[Line]
    year: Year
    names: dict[str, str]
    countries: dict[int, str]


@pytest.fixture(scope="module")
def told() -> Told:
    source = Source(FILE)
    own, lines, names, countries = source.own(), source.lines(), source.names(), source.countries()
    moved = days_to_move(own.last_at, ends_on=datetime(2026, 11, 25))
    return Told(own, lines, plan_year(lines, names=names, countries=countries, moved_days=moved), names, countries)


def test_what_is_taken_and_refused_is_the_source_to_the_penny(told: Told) -> None:
    own, year = told.own, told.year
    assert (own.lines, own.invoices, own.cancelled_lines) == (525_461, 28_816, 10_206)
    assert (own.net_milli, own.net_minor) == (9_539_484_634, 953_948_462)
    assert year.lines == own.lines
    assert year.taken_minor + year.refused_minor == own.net_minor
    require_adds_up(year, own)
    # The one difference to the exact sum: fourteen lines at a tenth of a penny.
    assert own.net_milli - 10 * own.net_minor == 14 == year.tallies["part_of_a_penny"].lines


def test_every_cancelled_line_is_given_back_or_listed_with_a_reason(told: Told) -> None:
    year = told.year
    whole, part = year.tallies["back"].lines, year.tallies["back_in_part"].lines
    assert whole + len(year.left_over) == told.own.cancelled_lines
    assert all(left.why for left in year.left_over)
    assert part == sum(left.why == "more_than_bought" for left in year.left_over) - year.tallies["more_than_bought"].lines > 0
    refused = {why: sum(left.value_minor for left in year.left_over if left.why == why) for why in ("never_bought", "bought_later", "other_price")}
    assert refused == {why: year.tallies[why].refused_minor for why in refused}


def test_the_orders_and_returns_are_worth_what_was_taken(told: Told) -> None:
    bought = back = 0
    for buyer in told.year.buyers:
        prices: dict[tuple[str, int], int] = {}
        for event in buyer.events:
            if isinstance(event, Purchase):
                bought += event.freight_minor + sum(one.quantity * one.unit_minor for one in event.lines)
                prices |= {(event.invoice, position): one.unit_minor for position, one in enumerate(event.lines, start=1)}
            else:
                back += sum(quantity * prices[event.invoice, position] for position, quantity in event.quantities.items())
    assert bought - back == told.year.taken_minor
    assert told.year.documents.orders == len({event.invoice for buyer in told.year.buyers for event in buyer.events if isinstance(event, Purchase)})


def test_the_report_says_that_it_agrees(told: Told) -> None:
    load = draft_load(told.year, told.own, file_name=FILE.name, at=AT)
    text = "\n".join(text_of(load, draft_tallies(load, told.year)))
    assert "525,461 lines on 28,816 invoices" in text
    assert "£9,539,484.634; in pence, each line rounded once, £9,539,484.62" in text
    assert "agrees to the penny" in text
    assert "not agree" not in text


def test_the_year_ends_on_its_own_weekday(told: Told) -> None:
    last = max(event.at for buyer in told.year.buyers for event in buyer.events)
    assert (last.weekday(), told.year.moved_days % 7) == (3, 0)
    assert 0 <= (datetime(2026, 11, 25).date() - last.date()).days < 7


def test_a_slice_copied_in_equals_the_same_slice_lived(told: Told) -> None:
    buyers = _slice(told)
    codes = {one.code for buyer in buyers for event in buyer.events if isinstance(event, Purchase) for one in event.lines}
    year = replace(told.year, buyers=buyers, offers=tuple(offer for offer in told.year.offers if offer.code in codes))
    copied, lived = _after(year, copied=True), _after(year, copied=False)
    assert not differences(copied, lived)
    assert copied["procurement.Order"].total() >= 15
    assert copied["procurement.DebitNote"].total() >= 5


def _slice(told: Told) -> tuple[Buyer, ...]:
    """Customers of the first month who between them do everything that the year knows, the smallest of each kind."""
    month = plan_year(
        [line for line in told.lines if line.at < SLICE_UNTIL], names=told.names, countries=told.countries, moved_days=told.year.moved_days
    )
    by_size = sorted(month.buyers, key=lambda buyer: (sum(len(event.lines) for event in buyer.events if isinstance(event, Purchase)), buyer.customer))
    chosen: dict[int, Buyer] = {}
    for kind in (_gives_all_back, _gives_back_twice, _gives_back_with_freight, _pays_two_prices, _gives_back_of_two, _buys_again):
        found = [buyer for buyer in by_size if kind(buyer)][:2]
        assert found, kind.__name__
        chosen |= {buyer.customer: buyer for buyer in found}
    return tuple(sorted(chosen.values(), key=lambda buyer: (buyer.since, buyer.customer)))


def _purchases(buyer: Buyer) -> dict[str, Purchase]:
    return {event.invoice: event for event in buyer.events if isinstance(event, Purchase)}


def _returns(buyer: Buyer) -> list[GivenBack]:
    return [event for event in buyer.events if isinstance(event, GivenBack)]


def _gives_all_back(buyer: Buyer) -> bool:
    bought = _purchases(buyer)
    return any(
        dict(event.quantities) == {place: one.quantity for place, one in enumerate(bought[event.invoice].lines, start=1)} for event in _returns(buyer)
    )


def _gives_back_twice(buyer: Buyer) -> bool:
    invoices = [event.invoice for event in _returns(buyer)]
    return len(invoices) > len(set(invoices))


def _gives_back_with_freight(buyer: Buyer) -> bool:
    return any(_purchases(buyer)[event.invoice].freight_minor for event in _returns(buyer))


def _pays_two_prices(buyer: Buyer) -> bool:
    return any(len({one.code for one in bought.lines}) < len(bought.lines) for bought in _purchases(buyer).values())


def _gives_back_of_two(buyer: Buyer) -> bool:
    documents = [event.document for event in _returns(buyer)]
    return len(documents) > len(set(documents))


def _buys_again(buyer: Buyer) -> bool:
    codes = [{one.code for one in bought.lines} for bought in _purchases(buyer).values()]
    return len(codes) > 1 and bool(set.intersection(*codes)) and not _returns(buyer)


def _after(year: Year, *, copied: bool) -> Tables:
    """Every table after the slice came in one way; rolled back again."""
    # A savepoint of our own: the verbs are durable and would refuse an atomic block around them.
    before = transaction.savepoint()
    if copied:
        with transaction.atomic():
            wholesaler = settle_wholesaler(year.offers, at=year.buyers[0].since - EVENING_BEFORE)
            copy_in(year.buyers, wholesaler, say=lambda _: None)
    else:
        Player(year).play(year.buyers)
    run = prove_books(at=AT)
    assert run.differences == 0, [line for line in run.details if line["differences"]]
    _require_sums(year)
    tables = every_table()
    transaction.savepoint_rollback(before)
    return tables


def _require_sums(year: Year) -> None:
    orders = sum(order.total_minor + order.freight_minor for order in Order.objects.all())
    back = sum(note.amount_minor for note in DebitNote.objects.all())
    assert sum(invoice.payable_minor for invoice in Invoice.objects.all()) == orders - back
    assert Order.objects.count() == sum(len(_purchases(buyer)) for buyer in year.buyers)

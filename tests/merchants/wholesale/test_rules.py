"""What a line is, what it is worth, and what goes back of what."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merchants.wholesale import rules
from merchants.wholesale.models import Load, Tally
from merchants.wholesale.plan import days_to_move
from merchants.wholesale.report import text_of
from merchants.wholesale.rules import Back, Bought, Matcher
from merchants.wholesale.shape import GivenBack, Purchase, Year
from merchants.wholesale.source import Line
from merchants.wholesale.wording import TAKEN, WORDS, words_of
from tests.merchants.wholesale.lines import BEGAN, line, planned


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        (line(), "sold"),
        (line(invoice="C1", quantity=-1), "back"),
        (line(code="POST"), "carriage"),
        (line(code="C2", invoice="C1", quantity=-1), "carriage_back"),
        (line(customer=None), "no_customer"),
        (line(invoice="C1", quantity=-1, customer=None), "no_customer"),
        (line(price_milli=0), "no_price"),
        (line(price_milli=0, quantity=-5, customer=None), "stock_correction"),
        (line(price_milli=1), "part_of_a_penny"),
        (line(price_milli=1_255), "part_of_a_penny"),
        (line(code="M"), "by_hand"),
        (line(code="M", invoice="C1", customer=None), "by_hand"),
        (line(code="D", invoice="C1", quantity=-1), "discount"),
        (line(code="BANK CHARGES"), "fee"),
        (line(code="GIFT_0001_30"), "gift_voucher"),
        (line(code="TEST001"), "test"),
        (line(code="S"), "sample"),
        (line(code="B", invoice="A1", price_milli=-53_594_360, customer=None), "bad_debt"),
        (line(quantity=-1), "wrong_sign"),
        (line(invoice="C1"), "wrong_sign"),
        (line(price_milli=-100), "wrong_sign"),
    ],
)
def test_a_line_is_what_the_source_says_or_is_refused_for_a_reason(told: Line, verdict: str) -> None:
    assert rules.verdict_of(told) == verdict
    assert words_of(verdict)
    assert (verdict in TAKEN) == (verdict in {rules.SOLD, rules.CARRIAGE, rules.BACK})


@pytest.mark.parametrize(("quantity", "price_milli", "pence"), [(1, 1, 0), (5, 1, 1), (4, 1, 0), (-5, 1, -1), (12, 6_950, 8_340), (-3, 2_100, -630)])
def test_a_line_is_rounded_once_halves_away_from_nothing(quantity: int, price_milli: int, pence: int) -> None:
    assert rules.value_minor(line(quantity=quantity, price_milli=price_milli)) == pence


def test_a_year_is_moved_by_whole_weeks() -> None:
    thursday = datetime(2010, 12, 9, 20, 1)
    for ahead in range(7):
        assert days_to_move(thursday, ends_on=datetime(2010, 12, 23) + timedelta(days=ahead)) == 14


PRICES = st.sampled_from([85, 210])
DAYS = st.integers(0, 9)
SALES = st.lists(st.tuples(DAYS, PRICES, st.integers(1, 20)), max_size=8)
RETURNS = st.lists(st.tuples(DAYS, PRICES, st.integers(1, 30)), max_size=8)


@given(SALES, RETURNS)
def test_no_more_goes_back_than_was_bought_before_at_that_price(sales: list[tuple[int, int, int]], returns: list[tuple[int, int, int]]) -> None:
    at = {day: BEGAN + timedelta(days=day) for day in range(10)}
    bought = [Bought(str(number), 1, at[day], price, quantity) for number, (day, price, quantity) in enumerate(sorted(sales))]
    matcher = Matcher(list(bought))
    wanted = [Back(at[day], price, quantity) for day, price, quantity in sorted(returns)]
    back: Counter[str] = Counter()
    for one in wanted:
        matched = matcher.give_back(one)
        assert sum(quantity for _bought, quantity in matched.parts) + matched.left == one.quantity
        assert bool(matched.why) == bool(matched.left)
        for part, quantity in matched.parts:
            assert (part.unit_minor, part.at <= one.at, quantity > 0) == (one.unit_minor, True, True)
            back[part.invoice] += quantity
    for (_day, _price, quantity), purchase in zip(sorted(sales), bought, strict=True):
        assert back[purchase.invoice] + purchase.left == quantity
        assert purchase.left >= 0


def test_what_came_first_goes_back_first_and_what_finds_nothing_says_why() -> None:
    early, late = Bought("1", 1, BEGAN, 85, 3), Bought("2", 1, BEGAN + timedelta(days=2), 85, 3)
    matcher, day = Matcher([early, late]), timedelta(days=1)
    assert matcher.give_back(Back(BEGAN + day, 85, 4)).why == "more_than_bought"
    assert (early.left, late.left) == (0, 3)
    assert matcher.give_back(Back(BEGAN + 3 * day, 85, 2)).parts == ((late, 2),)
    assert matcher.give_back(Back(BEGAN + 3 * day, 90, 1)).why == "other_price"
    assert matcher.give_back(Back(BEGAN - day, 85, 1)).why == "bought_later"
    assert Matcher().give_back(Back(BEGAN, 85, 1)).why == "never_bought"


LINES = st.lists(
    st.builds(
        lambda document, code, quantity, milli, customer, minute: line(
            invoice=document, code=code, quantity=quantity, price_milli=milli, customer=customer, minute=minute
        ),
        st.sampled_from(["1", "2", "3", "C4", "C5", "C6", "A7"]),
        st.sampled_from(["85048", "22041", "POST", "M"]),
        st.integers(-9, 9).filter(bool),
        st.sampled_from([0, 1, 1_250, 2_100]),
        st.sampled_from([13085, 13085, 17850, None]),
        st.integers(0, 5),
    ),
    max_size=30,
)


@given(LINES)
def test_every_line_is_taken_or_refused_once_and_the_sum_is_kept(lines: list[Line]) -> None:
    told = sorted(lines, key=lambda one: one.at)
    year = planned(told)
    assert year.lines == len(told)
    assert year.taken_minor + year.refused_minor == sum(rules.value_minor(one) for one in told)
    assert year.taken_minor == _worth(year)
    assert all(verdict in WORDS for verdict in year.tallies)
    listed = [left.number for left in year.left_over]
    assert len(listed) == len(set(listed))
    whole = year.tallies["back"].lines if "back" in year.tallies else 0
    assert len(listed) + whole == sum(one.invoice.startswith("C") for one in told)


def _worth(year: Year) -> int:
    prices = {
        (buyer.customer, event.invoice, position): one
        for buyer in year.buyers
        for event in buyer.events
        if isinstance(event, Purchase)
        for position, one in enumerate(event.lines, start=1)
    }
    freight = sum(event.freight_minor for buyer in year.buyers for event in buyer.events if isinstance(event, Purchase))
    back: Counter[tuple[int, str, int]] = Counter()
    for buyer in year.buyers:
        for event in buyer.events:
            if isinstance(event, GivenBack):
                for position, quantity in event.quantities.items():
                    back[buyer.customer, event.invoice, position] += quantity
    assert all(back[key] <= prices[key].quantity for key in back)
    return freight + sum((one.quantity - back[key]) * one.unit_minor for key, one in prices.items())


def test_lines_of_one_article_at_one_price_are_one_line_of_the_order_and_two_prices_are_two() -> None:
    year = planned([line(quantity=2), line(quantity=3), line(quantity=1, price_milli=1_060), line(code="POST", price_milli=4_950)])
    (bought,) = year.buyers[0].events
    assert isinstance(bought, Purchase)
    assert [(one.quantity, one.unit_minor) for one in bought.lines] == [(5, 125), (1, 106)]
    assert bought.freight_minor == 495
    assert (year.offers[0].price_minor, year.offers[0].name) == (125, "CHERRY LIGHTS")


def test_carriage_alone_and_a_second_customer_are_refused() -> None:
    year = planned([line(code="POST"), line(invoice="2"), line(invoice="2", customer=17850)])
    assert {verdict: tally.lines for verdict, tally in year.tallies.items()} == {"carriage_alone": 1, "sold": 1, "another_customer": 1}
    assert (year.documents.source, year.documents.orders, year.documents.left_out) == (2, 1, 1)


def test_the_report_says_when_it_does_not_agree() -> None:
    load = Load(file_name="f", lines=2, invoices=1, cancelled_lines=0, net_milli=1_250, taken_minor=125, refused_minor=0, moved_days=0)
    load.first_on = load.last_on = BEGAN.date()
    load.orders = load.buyers = 1
    load.gave_back = load.returns = 0
    assert "do not agree" in "\n".join(text_of(load, [Tally(load=load, verdict="sold", lines=1, taken_minor=125, refused_minor=0)]))

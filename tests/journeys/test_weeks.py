"""A shopkeeper's week and a supplier's, in one story: each sees the other's steps, on a phone and a desktop, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine

from merchants.procurement.tasks import pay_due
from tests import cast
from tests.journeys import week_begins as begins
from tests.journeys import week_ends as ends
from tests.journeys.browser import DESKTOP, PHONE, Door
from tests.journeys.telling import Teller
from tests.journeys.weeks import AFTERWARDS, MONDAY, Week, wholesaler
from tests.merchants.onboarding.cast import place
from tests.trading import differences

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.timeout(420)]
ZH, EN = "zh-hans", "en"
# The shopkeeper's language and window, and the supplier's: each role is seen on a phone and on a desk, in both languages.
LOOKS = [((ZH, PHONE), (EN, DESKTOP)), ((EN, DESKTOP), (ZH, PHONE))]


@pytest.fixture
def now(committed: str, settings: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    settings.STATE_DIR = tmp_path_factory.mktemp("state")
    with time_machine.travel(MONDAY, tick=True) as traveller:
        yield traveller


@pytest.mark.parametrize(("shop", "desk"), LOOKS, ids=["zh-phone", "en-desktop"])
def test_a_week_of_a_shopkeeper_and_of_her_supplier(
    now: Any, door: Door, shop: tuple[str, tuple[int, int]], desk: tuple[str, tuple[int, int]], tmp_path: Path
) -> None:
    place()
    keeper, boss = cast.person("mei", at=MONDAY), wholesaler()
    week = Week(door, now, keeper, boss, Teller(door, keeper, *shop, accept_downloads=True), Teller(door, boss, *desk), shop)
    week.day("monday")
    begins.she_joins_and_lists(week)
    begins.he_joins_with_a_price_list(week)
    week.day("tuesday")
    begins.she_sells_with_and_without_a_network(week)
    week.day("wednesday")
    rfq = begins.she_asks_three(week)
    begins.two_answer(week, rfq)
    order = begins.she_awards_two(week, rfq)
    week.day("thursday")
    ends.he_ships(week, order)
    ends.she_takes_in_what_came(week, order)
    week.day("friday")
    ends.he_bills_too_dear(week, order)
    ends.she_lets_it_pass(week, order)
    pay_due(at=week.day("saturday"))
    ends.both_see_it_paid(week, order)
    ends.she_is_paid_out(week)
    week.day("sunday")
    ends.the_bank_compares(week)
    ends.she_reads_the_month(week, tmp_path / "month.pdf")
    now.move_to(AFTERWARDS)
    ends.she_closes_the_month(week)
    ends.he_dates_nothing_into_it(week, order)
    assert differences() == []
    assert [fault for teller in (week.shop, week.desk, *week.others) for fault in teller.faults] == []

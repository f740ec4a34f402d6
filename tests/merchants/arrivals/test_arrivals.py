"""Scans and steps are counted by code, kind and day; never more steps than scans, and nothing of who took them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ecosystem.kernel.clock import business_date
from merchants.arrivals.models import Arrival
from merchants.arrivals.public import FILLED, OPENED, PAID, RETURNED, count_scan, count_steps
from merchants.arrivals.queries import funnels_of
from merchants.arrivals.rules import LONGEST_PLACE, MOST_PLACES, STEPS
from tests import cast
from tests.cast import MORNING, Corner

pytestmark = pytest.mark.django_db
TODAY = business_date(MORNING)


@pytest.fixture
def town() -> Corner:
    return cast.corner()


def scan(town: Corner, kind: str = "table", place: str = "Table 4", **more: Any) -> str:
    return count_scan(shop_id=town.shop.pk, kind=kind, place=place, at=more.get("at", MORNING))


def step(town: Corner, reached: int, to: int, **more: Any) -> bool:
    told = {"on": TODAY, "kind": "table", "place": "Table 4", "at": MORNING, **more}
    return count_steps(shop_id=town.shop.pk, reached=reached, step=to, **told)


def numbers(**of: Any) -> tuple[int, ...]:
    return Arrival.objects.values_list(*STEPS).get(**of)


def test_a_step_counts_those_between_and_never_more_than_scans(town: Corner) -> None:
    assert (scan(town), scan(town)) == ("Table 4", "Table 4")
    assert step(town, 0, PAID) and numbers() == (2, 1, 1, 1, 1, 0)
    assert step(town, PAID, RETURNED, at=MORNING + timedelta(days=30)) and numbers() == (2, 1, 1, 1, 1, 1)
    # Told too often, as by somebody who sends the same twice at once.
    assert all(step(town, 0, OPENED) for _ in range(3)) and numbers() == (2, 2, 1, 1, 1, 1)


def test_what_is_late_backward_or_of_no_scan_changes_nothing(town: Corner) -> None:
    scan(town)
    before = numbers()
    refused = [
        step(town, OPENED, OPENED),
        step(town, FILLED, OPENED),
        step(town, 0, 9),
        step(town, 0, OPENED, at=MORNING + timedelta(days=31)),
        step(town, 0, OPENED, place="Table 5"),
    ]
    assert (refused, numbers()) == ([False] * 5, before)


def test_what_an_address_can_be_made_to_say_stays_small(town: Corner) -> None:
    scan(town, kind="moon", place="x" * 90)
    assert Arrival.objects.get().kind == "other" and len(Arrival.objects.get().place) == LONGEST_PLACE
    for number in range(MOST_PLACES + 5):
        scan(town, place=f"Table {number}")
    assert Arrival.objects.count() == MOST_PLACES + 1 and numbers(place="") == (6, 0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("broken", "name"),
    [
        ({"scanned": 0}, "who_arrives_scanned_a_code"),
        ({"scanned": 1, "opened": 2}, "no_step_is_taken_by_more_than_the_one_before"),
        ({"scanned": 3, "place": "twin"}, "a_code_is_counted_in_one_row_a_day"),
    ],
)
def test_the_table_itself_refuses(town: Corner, broken: dict[str, Any], name: str) -> None:
    scan(town, place="twin")
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Arrival.objects.create(**{"shop": town.shop, "on": TODAY, "kind": "table", "place": "other", **broken})


def test_the_page_sums_thirty_days_in_one_statement(town: Corner) -> None:
    scan(town, at=MORNING - timedelta(days=30))
    for kind in ("table", "receipt", "receipt"):
        scan(town, kind=kind, place="")
    step(town, 0, PAID, kind="receipt", place="")
    with CaptureQueriesContext(connection) as asked:
        found = funnels_of(town.shop.pk, TODAY)
    assert len(asked) == 1
    assert [(one.kind, one.numbers) for one in found] == [("", (3, 1, 1, 1, 1, 0)), ("receipt", (2, 1, 1, 1, 1, 0)), ("table", (1, 0, 0, 0, 0, 0))]


def test_only_who_runs_the_shop_sees_them(town: Corner) -> None:
    scan(town)
    address = f"/shop/arrivals/?shop={town.shop.pk}"
    for person, status in ((town.owner, 200), (cast.clerk(town.shop), 404), (town.outsider, 404), (town.resident, 404), (None, 302)):
        client = Client()
        if person:
            client.force_login(person)
        assert client.get(address).status_code == status, person

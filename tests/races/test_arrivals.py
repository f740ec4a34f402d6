"""Many who scan one code and go on in the same moment. Real threads, real commits."""

from __future__ import annotations

from functools import partial

import pytest

from ecosystem.identity.actions import join_by_code
from ecosystem.identity.public import Party, Person
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.ids import uuid7
from merchants.arrivals.models import Arrival
from merchants.arrivals.public import PAID, count_scan, count_steps
from merchants.arrivals.rules import STEPS
from residents.baskets.carried import Carried, take_along
from residents.baskets.models import BasketLine
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.together import at_once, kinds

pytestmark = pytest.mark.race


@pytest.fixture
def town(committed: str) -> Corner:
    return cast.corner()


def test_each_scan_and_each_step_is_counted_and_no_step_more_often_than_scans(town: Corner) -> None:
    code = {"shop_id": town.shop.pk, "kind": "table", "place": "4", "at": MORNING}
    assert kinds(at_once(*[partial(count_scan, **code)] * 12)) == {"str": 12}
    paid = partial(count_steps, on=business_date(MORNING), reached=0, step=PAID, **code)
    assert at_once(*[paid] * 9) == [True] * 9
    assert Arrival.objects.values_list(*STEPS).get() == (12, 9, 9, 9, 9, 0)
    at_once(*[paid] * 9)
    assert Arrival.objects.values_list(*STEPS).get() == (12, 12, 12, 12, 12, 0)


def test_one_address_proved_twice_at_once_is_one_person_and_one_party(town: Corner) -> None:
    before, same = Party.objects.count(), uuid7()
    ids = [same, same, uuid7(), uuid7()]
    answers = at_once(*[partial(join_by_code, person_id=one, email="new@example.test", at=MORNING) for one in ids])
    assert kinds(answers)["Person"] >= 1 and set(kinds(answers)) <= {"Person", "AddressTaken"}
    assert (Person.objects.filter(email="new@example.test").count(), Party.objects.count()) == (1, before + 1)


def test_two_pages_that_take_the_same_basket_along_take_it_once(town: Corner) -> None:
    lines = [Carried(town.milk.pk, cast.Decimal(2)), Carried(town.bread.pk, cast.Decimal(1))]
    take = partial(take_along, by=actor(town.resident), at=MORNING)
    # Each locks its lines in the order in which they were put in; the same visit tells the same order.
    assert at_once(*[partial(take, lines=lines)] * 6) == [0] * 6
    assert BasketLine.objects.count() == 2

"""Counting neighbours while they buy, choose and leave: real threads, real commits."""

from __future__ import annotations

import threading
from functools import partial

import pytest
from django.db import transaction

from ecosystem.identity.public import Person
from ecosystem.ports import Subject
from residents.neighbours import counting
from residents.neighbours.choosing import choose_to_count
from residents.neighbours.counting import follow, read_trade
from residents.neighbours.models import Choice, Purchase
from residents.neighbours.personal import forget
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.residents.neighbours.cast import areas, looked_through, read_all, tallied, until_readable, written
from tests.together import at_once

pytestmark = pytest.mark.race


@pytest.fixture
def town(committed: str) -> Corner:
    areas()
    return cast.corner()


@pytest.fixture
def people(town: Corner) -> list[Person]:
    return [town.resident, *(cast.person(f"n{n}") for n in range(5))]


def test_two_readers_never_count_past_each_other(town: Corner, people: list[Person], monkeypatch: pytest.MonkeyPatch) -> None:
    """The first has counted one more purchase and stands still; meanwhile somebody no longer wants to count, and the second reads."""
    for person in people[:5]:
        written(person.party_id, town.shop, [town.milk], at=MORNING)
    read_all()
    written(people[5].party_id, town.shop, [town.milk], at=MORNING)
    until_readable()
    standing, go_on, count = threading.Event(), threading.Event(), counting._count
    turns = iter([True])

    def stand_still(skus: set[object]) -> None:
        count(skus)  # type: ignore[arg-type]
        if next(turns, False):
            standing.set()
            assert go_on.wait(60)

    monkeypatch.setattr(counting, "_count", stand_still)

    def second() -> int:
        assert standing.wait(60)
        choose_to_count(counts=False, by=actor(people[0]), at=MORNING)
        timer = threading.Timer(2, go_on.set)
        timer.start()
        read = read_trade(at=MORNING)
        go_on.set()
        timer.cancel()
        return read

    read, nothing = at_once(partial(read_trade, at=MORNING), second)
    assert (read, nothing) == (1, 0)
    read_all()
    assert sorted(tallied().values()) == [5] and tallied() == looked_through(MORNING)


def test_whoever_leaves_while_she_is_read_counts_no_more(town: Corner, people: list[Person]) -> None:
    for person in people:
        written(person.party_id, town.shop, [town.milk, town.bread], at=MORNING)

    @transaction.atomic
    def leave(person: Person) -> int:
        forget(Subject(person.pk, person.party_id, person.email), MORNING)
        return 0

    at_once(*[partial(read_trade, at=MORNING)] * 3, *[partial(leave, person) for person in people[:2]])
    read_all()
    assert not Purchase.objects.filter(party__in=[person.party_id for person in people[:2]]).exists()
    assert sorted(tallied().values()) == [4, 4] and tallied() == looked_through(MORNING)
    assert Choice.objects.filter(counts=False, read=True).count() == 2


def test_readers_share_what_is_bought_meanwhile(town: Corner, people: list[Person]) -> None:
    buy = [partial(written, person.party_id, town.shop, [town.milk], at=MORNING) for person in people]
    turn = [partial(choose_to_count, counts=bool(n % 2), by=actor(people[0]), at=MORNING) for n in range(3)]
    at_once(*buy, *turn, *[partial(follow, at=MORNING)] * 3)  # type: ignore[list-item]
    read_all()
    assert tallied() == looked_through(MORNING)

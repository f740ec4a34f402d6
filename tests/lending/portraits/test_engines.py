from __future__ import annotations

import random
from datetime import timedelta

import pytest

from lending.portraits.engines import on_duckdb, on_postgres
from lending.portraits.lines import flatten
from tests.lending.trade import AT, Trade


def _street(seed: int) -> list[Trade]:
    dice = random.Random(seed)
    street = [Trade() for _ in range(6)]
    for place, trade in enumerate(street):
        for _ in range(place * 40):
            own = dice.random() < 0.05
            buyer = None if dice.random() < 0.2 else f"b{dice.randrange(12)}"
            days_ago = dice.random() * 200
            order = trade.sell(days_ago, dice.randrange(100, 40_000), buyer=buyer, own=own, standing=dice.choice(["settled", "settled", "claimed"]))
            if dice.random() < 0.15:
                trade.refund(days_ago * dice.random(), order, dice.randrange(1, 40_000), buyer=buyer)
            if dice.random() < 0.1:
                trade.receive(dice.random() * 120)
    return street


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 2])
def test_duckdb_and_postgresql_measure_the_same(seed: int) -> None:
    street = _street(seed)
    lines = flatten([fact for trade in street for fact in trade.facts])
    asked = [(trade.party_id, AT - timedelta(days=back)) for trade in street for back in (0, 45)]
    by_key = [sorted(engine(lines, asked), key=lambda row: (row["about"], row["as_of_us"])) for engine in (on_duckdb, on_postgres)]
    assert len(by_key[0]) == len(asked)
    assert by_key[0] == by_key[1]
    assert {type(value) for row in by_key[1] for value in row.values()} == {int, str, type(None)}

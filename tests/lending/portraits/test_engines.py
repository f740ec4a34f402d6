from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from itertools import product

import ibis
import pytest

from lending.portraits import engines
from lending.portraits.engines import as_arrow, engine, on_duckdb, on_postgres
from lending.portraits.lines import Kind, Standing, flatten
from lending.portraits.measures.bases import summed
from lending.portraits.measures.evidence import of_sets
from lending.portraits.rules import LEFT_OUT, features_of, left_out_of
from tests.lending import wash
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
    _more(street, dice)
    street += [shop.trade for shop in wash.street(12, 12, seed)]
    return street


def _more(street: list[Trade], dice: random.Random) -> None:
    """Bills, payouts and everything that is left out."""
    for trade in street[1:]:
        for late in (-3, 0, 5):
            trade.pay_bill(dice.random() * 170, dice.randrange(1_000, 90_000), late=late, to=f"s{late}", sold=dice.random() < 0.3)
        trade.pay_out(dice.random() * 80, 50_000, dice.randrange(0, 5_000), account="a1")
        trade.sell(-1, 900)
        trade.sell(30, 700)
        trade.facts[-1].body["currency"] = "USD"
        trade.sell(30, 700)
        trade.facts[-1].body["paid_minor"] = "a lot"
        trade.sell(30, 700)
        trade.facts.append(replace(trade.facts[-1], key="again", body={**trade.facts[-1].body, "paid_minor": 70_000}))
    street[2].open_on(f"{AT - timedelta(days=100):%Y-%m-%d}")


@pytest.mark.django_db
def test_duckdb_and_postgresql_measure_the_same() -> None:
    street = _street(1)
    lines = flatten([fact for trade in street for fact in trade.facts])
    asked = [(trade.party_id, AT - timedelta(days=back)) for trade in street for back in (0, 45)]
    by_key = [sorted(engine(lines, asked), key=lambda row: (row["about"], row["as_of_us"])) for engine in (on_duckdb, on_postgres)]
    assert len(by_key[0]) == len(asked)
    assert by_key[0] == by_key[1]
    assert {name for row in by_key[0] for name in left_out_of(row)} == set(LEFT_OUT)
    values = [name for row in by_key[0] for name, feature in features_of(row).items() if feature["value"] is not None]
    assert set(features_of(by_key[0][0])) - set(values) == {"year_on_year_bp", "season_floor_bp", "trend_52w_bp"}
    assert {type(value) for row in by_key[1] for value in row.values()} == {int, str}


def test_few_facts_are_counted_by_the_plan_as_written_and_come_to_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    street = _street(2)
    lines, asked = flatten([fact for trade in street for fact in trade.facts]), [(trade.party_id, AT) for trade in street]
    few = on_duckdb(lines, asked)
    monkeypatch.setattr(engines, "LARGE", 0)
    assert on_duckdb(lines, asked) == few


def test_what_counts_is_begun_anew_before_it_is_slow() -> None:
    instances = set()
    for _ in range(2 * engines.USES):
        with engines.engine() as opened:
            opened.execute("CREATE TABLE IF NOT EXISTS of_this_one AS SELECT uuid() AS name")
            instances.add(opened.execute("SELECT name FROM of_this_one").fetchone())
    assert len(instances) in {2, 3}


def test_a_process_that_serves_pages_does_not_load_what_draws_portraits() -> None:
    told = (
        "import sys, django; django.setup(); import ecosystem.urls, lending.portraits.views, lending.portraits.tasks;"
        "print(sorted({'ibis', 'pyarrow'} & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_facts_that_are_summed_together_are_in_the_same_sets() -> None:
    """Whatever their age, kind and standing, and however long the shop has sold: a set that asks for something else needs it in ``alike``."""
    shops = enumerate((None, 5, 75, 200, 391, 420))
    what = list(product(range(420), Kind, Standing, (False, True), (None, 1)))
    rows = [(ask, days, *one, one[-1], 0, 1, 1) for ask, days in shops for one in what]
    names = ("ask", "history_days", "age", "kind", "standing", "sold", "buyer", "channel", "us", "amount_minor", "net_minor")
    columns = dict.fromkeys(names, "int64") | {"kind": "int8", "standing": "int8", "sold": "bool"}
    table = ibis.table(columns, name="rows")
    each = table.group_by("ask").aggregate(**{str(place): ibis._.count(where=where) for place, where in enumerate(summed().values())})
    with engine() as opened:
        opened.register("rows", as_arrow(rows, columns))
        one_by_one, together = (opened.execute(str(ibis.to_sql(asked, "duckdb"))).fetchall() for asked in (each, of_sets(table, summed().values())))
    counted = {(ask, place): facts for ask, *all_facts in one_by_one for place, facts in enumerate(all_facts) if facts}
    assert {(ask, place): facts for ask, place, facts, *_rest in together} == counted
    assert {place for _ask, place in counted} == set(range(len(summed())))

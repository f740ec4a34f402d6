"""Decision tables by themselves: cells, hits, near misses, and what the lint finds before anybody is decided on."""

from __future__ import annotations

import copy
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from lending.policy import coverage
from lending.policy.cells import CellUnreadable, read, way_out
from lending.policy.lint import faults
from lending.policy.tables import admitted, compiled, hits, near_misses
from lending.portraits.rules import NAMES
from tests.lending.policy.values import TOWN

pytestmark = pytest.mark.usefixtures("in_english")


READ = [
    ("< 60", "integer", [59, -5], [60, None]),
    ("<= 60 or missing", "integer", [60, None], [61]),
    ("> 60", "decimal", [Decimal("60.01")], [Decimal(60), 60]),
    ("= 9007199254740993", "integer", [9007199254740993], [9007199254740992]),
    ("= 0.3", "decimal", [Decimal("0.1") + Decimal("0.2")], [Decimal("0.31")]),
    ("[60, 75)", "integer", [60, 74], [59, 75]),
    ("(60..75]", "integer", [61, 75], [60, 76]),
    ("in 1, 3", "integer", [1, 3], [2, None]),
    ("in A, B", "text", ["A"], ["C", None]),
    ("not in A", "text", ["B"], ["A", None]),
    ("= yes", "flag", [True], [False, None]),
    ("known", "integer", [0], [None]),
    ("missing", "text", [None], ["A"]),
    ("", "integer", [0, None], []),
]


@pytest.mark.parametrize(("text", "kind", "inside", "outside"), READ)
def test_a_cell_holds_what_it_says(text: str, kind: str, inside: list[Any], outside: list[Any]) -> None:
    cell = read(text, kind)
    content = {"node": "t", "hit": "first", "inputs": ["x"], "rows": [{"row": "r", "when": {"x": text}, "then": {}}]}
    made = compiled(content, {"x": kind})
    for ask in (cell.holds, lambda value: bool(hits(made, {"x": value}))):
        assert all(ask(value) for value in inside)
        assert not any(ask(value) for value in outside)


NONSENSE = [
    *[(text, "integer") for text in ("> abc", "< 1.5", "60", "[75, 60)")],
    *[(text, "decimal") for text in ("< NaN", "__import__('os')")],
    *[("= maybe", "flag"), ("A", "text"), ("in A,,B", "text")],
]


@pytest.mark.parametrize(("text", "kind"), NONSENSE)
def test_a_cell_that_means_nothing_is_refused(text: str, kind: str) -> None:
    with pytest.raises(CellUnreadable):
        read(text, kind)


@settings(max_examples=200)
@given(low=st.integers(-50, 50), size=st.integers(1, 40), value=st.integers(-100, 100), ends=st.sampled_from(["[)", "(]", "[]", "()"]))
def test_the_way_out_of_a_range_is_the_nearest_number_outside(low: int, size: int, value: int, ends: str) -> None:
    cell = read(f"{ends[0]}{low}, {low + size + 1}{ends[1]}", "integer")
    out = way_out(cell, value)
    if not cell.holds(value):
        assert out is None
        return
    assert out is not None and not cell.holds(out[0])
    assert all(cell.holds(between) for between in range(value - abs(out[0] - value) + 1, value + abs(out[0] - value)))


def table(hit: str, rows: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    outputs = [{"output": "outcome", "type": "outcome"}, {"output": "code", "type": "code"}]
    return {"node": "t", "hit": hit, "inputs": ["age", "rate"], "outputs": outputs, "monotone": [], "rows": rows, **more}


def row(name: str, outcome: str = "approve", **when: str) -> dict[str, Any]:
    return {"row": name, "when": when, "then": {"outcome": outcome, "code": "" if outcome == "approve" else "R01"}}


INPUTS = {
    "age": {"input": "age", "type": "integer", "source": "trade", "least": "0"},
    "rate": {"input": "rate", "type": "decimal", "source": "trade"},
}
TYPES = {"age": "integer", "rate": "decimal"}
WHOLE = [row("no age", "decline", age="missing"), row("young", "decline", age="< 60"), row("old", age=">= 60")]


def lint(hit: str, rows: list[dict[str, Any]], *monotone: dict[str, str], **more: Any) -> list[str]:
    return list(coverage.faults(compiled(table(hit, rows, **more), TYPES), INPUTS, monotone, frozenset({"outcome"})))


def test_the_first_the_only_and_every_row() -> None:
    rows = [row("a", "refer", age="< 60"), row("b", "decline", age="< 90"), row("c")]
    asked = {"age": 50, "rate": None}
    assert [found.name for found in hits(compiled(table("first", rows), TYPES), asked)] == ["a"]
    assert [found.name for found in hits(compiled(table("collect", rows), TYPES), asked)] == ["a", "b", "c"]
    assert hits(compiled(table("first", rows[:2]), TYPES), {"age": 95}) == []


def test_a_near_miss_names_the_single_condition_that_failed() -> None:
    made = compiled(table("first", [row("both", "decline", age="< 60", rate="> 0.5"), row("rest")]), TYPES)
    values = {"age": 20, "rate": Decimal("0.1")}
    assert near_misses(made, values, hits(made, values)) == [{"row": "both", "input": "rate", "value": Decimal("0.1"), "cell": "> 0.5"}]
    both = {"age": 80, "rate": Decimal("0.1")}
    assert near_misses(made, both, hits(made, both)) == []


def test_a_sound_table_has_no_faults() -> None:
    for hit in ("first", "unique"):
        assert lint(hit, WHOLE, {"input": "age", "output": "outcome", "as": "softens"}) == []


def test_holes_overlaps_and_rows_that_are_never_reached_are_named_with_an_example() -> None:
    assert lint("unique", WHOLE[1:]) == ["t: no row for age missing, rate -1", "t: no row for age missing, rate missing"]
    assert lint("unique", [WHOLE[0], WHOLE[1], row("old", age="> 60")])[0].startswith("t: no row for age 60")
    assert "t: rows young and old both hold for age 50, rate -1" in lint("unique", [WHOLE[0], WHOLE[1], row("old", age=">= 50")])
    assert lint("first", [row("all"), *WHOLE]) == [f"t: row {name} is never reached" for name in ("no age", "young", "old")]
    assert lint("collect", WHOLE[1:], otherwise={"outcome": "approve", "code": ""}) == []


def test_what_is_upside_down_or_rewards_not_knowing_is_named() -> None:
    softens = {"input": "age", "output": "outcome", "as": "softens"}
    turned = [row("no age", "decline", age="missing"), row("young", age="< 60"), row("old", "refer", age=">= 60")]
    assert lint("unique", turned, softens)[0] == "t: outcome must not get better at age 60 (rate -1)"
    paid = [row("no age", age="missing"), row("young", "decline", age="< 60"), row("old", age=">= 60")]
    assert lint("unique", paid, softens)[0].startswith("t: outcome of a missing value must not get better")


def test_an_author_reads_it_in_her_language() -> None:
    with translation.override("zh-hans"):
        assert lint("unique", WHOLE[1:])[0] == "t：没有一行适用于 age missing, rate -1"
        with pytest.raises(CellUnreadable, match="soon 不是数值条件"):
            read("soon", "integer")


def test_a_decimal_hole_of_one_point_is_found() -> None:
    rows = [row("no", "decline", rate="missing"), row("low", rate="< 0.5"), row("high", rate="> 0.5")]
    assert lint("unique", rows)[0] == "t: no row for age 0, rate 0.5"


Change = Callable[[dict[str, Any]], object]
BROKEN: dict[str, Change] = {
    "a part is gone": lambda p: p.pop("sizing"),
    "another engine": lambda p: p.update(engine=1),
    "a cell that means nothing": lambda p: p["nodes"][0]["rows"][0]["when"].update(history_days="less than a lot"),
    "an unknown feature": lambda p: p["inputs"][0].update(input="star_sign"),
    "an unknown input in a row": lambda p: p["nodes"][0]["rows"][0]["when"].update(star_sign="= 1"),
    "an unknown code": lambda p: p["nodes"][0]["rows"][0]["then"].update(code="R99"),
    "stopped without a reason": lambda p: p["nodes"][0]["rows"][0]["then"].update(code=""),
    "a source ignored without saying why": lambda p: p["sources"][1].update(because=" "),
    "a source that passes when it fails": lambda p: p["sources"][0].update(fails="approve"),
    "an input of no source": lambda p: p["inputs"][0].update(source="rumours"),
    "a band left out": lambda p: p["nodes"][1]["rows"].pop(2),
    "a band twice": lambda p: p["nodes"][1]["rows"].append({**p["nodes"][1]["rows"][2], "row": "again"}),
    "points for not knowing": lambda p: p["nodes"][1]["rows"][0]["then"].update(points=15),
    "points upside down": lambda p: p["nodes"][1]["rows"][1]["then"].update(points=14),
    "points beyond their bound": lambda p: p["nodes"][1]["rows"][4]["then"].update(points=99),
    "a missing value that passes": lambda p: p["nodes"][0]["rows"][0]["when"].update(history_days="< 60"),
    "a better grade with less": lambda p: p["nodes"][2]["rows"][0]["then"].update(multiple_bp=1),
    "a fraction of a whole number": lambda p: p["nodes"][2]["rows"][0]["then"].update(multiple_bp=0.1),
    "a row twice": lambda p: p["nodes"][2]["rows"][0].update(row="B"),
    "an output short": lambda p: p["nodes"][2]["rows"][0]["then"].pop("grade"),
    "asked before it is known": lambda p: p["nodes"].reverse(),
    "no outcome at all": lambda p: p.update(nodes=[p["nodes"][1]]),
    "a share that is none": lambda p: p["sizing"].update(first_offer_bp=0),
    "withheld beyond all": lambda p: p["sizing"].update(withhold_most_bp=10_001),
}


def test_the_towns_policy_is_sound() -> None:
    assert faults(TOWN, known=NAMES) == []


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN.keys())
def test_an_unsound_policy_is_named_as_such(change: Change) -> None:
    policy = copy.deepcopy(TOWN)
    change(policy)
    assert faults(policy, known=NAMES)


def test_what_is_too_large_to_prove_is_not_believed() -> None:
    rows = [row(f"r{n}", age=f"[{n}, {n + 1})", rate=f"[{n}, {n + 1})") for n in range(500)]
    [fault] = lint("first", rows)
    assert "too many cases" in fault


@settings(max_examples=60)
@given(edges=st.lists(st.integers(1, 30), min_size=1, max_size=4, unique=True), probe=st.none() | st.integers(0, 40), drop=st.integers(0, 9))
def test_the_lint_and_the_engine_agree_about_holes(edges: list[int], probe: int | None, drop: int) -> None:
    """Every value finds exactly one row of a table without faults; of a table that lost a row, some value finds none."""
    places = sorted(edges)
    cells = ["missing", f"< {places[0]}", *(f"[{a}, {b})" for a, b in zip(places, places[1:], strict=False)), f">= {places[-1]}"]
    rows = [row(f"r{n}", age=cell) for n, cell in enumerate(cells)]
    assert lint("unique", rows) == []
    made = compiled(table("collect", rows), TYPES)
    assert len(hits(made, {"age": probe})) == 1
    del rows[drop % len(rows)]
    assert any(fault.startswith("t: no row for age") for fault in lint("unique", rows))


def test_numbers_arrive_exact_or_not_at_all() -> None:
    whole, part = INPUTS["age"], {**INPUTS["rate"], "least": "0", "most": "1"}
    assert [admitted(value, whole) for value in (7, 7.0, True, "7", -1)] == [7, None, None, None, None]
    assert [admitted(value, part) for value in ("0.10", Decimal("0.1"), 1, 0.1, "x", "2")] == [Decimal("0.10"), Decimal("0.1"), 1, None, None, None]

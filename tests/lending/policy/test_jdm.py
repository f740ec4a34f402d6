"""Tables written for GoRules' engine, taken over where they mean the same, refused where they can't be proved."""

from __future__ import annotations

from typing import Any

import pytest

from lending.policy.jdm import table_of

TABLE = {
    "node": "matrix",
    "inputs": ["score", "trade", "old"],
    "outputs": [{"output": "outcome", "type": "outcome"}, {"output": "multiple_bp", "type": "integer"}, {"output": "rate", "type": "decimal"}],
}
TYPES = {"score": "integer", "trade": "text", "old": "flag"}


pytestmark = pytest.mark.usefixtures("in_english")


def model(*rules: dict[str, str], **more: Any) -> dict[str, Any]:
    inputs = [{"id": "i1", "name": "Score", "field": "score"}, {"id": "i2", "field": "trade"}, {"id": "i3", "field": "old"}]
    outputs = [{"id": "o1", "field": "outcome"}, {"id": "o2", "field": "multiple_bp"}, {"id": "o3", "field": "rate"}]
    content = {"hitPolicy": "first", "inputs": inputs, "outputs": outputs, "rules": list(rules), **more}
    return {
        "nodes": [{"id": "a", "type": "inputNode"}, {"id": "b", "type": "decisionTableNode", "name": "anything", "content": content}],
        "edges": [],
    }


def rule(**cells: str) -> dict[str, str]:
    return {"_id": "x", "o1": '"approve"', "o2": "20000", "o3": "0.1", **cells}


@pytest.mark.parametrize(
    ("cells", "when"),
    [
        ({"i1": ">= 620"}, {"score": ">= 620"}),
        ({"i1": "[1..10)"}, {"score": "[1, 10)"}),
        ({"i1": "(1..10]"}, {"score": "(1, 10]"}),
        ({"i1": "> 5 and <= 9"}, {"score": "(5, 9]"}),
        ({"i1": "7"}, {"score": "= 7"}),
        ({"i1": "7, 9"}, {"score": "in 7, 9"}),
        ({"i1": "null"}, {"score": "missing"}),
        ({"i1": "!= null"}, {"score": "known"}),
        ({"i1": "", "i2": "-"}, {}),
        ({"i2": '"bakery", "grocer"'}, {"trade": "in bakery, grocer"}),
        ({"i2": 'not in ["bakery"]'}, {"trade": "not in bakery"}),
        ({"i3": "true"}, {"old": "= yes"}),
    ],
)
def test_unary_tests_become_our_conditions(cells: dict[str, str], when: dict[str, str]) -> None:
    hit, rows, faults = table_of(model(rule(**cells, _description="a row")), TABLE, TYPES)
    assert (hit, faults) == ("first", [])
    assert rows == [{"row": "a row", "when": when, "then": {"outcome": "approve", "multiple_bp": 20000, "rate": "0.1"}}]


UNPLAIN = [
    *[{"i1": cell} for cell in ("> 5 +", "sum([1]) > 2", "> other.field")],
    *[{"i2": 'startsWith($, "a")'}, {"o1": "approve"}, {"o2": "2.5"}, {"o2": "score * 2"}, {"o3": ""}],
]


@pytest.mark.parametrize("cells", UNPLAIN)
def test_what_is_no_plain_condition_or_value_is_refused_by_row_and_column(cells: dict[str, str]) -> None:
    """Among them the broken cell that GoRules' own engine passes over in silence."""
    _, _, faults = table_of(model(rule(), rule(**cells)), TABLE, TYPES)
    assert len(faults) == 1 and faults[0].startswith("row 2, ")


def test_unknown_columns_hit_policies_and_models_are_refused() -> None:
    assert table_of(model(inputs=[{"id": "i1", "field": "star_sign"}]), TABLE, TYPES)[2] == ["no input of the table is called star_sign"]
    assert table_of(model(hitPolicy="sum"), TABLE, TYPES)[2] == ["hit policy sum is not one of JDM's two"]
    for wrong in ({}, {"nodes": []}, None, [], {"nodes": [{"type": "decisionTableNode", "content": 7}]}):
        assert table_of(wrong, TABLE, TYPES)[2]

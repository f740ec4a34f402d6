"""What is wrong with a policy before it decides anything; nothing unsound is ever published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from . import coverage
from .cells import NUMBERS, CellUnreadable
from .reasons import CODES, SOURCES
from .rules import ENGINE, FLOW, IGNORE
from .tables import HITS, compiled

OUTCOMES = frozenset({"approve", "refer", "decline"})
FAILS = frozenset({"refer", "decline", IGNORE})
KEYS = frozenset({"name", "engine", "about", "sources", "inputs", "nodes", "sizing", "offer_days", "snapshot_days"})
SIZING = frozenset({"first_offer_bp", "step_minor", "least_minor", "withhold_least_bp", "withhold_most_bp", "repay_days"})
NODE = frozenset({"node", "hit", "inputs", "outputs", "monotone", "rows"})
TYPES = frozenset({*NUMBERS, "text", "flag"})
OUTPUTS = frozenset({*NUMBERS, "text", "outcome", "code"})
DIRECTIONS = {True: frozenset({"softens", "hardens"}), False: frozenset({"rises", "falls"})}
# What the limit is worked out from, besides the features themselves.
NEEDED = ("grade", "multiple_bp", "points")
Content = Mapping[str, Any]


def faults(policy: Content, *, known: Sequence[str]) -> list[str]:
    """Sentences for the author, none when the policy may be published. ``known`` names the features."""
    found = misshapen(policy)
    if found:
        return found
    try:
        found = [*_sources(policy["sources"]), *_inputs(policy, known), *_sizing(policy["sizing"])]
        return found or list(_nodes(policy))
    except (AttributeError, KeyError, TypeError, ValueError, InvalidOperation) as fault:
        return [f"the policy can't be read: {type(fault).__name__} {fault}"]


def misshapen(policy: Content) -> list[str]:
    """Why content is no policy at all, sound or not; such can't even be drafted."""
    try:
        if set(policy) != KEYS or set(policy["sizing"]) != SIZING or policy["engine"] != ENGINE:
            return [f"the policy must be of engine {ENGINE} and have exactly these parts: " + ", ".join(sorted(KEYS))]
        parts = {"sources": ("source", "fails"), "inputs": ("input", "type", "source"), "nodes": tuple(NODE)}
        lacking = [f"{part} must have {name}" for part, names in parts.items() for one in policy[part] for name in names if name not in one]
        for node in policy["nodes"] if not lacking else ():
            lacking += [f"outputs of {node['node']} must have a name and a type" for row in node["outputs"] if not {"output", "type"} <= set(row)]
            lacking += [f"rows of {node['node']} must have row, when and then" for row in node["rows"] if not _is_row(row)]
        return lacking
    except (AttributeError, KeyError, TypeError) as fault:
        return [f"the policy can't be read: {type(fault).__name__} {fault}"]


def _is_row(row: Content) -> bool:
    return set(row) == {"row", "when", "then"} and all(isinstance(value, str) for value in (row["row"], *row["when"].values()))


def _sources(rows: Sequence[Content]) -> Iterator[str]:
    for row in rows:
        if row["source"] not in SOURCES:
            yield f"no source is called {row['source']}"
        if row["fails"] not in FAILS:
            yield f"source {row['source']}: when it can't be read, refer, decline or ignore it"
        if row["fails"] == IGNORE and not row["because"].strip():
            yield f"source {row['source']}: say why it may be ignored"
        if row["fails"] != IGNORE and row["code"] not in CODES:
            yield f"source {row['source']}: no reason has the code {row['code']}"


def _inputs(policy: Content, known: Sequence[str]) -> Iterator[str]:
    names = [row["input"] for row in policy["inputs"]]
    sources = {row["source"] for row in policy["sources"]}
    made = {output["output"] for node in policy["nodes"] for output in node["outputs"]}
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"input {name} is declared twice"
    for row in policy["inputs"]:
        if row["type"] not in TYPES:
            yield f"input {row['input']}: no type is called {row['type']}"
        if row["source"] == FLOW:
            if row["input"] not in made:
                yield f"input {row['input']}: no table gives it"
        elif row["source"] not in sources:
            yield f"input {row['input']}: its source {row['source']} is not declared"
        elif row["input"] not in known:
            yield f"input {row['input']}: no feature is called so"
        if Decimal(row.get("least", "0")) > Decimal(row.get("most", "Infinity")):
            yield f"input {row['input']}: its bounds are the wrong way round"
    for name in NEEDED:
        if name not in made:
            yield f"no table gives {name}, which the limit needs"


def _nodes(policy: Content) -> Iterator[str]:
    inputs = {row["input"]: row for row in policy["inputs"]}
    given: dict[str, str] = {name: "" for name, row in inputs.items() if row["source"] != FLOW}
    types = {name: row["type"] for name, row in inputs.items()}
    if not any(output["type"] == "outcome" for node in policy["nodes"] for output in node["outputs"]):
        yield "no table gives an outcome, so everybody would pass"
    for node in policy["nodes"]:
        found = [*_shape(node, given), *_rows(node)]
        if not found:
            try:
                table = compiled(node, types)
                found = list(coverage.faults(table, inputs, node["monotone"], _less(node)))
            except CellUnreadable as fault:
                found = [f"{node['node']}: {fault}"]
        yield from found
        for output in node["outputs"]:
            if output["type"] not in ("outcome", "code"):
                if output["output"] in given:
                    yield f"{node['node']}: {output['output']} is given twice"
                given[output["output"]] = node["node"]


def _less(node: Content) -> frozenset[str]:
    return frozenset(row["output"] for row in node["outputs"] if row["type"] == "outcome" or row.get("better") == "less")


def _shape(node: Content, given: Mapping[str, str]) -> Iterator[str]:
    name, outputs = node["node"], {row["output"]: row for row in node["outputs"]}
    if not NODE <= set(node) <= NODE | {"otherwise", "sum"} or node["hit"] not in HITS:
        yield f"{name}: a table has {', '.join(sorted(NODE))} and takes the first, the unique or every row"
        return
    if not set(node["inputs"]) <= set(given):
        yield f"{name}: {', '.join(sorted(set(node['inputs']) - set(given)))} is not known when this table is asked"
    if any(row["type"] not in OUTPUTS for row in outputs.values()):
        yield f"{name}: an output is of no known type"
    if node.get("sum") and (node["hit"] != "collect" or outputs.get(node["sum"], {}).get("type") not in NUMBERS):
        yield f"{name}: only a table that takes every row adds up, and only a number"
    if node["hit"] == "collect" and not node.get("sum") and not set(outputs) <= {"outcome", "code"}:
        yield f"{name}: a table that takes every row gives outcomes, or adds up"
    for wish in node["monotone"]:
        if wish["input"] not in node["inputs"] or wish["output"] not in outputs:
            yield f"{name}: {wish['input']} or {wish['output']} is not of this table"
        elif wish["as"] not in DIRECTIONS[outputs[wish["output"]]["type"] == "outcome"]:
            yield f"{name}: {wish['output']} can't be said to go {wish['as']}"


def _rows(node: Content) -> Iterator[str]:
    outputs = {row["output"]: row for row in node["outputs"]}
    names = [row["row"] for row in node["rows"]]
    for name in sorted({name for name in names if names.count(name) > 1 or not name}):
        yield f"{node['node']}: row {name or '(without a name)'} stands there twice or has no name"
    for row in [*node["rows"], *([{"row": "otherwise", "when": {}, "then": node["otherwise"]}] if node.get("otherwise") else [])]:
        where = f"{node['node']}: row {row['row']}"
        if not set(row["when"]) <= set(node["inputs"]):
            yield f"{where} asks {', '.join(sorted(set(row['when']) - set(node['inputs'])))}, which is no input of the table"
        if set(row["then"]) != set(outputs):
            yield f"{where} must give {', '.join(outputs)}"
            continue
        yield from (f"{where}: {fault}" for name, value in row["then"].items() for fault in _output(value, outputs[name], row["then"]))


def _output(value: Any, declared: Content, then: Content) -> Iterator[str]:
    kind = declared["type"]
    if kind == "outcome":
        if value not in OUTCOMES:
            yield "an outcome approves, refers or declines"
        elif value != "approve" and then.get("code") not in CODES:
            yield "whoever is stopped is told why: give a reason code"
    elif kind == "code":
        if value and value not in CODES:
            yield f"no reason has the code {value}"
    elif kind in NUMBERS:
        if isinstance(value, bool) or not isinstance(value, int if kind == "integer" else (int, str)):
            yield f"{declared['output']} must be a {'whole ' if kind == 'integer' else ''}number"
        elif not Decimal(declared.get("least", "-Infinity")) <= Decimal(value) <= Decimal(declared.get("most", "Infinity")):
            yield f"{declared['output']} {value} is outside its bounds"
    elif not isinstance(value, str):
        yield f"{declared['output']} must be a text"


def _sizing(sizing: Mapping[str, int]) -> Iterator[str]:
    if not 0 < sizing["withhold_least_bp"] <= sizing["withhold_most_bp"] <= 10_000:
        yield "sizing: the share withheld runs from a least to a most, within the whole"
    if not 0 < sizing["first_offer_bp"] <= 10_000 or min(sizing["step_minor"], sizing["least_minor"], sizing["repay_days"]) <= 0:
        yield "sizing: step, least loan, days to repay and first share must be positive, the share at most the whole"

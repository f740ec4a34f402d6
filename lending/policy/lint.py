"""What is wrong with a policy before it decides anything; nothing unsound is ever published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

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
        return [_unreadable(fault)]


def misshapen(policy: Content) -> list[str]:
    """Why content is no policy at all, sound or not; such can't even be drafted."""
    try:
        if set(policy) != KEYS or set(policy["sizing"]) != SIZING or policy["engine"] != ENGINE:
            return [
                _("the policy must be of engine %(engine)s and have exactly these parts: %(parts)s")
                % {"engine": ENGINE, "parts": ", ".join(sorted(KEYS))}
            ]
        parts = {"sources": ("source", "fails"), "inputs": ("input", "type", "source"), "nodes": tuple(NODE)}
        lacking = [_lacking(part, name) for part, names in parts.items() for one in policy[part] for name in names if name not in one]
        for node in policy["nodes"] if not lacking else ():
            lacking += [_lacking("outputs", f"output, type ({node['node']})") for row in node["outputs"] if not {"output", "type"} <= set(row)]
            lacking += [_lacking("rows", f"row, when, then ({node['node']})") for row in node["rows"] if not _is_row(row)]
        return lacking
    except (AttributeError, KeyError, TypeError) as fault:
        return [_unreadable(fault)]


def _unreadable(fault: Exception) -> str:
    return _("the policy can't be read: %(fault)s") % {"fault": f"{type(fault).__name__} {fault}"}


def _lacking(part: str, names: str) -> str:
    return _("each of the %(part)s must have %(names)s") % {"part": part, "names": names}


def _is_row(row: Content) -> bool:
    return set(row) == {"row", "when", "then"} and all(isinstance(value, str) for value in (row["row"], *row["when"].values()))


def _sources(rows: Sequence[Content]) -> Iterator[str]:
    for row in rows:
        if row["source"] not in SOURCES:
            yield _("no source is called %(source)s") % row
        if row["fails"] not in FAILS:
            yield _("source %(source)s: when it can't be read, refer, decline or ignore it") % row
        if row["fails"] == IGNORE and not row["because"].strip():
            yield _("source %(source)s: say why it may be ignored") % row
        if row["fails"] != IGNORE and row["code"] not in CODES:
            yield _("source %(source)s: no reason has the code %(code)s") % row


def _inputs(policy: Content, known: Sequence[str]) -> Iterator[str]:
    names = [row["input"] for row in policy["inputs"]]
    sources = {row["source"] for row in policy["sources"]}
    made = {output["output"] for node in policy["nodes"] for output in node["outputs"]}
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield _("input %(input)s is declared twice") % {"input": name}
    for row in policy["inputs"]:
        if row["type"] not in TYPES:
            yield _("input %(input)s: no type is called %(type)s") % row
        if row["source"] == FLOW:
            if row["input"] not in made:
                yield _("input %(input)s: no table gives it") % row
        elif row["source"] not in sources:
            yield _("input %(input)s: its source %(source)s is not declared") % row
        elif row["input"] not in known:
            yield _("input %(input)s: no feature is called so") % row
        if Decimal(row.get("least", "0")) > Decimal(row.get("most", "Infinity")):
            yield _("input %(input)s: its bounds are the wrong way round") % row
    for name in NEEDED:
        if name not in made:
            yield _("no table gives %(output)s, which the limit needs") % {"output": name}


def _nodes(policy: Content) -> Iterator[str]:
    inputs = {row["input"]: row for row in policy["inputs"]}
    given: dict[str, str] = {name: "" for name, row in inputs.items() if row["source"] != FLOW}
    types = {name: row["type"] for name, row in inputs.items()}
    if not any(output["type"] == "outcome" for node in policy["nodes"] for output in node["outputs"]):
        yield _("no table gives an outcome, so everybody would pass")
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
                    yield _("%(table)s: %(output)s is given twice") % {"table": node["node"], "output": output["output"]}
                given[output["output"]] = node["node"]


def _less(node: Content) -> frozenset[str]:
    return frozenset(row["output"] for row in node["outputs"] if row["type"] == "outcome" or row.get("better") == "less")


def _shape(node: Content, given: Mapping[str, str]) -> Iterator[str]:
    name, outputs = node["node"], {row["output"]: row for row in node["outputs"]}
    if not NODE <= set(node) <= NODE | {"otherwise", "sum"} or node["hit"] not in HITS:
        yield _("%(table)s: a table has %(parts)s and takes the first, the unique or every row") % {"table": name, "parts": ", ".join(sorted(NODE))}
        return
    if not set(node["inputs"]) <= set(given):
        unknown = ", ".join(sorted(set(node["inputs"]) - set(given)))
        yield _("%(table)s: %(inputs)s is not known when this table is asked") % {"table": name, "inputs": unknown}
    if any(row["type"] not in OUTPUTS for row in outputs.values()):
        yield _("%(table)s: an output is of no known type") % {"table": name}
    if node.get("sum") and (node["hit"] != "collect" or outputs.get(node["sum"], {}).get("type") not in NUMBERS):
        yield _("%(table)s: only a table that takes every row adds up, and only a number") % {"table": name}
    if node["hit"] == "collect" and not node.get("sum") and not set(outputs) <= {"outcome", "code"}:
        yield _("%(table)s: a table that takes every row gives outcomes, or adds up") % {"table": name}
    for wish in node["monotone"]:
        if wish["input"] not in node["inputs"] or wish["output"] not in outputs:
            yield _("%(table)s: %(input)s or %(output)s is not of this table") % {"table": name, **wish}
        elif wish["as"] not in DIRECTIONS[outputs[wish["output"]]["type"] == "outcome"]:
            yield _("%(table)s: %(output)s can't be said to go %(as)s") % {"table": name, **wish}


def _rows(node: Content) -> Iterator[str]:
    outputs = {row["output"]: row for row in node["outputs"]}
    names = [row["row"] for row in node["rows"]]
    for name in sorted({name for name in names if names.count(name) > 1 or not name}):
        yield _("%(table)s: row %(row)s stands there twice or has no name") % {"table": node["node"], "row": name or "–"}
    for row in [*node["rows"], *([{"row": "otherwise", "when": {}, "then": node["otherwise"]}] if node.get("otherwise") else [])]:
        where = {"table": node["node"], "row": row["row"]}
        if not set(row["when"]) <= set(node["inputs"]):
            others = ", ".join(sorted(set(row["when"]) - set(node["inputs"])))
            yield _("%(table)s: row %(row)s asks %(inputs)s, which is no input of the table") % {**where, "inputs": others}
        if set(row["then"]) != set(outputs):
            yield _("%(table)s: row %(row)s must give %(outputs)s") % {**where, "outputs": ", ".join(outputs)}
            continue
        found = (fault for name, value in row["then"].items() for fault in _output(value, outputs[name], row["then"]))
        yield from (_("%(table)s: row %(row)s: %(fault)s") % {**where, "fault": fault} for fault in found)


def _output(value: Any, declared: Content, then: Content) -> Iterator[str]:
    kind = declared["type"]
    if kind == "outcome":
        if value not in OUTCOMES:
            yield _("an outcome approves, refers or declines")
        elif value != "approve" and then.get("code") not in CODES:
            yield _("whoever is stopped is told why: give a reason code")
    elif kind == "code":
        if value and value not in CODES:
            yield _("no reason has the code %(code)s") % {"code": value}
    elif kind in NUMBERS:
        if isinstance(value, bool) or not isinstance(value, int if kind == "integer" else (int, str)):
            sentence = _("%(output)s must be a whole number") if kind == "integer" else _("%(output)s must be a number")
            yield sentence % declared
        elif not Decimal(declared.get("least", "-Infinity")) <= Decimal(value) <= Decimal(declared.get("most", "Infinity")):
            yield _("%(output)s %(value)s is outside its bounds") % {"output": declared["output"], "value": value}
    elif not isinstance(value, str):
        yield _("%(output)s must be a text") % declared


def _sizing(sizing: Mapping[str, int]) -> Iterator[str]:
    if not 0 < sizing["withhold_least_bp"] <= sizing["withhold_most_bp"] <= 10_000:
        yield _("sizing: the share withheld runs from a least to a most, within the whole")
    if not 0 < sizing["first_offer_bp"] <= 10_000 or min(sizing["step_minor"], sizing["least_minor"], sizing["repay_days"]) <= 0:
        yield _("sizing: step, least loan, days to repay and first share must be positive, the share at most the whole")

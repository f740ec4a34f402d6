"""Decision tables as GoRules' JSON Decision Model writes them, read into ours.

A model is ``{"nodes": [{"type": "decisionTableNode", "content": {"hitPolicy", "inputs", "outputs", "rules"}}]}``; a rule is
an object of cells by column id. A cell is a unary test on its column's field: a comparison, a range with either kind of
bracket (``[1..10)``), literals with commas between them, ``null``, or nothing. Expressions, functions and whatever else a
cell may hold there is refused here: what can't be proved isn't taken over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from .cells import NUMBERS, CellUnreadable, read

RANGE = re.compile(r"([\[(\]])\s*(-?[\d.]+)\s*\.\.\s*(-?[\d.]+)\s*([\])\[])")
QUOTED = re.compile(r"""(?:"[^"]*"|'[^']*')(?:\s*,\s*(?:"[^"]*"|'[^']*'))*""")
BOTH = re.compile(r"(>=?)\s*(-?[\d.]+)\s+and\s+(<=?)\s*(-?[\d.]+)")
Rows = list[dict[str, Any]]


def table_of(model: Any, table: Mapping[str, Any], types: Mapping[str, str]) -> tuple[str, Rows, list[str]]:
    """Hit policy, rows and faults of the model's decision table: the one called as ours, or the only one."""
    try:
        found = [node for node in model["nodes"] if node["type"] == "decisionTableNode"]
        named = [node for node in found if node.get("name") == table["node"]] or found
        if len(named) != 1:
            return "", [], [_("the model must have one decision table, or one of this table's name")]
        return _read(named[0]["content"], table, types)
    except (AttributeError, KeyError, TypeError) as fault:
        return "", [], [_("this is no decision model: %(fault)s") % {"fault": f"{type(fault).__name__} {fault}"}]


def _read(content: Mapping[str, Any], table: Mapping[str, Any], types: Mapping[str, str]) -> tuple[str, Rows, list[str]]:
    outputs = {output["output"]: output["type"] for output in table["outputs"]}
    asked = {column["id"]: column["field"] for column in content["inputs"]}
    given = {column["id"]: column["field"] for column in content["outputs"]}
    faults = [_("no input of the table is called %(input)s") % {"input": name} for name in asked.values() if name not in table["inputs"]]
    faults += [_("no output of the table is called %(output)s") % {"output": name} for name in given.values() if name not in outputs]
    if content.get("hitPolicy", "first") not in ("first", "collect"):
        faults.append(_("hit policy %(hit)s is not one of JDM's two") % {"hit": content["hitPolicy"]})
    if faults:
        return "", [], faults
    rows: Rows = []
    for at, rule in enumerate(content["rules"], start=1):
        row: dict[str, Any] = {"row": str(rule.get("_description") or f"row {at}"), "when": {}, "then": {}}
        for column, name in asked.items():
            try:
                text = _condition(str(rule.get(column) or ""), types[name])
                read(text, types[name])
            except CellUnreadable as fault:
                faults.append(_("row %(row)s, %(column)s: %(fault)s") % {"row": at, "column": name, "fault": fault})
            else:
                row["when"] |= {name: text} if text else {}
        for column, name in given.items():
            try:
                row["then"][name] = _literal(str(rule.get(column) or ""), outputs[name])
            except (CellUnreadable, InvalidOperation):
                faults.append(_("row %(row)s, %(column)s: %(value)s is no plain value") % {"row": at, "column": name, "value": rule.get(column)})
        rows.append(row)
    return str(content.get("hitPolicy", "first")), rows, faults


def _condition(cell: str, kind: str) -> str:
    """A unary test in our words; what is no such test stays as it is, and is refused when it is read."""
    plain = " ".join(cell.split())
    if plain in ("", "-"):
        return ""
    if plain in ("null", "== null", "= null"):
        return "missing"
    if plain == "!= null":
        return "known"
    if kind in NUMBERS:
        return _number_test(plain)
    if kind == "flag":
        return {"true": "= yes", "== true": "= yes", "false": "= no", "== false": "= no"}.get(plain, plain)
    body = plain.removeprefix("not in").removeprefix("in").removeprefix("==").strip().strip("[]()")
    if not QUOTED.fullmatch(body):
        raise CellUnreadable(_("%(cell)s is no list of texts") % {"cell": plain})
    words = ", ".join(part.strip().strip("\"'") for part in body.split(","))
    return f"{'not in' if plain.startswith('not in') else 'in'} {words}"


def _number_test(plain: str) -> str:
    if found := RANGE.fullmatch(plain):
        return f"{'[' if found[1] == '[' else '('}{found[2]}, {found[3]}{']' if found[4] == ']' else ')'}"
    if found := BOTH.fullmatch(plain):
        return f"{'[' if found[1] == '>=' else '('}{found[2]}, {found[4]}{']' if found[3] == '<=' else ')'}"
    if re.fullmatch(r"-?[\d.]+", plain):
        return f"= {plain}"
    if re.fullmatch(r"-?[\d.]+(\s*,\s*-?[\d.]+)+", plain):
        return f"in {plain}"
    return plain.replace("==", "=", 1)


def _literal(cell: str, kind: str) -> Any:
    plain = cell.strip()
    if kind in NUMBERS:
        number = Decimal(plain)
        whole = number == number.to_integral_value()
        if not number.is_finite() or (kind == "integer" and not whole):
            raise CellUnreadable(plain)
        return int(number) if kind == "integer" else str(number)
    if plain == "":
        return ""
    if not QUOTED.fullmatch(plain) or "," in plain:
        raise CellUnreadable(plain)
    return plain[1:-1]

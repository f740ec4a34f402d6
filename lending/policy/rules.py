"""Decide: features, terms and the standing of every source in, a verdict with its whole trace out. Pure, exact, replayable.

A policy is a flow: sources, then tables in their order, then the limit. A table may use what an earlier one gave. The
worst outcome of all of them wins, and a source that could not be read follows what the policy says of it: none of its
values is then used, nobody is declined for not having them unless the policy says so, and nothing missing is ever taken
for zero. Amounts are minor units, shares basis points.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from .cells import bounds_of, way_out
from .sizing import Terms, enough, size
from .tables import Row, Table, admitted, compiled, followed, hits, near_misses
from .verdicts import APPROVE, DECLINE, SEVERITY, Policy, Reason, Values, Verdict, ordered, shallow, worst

ENGINE = 2
READ, NOT_ASKED = "read", "not_asked"
STANDINGS = frozenset({READ, "empty", "error", "stale", NOT_ASKED})
IGNORE = "ignore"
FLOW = "flow"
TOO_SMALL_WEIGHT, SOURCE_WEIGHT = 150, 1_000
# What a limit is worked out from.
SIZED_BY = ("multiple_bp", "median_monthly_net_minor", "p25_monthly_net_minor")


@dataclass(frozen=True, slots=True)
class Flow:
    """A policy compiled: made once for each content, then asked any number of times."""

    sources: tuple[Mapping[str, Any], ...]
    inputs: Mapping[str, Mapping[str, Any]]
    tables: tuple[Table, ...]
    sizing: Mapping[str, Any]


@dataclass(slots=True)
class _Run:
    """One pass through the flow, as it goes. ``unread`` names what could not be known because of a source, and what the policy says of that."""

    values: dict[str, Any]
    unread: dict[str, str] = field(default_factory=dict)
    outcomes: list[str] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    near: list[dict[str, Any]] = field(default_factory=list)
    trace: list[dict[str, Any]] = field(default_factory=list)


def flow_of(content: Policy) -> Flow:
    """Raises ``CellUnreadable`` or ``KeyError`` for content that the lint would have refused."""
    inputs = {declared["input"]: declared for declared in content["inputs"]}
    types = {name: declared["type"] for name, declared in inputs.items()}
    return Flow(tuple(content["sources"]), inputs, tuple(compiled(node, types) for node in content["nodes"]), content["sizing"])


def decide(features: Values, terms: Terms, flow: Flow, sources: Mapping[str, str]) -> Verdict:
    """The verdict of one flow on one merchant; ``sources`` says how each of them stands. Equal inputs give equal bytes.

    Each reason says by how much the limit would rise if that one value reached what is wanted.
    """
    bare = _decide(features, terms, flow, sources, told=True)
    gains = tuple(_with_gain(reason, features, terms, flow, sources, bare.limit_minor) for reason in bare.reasons)
    return Verdict(**{**shallow(bare), "reasons": gains})


def _decide(features: Values, terms: Terms, flow: Flow, sources: Mapping[str, str], *, told: bool) -> Verdict:
    run = _read(features, flow, sources)
    for table in flow.tables:
        _ask(table, flow, run, told=told)
    multiple_bp = int(run.values.get("multiple_bp") or 0)
    sized = size(run.values, terms, flow.sizing, multiple_bp=multiple_bp)
    run.outcomes.append(_size_outcome(sized.limit_minor, run))
    adverse = any(reason.outcome != APPROVE for reason in run.reasons)
    if not sized.limit_minor and not adverse:
        run.reasons.append(_too_small(run.values, terms, flow.sizing, sized.binding, multiple_bp))
    outcome = worst(*run.outcomes)
    return Verdict(
        outcome=outcome,
        grade=str(run.values.get("grade") or ""),
        score=int(run.values.get("points") or 0),
        limit_minor=0 if outcome == DECLINE else sized.limit_minor,
        withhold_bp=sized.withhold_bp,
        binding=sized.binding,
        reasons=ordered(run.reasons),
        near_misses=tuple(run.near),
        trace=(*run.trace, {"node": "limit", **asdict(sized)}) if told else (),
    )


def _read(features: Values, flow: Flow, sources: Mapping[str, str]) -> _Run:
    """The values that may be used, and what follows from sources that could not be read."""
    run, by = _Run({}), []
    standing = {source["source"]: sources.get(source["source"], NOT_ASKED) for source in flow.sources}
    for source in flow.sources:
        name, fails = source["source"], source["fails"]
        outcome = APPROVE if standing[name] == READ or fails == IGNORE else fails
        by.append({"source": name, "standing": standing[name], "outcome": outcome})
        run.outcomes.append(outcome)
        if outcome != APPROVE:
            weight = SOURCE_WEIGHT + SEVERITY[outcome]
            run.reasons.append(Reason(source["code"], f"source_{name}", f"source/{name}", None, (None, None), None, outcome, weight))
    said = {row["source"]: row["outcome"] for row in by}
    refused = []
    for name, declared in flow.inputs.items():
        if declared["source"] == FLOW:
            continue
        if standing[declared["source"]] != READ:
            run.values[name], run.unread[name] = None, said[declared["source"]]
            continue
        value = features.get(name)
        run.values[name] = admitted(value, declared)
        if value is not None and run.values[name] is None:
            refused.append(name)
    run.trace.append({"node": "sources", "by": by, "out_of_range": refused})
    return run


def _ask(table: Table, flow: Flow, run: _Run, *, told: bool) -> None:
    found = hits(table, run.values)
    outcome = _outcome_of(table, found, run)
    if outcome is not None:
        run.outcomes.append(outcome)
    for row in found:
        if not _unread_by(row, run):
            run.reasons.extend(_lost(table, row, run.values) if table.sum else _adverse(table, row, flow, run.values))
    if told:
        near = near_misses(table, run.values, found)
        run.near.extend({"node": table.name, **miss} for miss in near)
        then = dict(followed(table, found))
        if outcome is not None:
            then["outcome"] = outcome
        run.trace.append({"node": table.name, "hits": [row.name for row in found], "then": then, "near": [miss["row"] for miss in near]})
    given = {name: value for name, value in followed(table, found).items() if name not in ("outcome", "code")}
    run.values.update(given)
    unread = [said for row in found for said in _unread_by(row, run)]
    if unread:
        run.unread.update(dict.fromkeys(given, worst(*unread)))


def _unread_by(row: Row, run: _Run) -> list[str]:
    """What the policy says of the sources for lack of which a row holds; nothing where it holds by what is known."""
    return [run.unread[name] for name in row.when if name in run.unread] if run.unread else []


def _outcome_of(table: Table, found: Sequence[Row], run: _Run) -> str | None:
    """A table that knows outcomes and has no row for these values declines: a hole never passes."""
    if table.sum:
        return None
    if not found:
        return str(table.otherwise.get("outcome", DECLINE))
    outcomes = [worst(*_unread_by(row, run)) if _unread_by(row, run) else row.then["outcome"] for row in found if "outcome" in row.then]
    return worst(*outcomes) if outcomes else None


def _size_outcome(limit_minor: int, run: _Run) -> str:
    """No limit is a refusal, except where it could not be worked out for lack of a source."""
    unread = worst(*(run.unread.get(name, APPROVE) for name in SIZED_BY))
    return APPROVE if limit_minor else DECLINE if unread == APPROVE else unread


def _adverse(table: Table, row: Row, flow: Flow, values: Values) -> Iterator[Reason]:
    """Why a row that holds stops the merchant, told by the one of its inputs that is nearest to letting go."""
    outcome = row.then.get("outcome", APPROVE)
    if outcome == APPROVE or not row.then.get("code"):
        return
    for name, cell in row.when.items():
        if flow.inputs[name]["source"] == FLOW:
            continue
        out, value = way_out(cell, values.get(name)), values.get(name)
        band = (None, None) if out is None else (None, out[0]) if out[1] else (out[0], None)
        yield Reason(row.then["code"], row.name, name, value, band, out and out[0], outcome, 100 * SEVERITY[outcome])
        return


def _lost(table: Table, row: Row, values: Values) -> Iterator[Reason]:
    """Points that another value of the same input would have brought."""
    [(name, cell)] = row.when.items()
    rows = table.asking[name]
    lost = max(other.then[table.sum] for other in rows) - row.then[table.sum]
    if not lost or not row.then.get("code"):
        return
    value = values.get(name)
    band = (None, None) if value is None else bounds_of(cell)
    wanted = _better(rows, row, table.sum, name, value)
    yield Reason(row.then["code"], f"{table.sum}_{name}", name, value, band, wanted, APPROVE, lost)


def _better(rows: Sequence[Row], row: Row, output: str, name: str, value: Any) -> int | None:
    """The nearest whole number that a row with more points holds; of a missing value, the way out of the worst row."""
    if value is None:
        known = [other for other in rows if other.when[name].ranges]
        out = way_out(min(known, key=lambda other: other.then[output]).when[name], None) if known else None
        return out[0] if out else None
    places = []
    for low, high in (bounds_of(other.when[name]) for other in rows if other.then[output] > row.then[output]):
        if low is not None and low > value:
            places.append(low)
        elif high is not None and high <= value:
            places.append(high - 1)
    return min(places, key=lambda place: abs(place - value), default=None)


def _too_small(values: Values, terms: Terms, sizing: Mapping[str, Any], binding: str, multiple_bp: int) -> Reason:
    """The limit came out below the least loan: the bound that held says what would be enough."""
    feature = "median_monthly_net_minor" if binding == "sales" else "p25_monthly_net_minor"
    needed = enough(terms, sizing, binding=binding, multiple_bp=multiple_bp)
    return Reason("R02", "least", feature, values.get(feature), (None, needed), needed, DECLINE, TOO_SMALL_WEIGHT)


def _with_gain(reason: Reason, features: Values, terms: Terms, flow: Flow, sources: Mapping[str, str], limit_minor: int) -> Reason:
    if reason.wanted is None:
        return reason
    better = _decide({**features, reason.feature: reason.wanted}, terms, flow, sources, told=False)
    return Reason(**{**shallow(reason), "gain_minor": max(better.limit_minor - limit_minor, 0)})

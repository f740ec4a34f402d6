"""Where the measures run: DuckDB in this process, or PostgreSQL. The expression is the same.

Heavy to import: see ``drawing``.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from itertools import count
from typing import Any, NamedTuple

import duckdb
import ibis
import numpy as np
import pyarrow as pa
from django.db import connection

from .drawing import Asked, Measures
from .lines import ASKED_COLUMNS, COLUMNS, NAMED, Line, day_number, microseconds
from .measures import STAGES, blocks, tables
from .measures import behind as newest
from .rules import GUARDS

Row = tuple[Any, ...]
# With fewer facts, thinking over how to count them takes longer than counting: a third of a portrait. The plain plan counts the same.
LARGE = 50_000
# An instance is slower with every table that came and went in it: by half after five hundred portraits.
USES = 100
_opened = count()
PG_TYPE = {"int64": "bigint", "int8": "smallint", "bool": "boolean"}


class Step(NamedTuple):
    """A stage under the name that it is written down by, or a block under none."""

    name: str
    sql: str
    names: Sequence[Sequence[str | None]] = ()


@cache
def plan(dialect: str) -> tuple[Step, ...]:
    """The expressions as SQL, stages first. Compiled once in a process, since that takes longer than running it."""
    written = [name for name, stage in STAGES.items() if stage.written]
    stages = [Step(f"portrait_{name}", str(ibis.to_sql(tables()[f"made/{name}"], dialect=dialect))) for name in written]
    return (*stages, *(Step("", str(ibis.to_sql(block.rows, dialect=dialect)), block.names) for block in blocks()))


def on_duckdb(lines: Sequence[Line], asked: Asked) -> list[Measures]:
    facts, wanted = numbered(lines, asked)
    with engine(len(facts)) as opened:
        opened.register("portrait_facts", as_arrow(facts, COLUMNS))
        opened.register("portrait_asked", as_arrow(wanted, ASKED_COLUMNS))
        return told(measured(opened, len(asked)), asked)


def on_columns(facts: pa.Table, asked: Asked) -> list[Measures]:
    """The same of facts that were read as columns: the party of a fact is its place in ``asked``."""
    wanted = [(place, place, day_number(at), microseconds(at)) for place, (_party, at) in enumerate(asked)]
    with engine(facts.num_rows) as opened:
        opened.register("portrait_facts", facts)
        opened.register("portrait_asked", as_arrow(wanted, ASKED_COLUMNS))
        return told(measured(opened, len(asked)), asked)


def behind(lines: Sequence[Line], asked: Asked, basis: str, *, flagged: bool, most: int) -> list[tuple[int, list[str]]]:
    """The newest facts that a set of facts holds, each with the names of the guards that ask about it."""
    facts, wanted = numbered(lines, asked)
    with engine(len(facts)) as opened:
        opened.register("portrait_facts", as_arrow(facts, COLUMNS))
        opened.register("portrait_asked", as_arrow(wanted, ASKED_COLUMNS))
        _stages(opened)
        rows = opened.execute(str(ibis.to_sql(newest(basis, flagged=flagged, most=most), dialect="duckdb"))).fetchall()
        flags = opened.execute("SELECT fact, guard FROM portrait_flags ORDER BY fact, guard").fetchall()
    by_fact: dict[int, list[str]] = {}
    for fact, guard in flags:
        by_fact.setdefault(fact, []).append(GUARDS[guard - 1])
    return [(fact, by_fact.get(fact, [])) for _us, fact in rows]


@lru_cache(maxsize=1)
def _instance(process: int, generation: int) -> duckdb.DuckDBPyConnection:
    """One for each process: beginning one takes as long as a third of a portrait. A process that was forked begins its own.

    One thread, since there are as many workers as processors.
    """
    return duckdb.connect(config={"threads": 1})


def engine(rows: int = LARGE) -> duckdb.DuckDBPyConnection:
    """Where so many facts are counted. Temporary tables and what is registered are the connection's own, and gone when it is closed."""
    opened = _instance(os.getpid(), next(_opened) // USES).cursor()
    if rows < LARGE:
        opened.execute("PRAGMA disable_optimizer")
    return opened


@cache
def _statements() -> tuple[tuple[Step, duckdb.Statement], ...]:
    """Read once in a process, since that takes as long as running some."""
    with engine() as opened:
        return tuple((step, opened.extract_statements(_written(step))[0]) for step in plan("duckdb"))


def _written(step: Step) -> str:
    # Sums are wider than what is fetched as columns of whole numbers: the cast refuses what does not fit.
    return f"CREATE TEMP TABLE {step.name} AS {step.sql}" if step.name else f"SELECT COLUMNS(*)::BIGINT FROM ({step.sql})"  # noqa: S608 - our own expressions


def _stages(opened: duckdb.DuckDBPyConnection) -> None:
    for step, statement in _statements():
        if step.name:
            opened.execute(statement)


def measured(opened: duckdb.DuckDBPyConnection, asks: int) -> list[Measures]:
    """A row of measures for each row asked about, by its number; ``portrait_facts`` and ``portrait_asked`` are there."""
    found: list[Measures] = [{} for _ in range(asks)]
    _stages(opened)
    for step, statement in _statements():
        if not step.name:
            columns = opened.execute(statement).fetchnumpy()
            # Whole lists at once: a row at a time, taking them over takes as long as counting them.
            lists = [np.ma.filled(values, 0).tolist() for values in columns.values()]
            gather(found, step.names, list(columns), zip(*lists, strict=True))
    return found


def gather(found: list[Measures], series: Sequence[Sequence[str | None]], names: Sequence[str], rows: Iterable[Row]) -> None:
    """Each row under whom it is about, who comes first. What is not known, or nothing, is left out, as it is where a block has no row."""
    under = [[(place, name) for place, name in enumerate(each, 2) if name] for each in series]
    plain = list(enumerate(names[1:], 1))
    for row in rows:
        about = found[row[0]]
        for place, name in under[row[1]] if under else plain:
            if row[place]:
                about[name] = row[place]


def on_postgres(lines: Sequence[Line], asked: Asked) -> list[Measures]:
    """In the caller's transaction; the tables vanish with it."""
    facts, wanted = numbered(lines, asked)
    found: list[Measures] = [{} for _ in asked]
    with connection.cursor() as cursor:
        for name, columns, rows in (("portrait_facts", COLUMNS, facts), ("portrait_asked", ASKED_COLUMNS, wanted)):
            typed = ", ".join(f'"{column}" {PG_TYPE[kind]}' for column, kind in columns.items())
            cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
            cursor.execute(f"CREATE TEMPORARY TABLE {name} ({typed}) ON COMMIT DROP")
            with cursor.copy(f"COPY {name} FROM STDIN") as target:
                for row in rows:
                    target.write_row(row)
        for name, sql, series in plan("postgres"):
            if name:
                cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
                cursor.execute(f"CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS {sql}")
                continue
            cursor.execute(sql)
            # PostgreSQL sums bigints as numeric: whole numbers all the same.
            rows_ = [tuple(int(value) if isinstance(value, Decimal) else value for value in row) for row in cursor]
            gather(found, series, [column[0] for column in cursor.description], rows_)
    return told(found, asked)


def numbered(lines: Iterable[Line], asked: Asked) -> tuple[list[Row], list[Row]]:
    """Both tables with numbers in the place of parties and code names: engines compare numbers faster, and need no more."""
    parties = {str(party): place for place, party in enumerate(dict.fromkeys(party for party, _at in asked))}
    names: dict[str | None, int | None] = {None: None}
    plain = len(COLUMNS) - len(NAMED)
    facts = [
        (parties[line.about], *line[1:plain], *(names.setdefault(name, len(names)) for name in _names_of(line)))
        for line in lines
        if line.about in parties
    ]
    wanted = [(place, parties[str(party)], day_number(at), microseconds(at)) for place, (party, at) in enumerate(asked)]
    return facts, wanted


def _names_of(line: Line) -> tuple[str | None, ...]:
    return line.document, line.order_ref, line.buyer, line.device, line.payer, line.door, line.other, line.channel


def told(found: list[Measures], asked: Asked) -> list[Measures]:
    """Each row under the party and moment that was asked about, in the order asked."""
    for row, (party, at) in zip(found, asked, strict=True):
        row |= {"about": str(party), "as_of_us": microseconds(at)}
    return found


def as_arrow(rows: Sequence[Row], columns: dict[str, str] | Any) -> pa.Table:
    types = {"int64": pa.int64(), "int8": pa.int8(), "bool": pa.bool_()}
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    return pa.table({name: pa.array(column, types[kind]) for (name, kind), column in zip(columns.items(), values, strict=True)})

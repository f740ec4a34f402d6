"""Where the measures run: DuckDB in this process, or PostgreSQL. The expression is the same.

Heavy to import: see ``drawing``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

import duckdb
import ibis
import pyarrow as pa
from django.db import connection

from .drawing import Asked, Measures
from .lines import ASKED_COLUMNS, COLUMNS, NAMED, Line, day_number, microseconds
from .measures import STAGES, blocks, tables
from .measures import behind as newest
from .measures.schema import KEY
from .rules import GUARDS

Row = tuple[Any, ...]
MANY = 500
PG_TYPE = {"int64": "bigint", "int8": "smallint", "bool": "boolean"}


@cache
def plan(dialect: str) -> tuple[tuple[str, str], ...]:
    """The expressions as SQL: stages under the names that they are written down by, then blocks under none.

    Compiled once in a process, since that takes longer than running it.
    """
    stages = [(f"portrait_{name}", str(ibis.to_sql(tables()[f"made/{name}"], dialect=dialect))) for name in STAGES]
    return (*stages, *(("", str(ibis.to_sql(block, dialect=dialect))) for block in blocks()))


def on_duckdb(lines: Sequence[Line], asked: Asked) -> list[Measures]:
    facts, wanted = numbered(lines, asked)
    with engine() as opened:
        opened.register("portrait_facts", as_arrow(facts, COLUMNS))
        opened.register("portrait_asked", as_arrow(wanted, ASKED_COLUMNS))
        return told(measured(opened, len(asked)), asked)


def on_columns(facts: pa.Table, asked: Asked, threads: int = 2) -> list[Measures]:
    """The same of facts that were read as columns: the party of a fact is its place in ``asked``."""
    wanted = [(place, place, day_number(at), microseconds(at)) for place, (_party, at) in enumerate(asked)]
    with engine(threads) as opened:
        opened.register("portrait_facts", facts)
        opened.register("portrait_asked", as_arrow(wanted, ASKED_COLUMNS))
        return told(measured(opened, len(asked)), asked)


def behind(lines: Sequence[Line], asked: Asked, basis: str, *, flagged: bool, most: int) -> list[tuple[int, list[str]]]:
    """The newest facts that a set of facts holds, each with the names of the guards that ask about it."""
    facts, wanted = numbered(lines, asked)
    with engine() as opened:
        opened.register("portrait_facts", as_arrow(facts, COLUMNS))
        opened.register("portrait_asked", as_arrow(wanted, ASKED_COLUMNS))
        _stages(opened)
        rows = opened.execute(str(ibis.to_sql(newest(basis, flagged=flagged, most=most), dialect="duckdb"))).fetchall()
        flags = opened.execute("SELECT fact, guard FROM portrait_flags ORDER BY fact, guard").fetchall()
    by_fact: dict[int, list[str]] = {}
    for fact, guard in flags:
        by_fact.setdefault(fact, []).append(GUARDS[guard - 1])
    return [(fact, by_fact.get(fact, [])) for _us, fact in rows]


def _stages(opened: duckdb.DuckDBPyConnection) -> None:
    for name, sql in plan("duckdb"):
        if name:
            opened.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {sql}")


def engine(threads: int = 1) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": threads})


@cache
def _answers() -> str:
    """All blocks side by side, so that one row holds what is said of one asked about."""
    blocks_ = [f"LEFT JOIN ({sql}) USING ({KEY})" for name, sql in plan("duckdb") if not name]
    return f"SELECT * FROM (SELECT {KEY} FROM portrait_asked) {' '.join(blocks_)}"  # noqa: S608 - our own expressions


def measured(opened: duckdb.DuckDBPyConnection, asks: int) -> list[Measures]:
    """A row of measures for each row asked about, by its number; ``portrait_facts`` and ``portrait_asked`` are there.

    Of many, all blocks are fetched as one table; of a few, it takes longer to plan that than to ask block by block.
    """
    found: list[Measures] = [{} for _ in range(asks)]
    _stages(opened)
    for sql in [_answers()] if asks >= MANY else [sql for name, sql in plan("duckdb") if not name]:
        answer = opened.execute(sql)
        _gather(found, [column[0] for column in answer.description or ()], answer.fetchall())
    return found


def _gather(found: list[Measures], names: Sequence[str], rows: Iterable[Row]) -> None:
    """Each row under whom it is about, who comes first. What is not known is left out, as it is where a block has no row."""
    for ask, *values in rows:
        found[ask].update((name, value) for name, value in zip(names[1:], values, strict=True) if value is not None)


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
        for name, sql in plan("postgres"):
            if name:
                cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
                cursor.execute(f"CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS {sql}")
                continue
            cursor.execute(sql)
            # PostgreSQL sums bigints as numeric: whole numbers all the same.
            rows_ = [tuple(int(value) if isinstance(value, Decimal) else value for value in row) for row in cursor]
            _gather(found, [column[0] for column in cursor.description], rows_)
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


def told(found: Iterable[Measures], asked: Asked) -> list[Measures]:
    """Each row under the party and moment that was asked about, in the order asked."""
    return [{**row, "about": str(party), "as_of_us": microseconds(at)} for row, (party, at) in zip(found, asked, strict=True)]


def as_arrow(rows: Sequence[Row], columns: dict[str, str] | Any) -> pa.Table:
    types = {"int64": pa.int64(), "int8": pa.int8(), "bool": pa.bool_()}
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    return pa.table({name: pa.array(column, types[kind]) for (name, kind), column in zip(columns.items(), values, strict=True)})

"""Where the measures run: DuckDB in this process, or PostgreSQL. The expression is the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

import duckdb
import ibis
import pyarrow as pa
from django.db import connection

from .lines import ARROW, ASKED, Line, as_arrow, asked_of
from .measures import measures

Measures = dict[str, Any]
Asked = Sequence[tuple[UUID, datetime]]
PG_TYPE = {"string": "text", "int64": "bigint", "bool": "boolean"}


@cache
def statement(dialect: str) -> str:
    """The expression as SQL; compiled once in a process, since that takes longer than running it."""
    return str(ibis.to_sql(measures(), dialect=dialect))


def on_duckdb(lines: Sequence[Line], asked: Asked) -> list[Measures]:
    rows = list(zip(*asked_of(asked), strict=True))
    with duckdb.connect(config={"threads": 1}) as engine:
        engine.register("portrait_facts", as_arrow(lines))
        engine.register("portrait_asked", pa.table(rows, schema=ASKED))
        answer = engine.execute(statement("duckdb"))
        names = [column[0] for column in answer.description or ()]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def on_postgres(lines: Sequence[Line], asked: Asked) -> list[Measures]:
    """In the caller's transaction; the two tables vanish with it."""
    with connection.cursor() as cursor:
        for name, schema in (("portrait_facts", ARROW), ("portrait_asked", ASKED)):
            columns = ", ".join(f'"{field.name}" {PG_TYPE[str(field.type)]}' for field in schema)
            cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
            cursor.execute(f"CREATE TEMPORARY TABLE {name} ({columns}) ON COMMIT DROP")
        _copy(cursor, "portrait_facts", lines)
        _copy(cursor, "portrait_asked", asked_of(asked))
        cursor.execute(statement("postgres"))
        names = [column[0] for column in cursor.description]
        # PostgreSQL sums bigints as numeric: whole numbers all the same.
        return [
            {name: int(value) if isinstance(value, Decimal) else value for name, value in zip(names, row, strict=True)} for row in cursor.fetchall()
        ]


def _copy(cursor: Any, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    with cursor.copy(f"COPY {table} FROM STDIN") as target:
        for row in rows:
            target.write_row(row)
